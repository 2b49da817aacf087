"""Says what a team has accepted, until when, who did it and why."""

from collections.abc import Iterator, Sequence

from bot.acceptance import EVERYTHING, SIZE, TIME, Accepted
from bot.reports.markdown import code

WORDS = {SIZE: "Larger sizes are accepted", TIME: "Longer times are accepted", EVERYTHING: "I am muted here"}


def lines(accepted: Sequence[Accepted]) -> Iterator[str]:
    """Yield one line for each thing that a comment would else complain of."""
    for one in accepted:
        if one.what in WORDS:
            reason = f": {code(one.reason)}" if one.reason else ""
            yield f"ℹ️ {WORDS[one.what]} until {one.until:%Y-%m-%d} by {code(one.by)}{reason}."
