"""The base image is of a release that gets no security fixes any more.

Its packages stay as they are, and often its package mirrors go away too, which then breaks the build. The dates stand
in `bot/lint/data/base_images.py`. A new major version needs your tests, so no fix is offered.

Bad:

    FROM golang:1.20-alpine
    CMD ["go"]

Good:

    FROM golang:1.27-alpine
    CMD ["go"]
"""

from collections.abc import Iterator

from bot.lint.base_images import based_on
from bot.lint.finding import Finding, Severity
from bot.lint.references import support_end
from bot.lint.sources import DockerfileSource

SEVERITY = Severity.WARNING
READS = ("dockerfile",)


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding for every FROM of a release whose support has ended."""
    for stage, reference in based_on(source.file):
        found = support_end(reference)
        if found is not None and found[1] < source.today:
            release, day = found
            message = f"support of {release} ended on {day.isoformat()}; move {stage.written_base} to a newer release"
            yield Finding(line=stage.line, message=message)
