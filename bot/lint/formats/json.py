"""Findings for programs. Schema 1 only ever gets new fields."""

import json
from typing import Any

from bot.lint.report import Report, Told

SCHEMA = 1


def render(report: Report) -> str:
    """Return one JSON object."""
    found = {"schema": SCHEMA, "findings": [_object(one) for one in report.told]}
    return json.dumps(found, indent=2, ensure_ascii=True) + "\n"


def _object(told: Told) -> dict[str, Any]:
    one = told.finding
    files = [{"path": path, "patch": patch} for path, patch in told.patches.items()]
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "file": one.path,
        "line": one.line,
        "column": one.column,
        "message": one.message,
        **({"kind": one.kind} if one.kind else {}),
        "fingerprint": told.fingerprint,
        "fix": {"title": one.fix.title, "files": files} if one.fix is not None else None,
    }
