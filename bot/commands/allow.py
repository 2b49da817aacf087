"""Vouches for the fork's commit, so that other commands work on its merge request."""

from bot.actions import Answer, Receipt, Vouch
from bot.commands import Call, Run
from bot.roles import Role

USAGE = "/allow"
NEEDS = Role.DEVELOPER
READS = False


def run(call: Call) -> Run:
    """Remember the commit as it stands; new ones wait for another word."""
    request = call.merge_request
    if not request.is_from_fork:
        yield Answer("This merge request does not come from a fork; there is nothing to allow.", Receipt.FAILED)
        return
    yield Vouch(request.head_sha)
    yield Answer(
        f"Commands work on commit `{request.head_sha[:8]}` now; new commits of the fork need another `/allow`."
    )
