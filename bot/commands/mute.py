"""Keeps quiet on this merge request for some days; what stands is still kept current."""

from bot.acceptance import EVERYTHING, read_days
from bot.actions import Accept, Answer, Receipt
from bot.commands import Call, Run
from bot.reports import markdown
from bot.roles import Role

USAGE = "/mute [7d]"
NEEDS = Role.MAINTAINER
READS = False
DEFAULT_DAYS = 7


def run(call: Call) -> Run:
    """Accept everything until the day."""
    span, rest = read_days(call.command.arguments, DEFAULT_DAYS)
    if rest:
        told = f"{markdown.code(rest[0])} is no number of days; write such as `/mute 7d`"
        yield Answer(f"Nothing was muted: {told}.", Receipt.FAILED)
        return
    until = call.now + span
    yield Accept(EVERYTHING, until, "")
    yield Answer(f"Quiet here until {until:%Y-%m-%d}; `/report` still answers.")
