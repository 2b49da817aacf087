"""Findings for people: one line each, `file:line:column` first, as editors understand it."""

from collections import Counter

from bot.lint.finding import Severity
from bot.lint.report import Report, Told


def render(report: Report) -> str:
    """Return the findings and a line that sums them up."""
    lines = [_line(one) for one in report.told]
    return "\n".join([*lines, _sum(report)]) + "\n"


def _line(told: Told) -> str:
    one = told.finding
    return f"{one.path}:{one.line}:{one.column}: {one.severity} {one.message} [{one.rule}]"


def _sum(report: Report) -> str:
    files = f"{report.files} file{'s' if report.files != 1 else ''} read"
    counts = Counter(one.finding.severity for one in report.told)
    if not counts:
        return f"{files}, nothing found"
    said = ", ".join(_counted(severity, counts[severity]) for severity in Severity if counts[severity])
    mendable = sum(one.finding.fix is not None for one in report.told)
    fixes = f"; --diff shows fixes for {mendable} of them, --fix makes them" if mendable else ""
    return f"{files}: {said}{fixes}"


def _counted(severity: Severity, count: int) -> str:
    plural = "s" if count > 1 and severity is not Severity.INFO else ""
    return f"{count} {severity}{plural}"
