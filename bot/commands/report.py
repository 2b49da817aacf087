"""Measures again and brings the summary comment up to date."""

from collections.abc import Iterator

from bot.actions import Action, ReviewNow
from bot.commands import REPORTER, Call

USAGE = "/report"
NEEDS = REPORTER


def run(call: Call) -> Iterator[Action]:
    """Yield a review that speaks even if nothing changed."""
    yield ReviewNow(
        project_id=call.project.id, project_path=call.project.path, merge_request_iid=call.merge_request_iid
    )
