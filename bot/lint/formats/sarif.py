"""Findings as SARIF 2.1.0, for tools other than GitLab, which shows no SARIF itself."""

import json
from typing import Any
from urllib.parse import quote

from bot.lint.finding import Severity
from bot.lint.linter import all_rules
from bot.lint.report import Report, Told

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report) -> str:
    """Return the log of one run."""
    rules = sorted({told.finding.rule for told in report.told})
    driver = {
        "name": "lighterman",
        "rules": [{"id": rule, "shortDescription": {"text": all_rules()[rule].summary}} for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one) for one in report.told],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _result(told: Told) -> dict[str, Any]:
    one = told.finding
    place = {
        "artifactLocation": {"uri": quote(one.path)},
        "region": {"startLine": one.line, "startColumn": one.column},
    }
    return {
        "ruleId": one.rule,
        "level": LEVELS[one.severity],
        "message": {"text": one.message},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"lighterman/v1": told.fingerprint},
    }
