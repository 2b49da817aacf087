"""Findings as JUnit, which GitLab shows in the pipeline's tests on every tier: one test case per finding."""

import re
from xml.sax.saxutils import escape, quoteattr

from bot.lint.finding import Severity
from bot.lint.report import Report, Told

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Return one suite; an info is a case that passes, for it must not turn a pipeline red."""
    failures = sum(one.finding.severity is not Severity.INFO for one in report.told)
    cases = "".join(_case(one) for one in report.told)
    head = f'<testsuite name="lighterman lint" tests="{len(report.told)}" failures="{failures}" errors="0">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{head}\n{cases}</testsuite>\n</testsuites>\n'


def _case(told: Told) -> str:
    one = told.finding
    place = f"{one.path}:{one.line}:{one.column}"
    name, group, file = (quoteattr(_clean(text)) for text in (f"{one.rule} {place}", one.rule, one.path))
    said = f"{place}: {one.severity} {one.message}"
    tag, body = (
        ("system-out", "")
        if one.severity is Severity.INFO
        else ("failure", f" message={quoteattr(_clean(one.message))}")
    )
    return (
        f"<testcase name={name} classname={group} file={file}><{tag}{body}>{escape(_clean(said))}</{tag}></testcase>\n"
    )


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
