"""Reads the remarks that silence a finding: `# lighterman: ignore=rule-id until=2027-01-31 reason`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.lint.sources import Source

MARK = "lighterman:"
_REMARK = re.compile(r"#\s*lighterman:\s*ignore=(?P<rules>[\w,-]+)(?P<rest>[^\n]*)")
_UNTIL = re.compile(r"\buntil=(?P<day>\S+)")


@dataclass(frozen=True)
class Remark:
    """A remark that silences rules: on its own line it speaks for the next line that is none, else for its own.

    `until` is the last day on which it counts, None for ever; `bad_date` is what stands in its place and is no day.
    """

    path: str
    line: int
    column: int
    rules: frozenset[str]
    covers: frozenset[int]
    until: date | None = None
    bad_date: str = ""
    today: date = date.min

    @property
    def is_expired(self) -> bool:
        """Tell whether its day has passed."""
        return self.until is not None and self.today > self.until

    @property
    def counts(self) -> bool:
        """Tell whether it still silences anything."""
        return not self.is_expired and not self.bad_date

    def silences(self, rule: str, path: str, line: int) -> bool:
        """Tell whether a finding is not to be told."""
        return self.counts and rule in self.rules and path == self.path and line in self.covers


def remarks_of(source: Source) -> Iterator[Remark]:
    """Yield the remarks of a file."""
    if MARK not in source.text:
        return
    for number, line in enumerate(source.lines, 1):
        found = _REMARK.search(line)
        if found is not None:
            until, bad = _day(found["rest"])
            rules = frozenset(found["rules"].split(","))
            yield Remark(
                source.path, number, found.start() + 1, rules, _covered(source, number), until, bad, source.today
            )


def _covered(source: Source, number: int) -> frozenset[int]:
    place = number
    while source.line(place).lstrip().startswith("#") and place < len(source.lines):
        place += 1
    return frozenset({number, place})


def _day(rest: str) -> tuple[date | None, str]:
    found = _UNTIL.search(rest)
    if found is None:
        return None, ""
    try:
        return date.fromisoformat(found["day"]), ""
    except ValueError:
        return None, found["day"]
