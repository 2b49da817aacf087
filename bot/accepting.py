"""Takes what a team has accepted out of the regressions of a review; it is still shown."""

from collections.abc import Sequence
from dataclasses import replace

from bot.acceptance import EVERYTHING, SIZE, TIME, Accepted
from bot.findings import CacheFinding, FailureFinding, Finding, SizeFinding, TimeFinding, Weight

KINDS: dict[type, str] = {SizeFinding: SIZE, TimeFinding: TIME, CacheFinding: TIME}
"""A lost cache costs time; that a job failed can be accepted by nobody."""


def without_accepted(found: Sequence[Finding], accepted: Sequence[Accepted]) -> tuple[Finding, ...]:
    """Return the findings; a regression that was accepted is one no more. `accepted` is what holds now."""
    names = {one.what for one in accepted}
    return tuple(_accept(one) if KINDS.get(type(one)) in names else one for one in found)


def is_muted(accepted: Sequence[Accepted]) -> bool:
    """Tell whether nothing new is to be said."""
    return any(one.what == EVERYTHING for one in accepted)


def _accept(finding: Finding) -> Finding:
    if finding.weight is not Weight.REGRESSION or isinstance(finding, FailureFinding):
        return finding
    return replace(finding, weight=Weight.ACCEPTED)
