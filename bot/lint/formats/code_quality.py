"""Findings as GitLab's code-quality report, which shows them in merge requests.

The fields are those of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
"""

import json

from bot.lint.finding import Severity
from bot.lint.report import Report

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """Return the JSON array of issues."""
    issues = [
        {
            "description": one.message,
            "check_name": one.rule,
            "fingerprint": told.fingerprint,
            "severity": SEVERITIES[one.severity],
            "location": {"path": one.path, "lines": {"begin": one.line}},
        }
        for told in report.told
        for one in [told.finding]
    ]
    return json.dumps(issues, indent=2, ensure_ascii=True) + "\n"
