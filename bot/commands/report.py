"""Measures again and brings the summary comment up to date."""

from bot.actions import Answer, ReviewNow
from bot.commands import Call, Run
from bot.roles import Role

USAGE = "/report"
NEEDS = Role.REPORTER
READS = True


def run(call: Call) -> Run:  # noqa: ARG001 - every command is called so
    """Review, and say why nothing came of it if nothing did."""
    silent_because = yield ReviewNow()
    yield Answer(f"ℹ️ Nothing new to report: {silent_because}." if silent_because else "")
