"""The clock's time as GitLab writes it down."""

from datetime import UTC, datetime, tzinfo


def iso(moment: datetime | None) -> str | None:
    """Return a time as the API and the job hooks write it: 2021-02-23T02:41:37.886Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z" if moment else None


def iso_seconds(moment: datetime | None) -> str | None:
    """Return a time as the twins in job hooks write it: 2021-02-23T02:41:37Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def hook_time(moment: datetime | None, zone: tzinfo = UTC) -> str | None:
    """Return a time as most hooks write it: 2016-08-12 15:23:28 UTC, or 2021-04-28 21:50:00 +0200 in another zone."""
    if moment is None:
        return None
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S " + ("UTC" if zone is UTC else "%z"))
