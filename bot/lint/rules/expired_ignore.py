"""A remark that silences a rule counts no more: its day has passed, or what stands there is no day.

What it silenced is told again from then on. Mend the cause, or name a later day.

Bad:

    # lighterman: ignore=base-eol until=2026-03-31 we move in spring
    FROM golang:1.20-alpine AS build

Good:

    # lighterman: ignore=base-eol until=2126-03-31 we move in some spring
    FROM golang:1.20-alpine AS build
"""

from collections.abc import Iterator

from bot.lint.finding import Finding, Severity
from bot.lint.ignores import Remark

SEVERITY = Severity.WARNING
READS = ("remark",)


def check(remark: Remark) -> Iterator[Finding]:
    """Yield a finding for a remark that has ended, or that never began because its date cannot be read."""
    rules = ", ".join(sorted(remark.rules))
    if remark.bad_date:
        message = f"until={remark.bad_date} is no day, so {rules} is not silenced; write it as 2027-01-31"
        yield Finding(line=remark.line, column=remark.column, message=message)
    elif remark.is_expired:
        message = f"the remark that silences {rules} ended on {remark.until}; mend the cause or name a later day"
        yield Finding(line=remark.line, column=remark.column, message=message)
