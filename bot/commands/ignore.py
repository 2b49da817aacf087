"""Accepts a growth in size, a longer time or a finding of a rule on this merge request, with a reason."""

from bot import plugins
from bot.acceptance import SIZE, TIME, read_days
from bot.actions import Accept, Answer, Receipt, ReviewNow
from bot.commands import Call, Run
from bot.lint import rules
from bot.reports import markdown
from bot.roles import Role

USAGE = "/ignore size|time|RULE [30d] reason"
NEEDS = Role.MAINTAINER
READS = False
DEFAULT_DAYS = 30
LONGEST_REASON = 200


def run(call: Call) -> Run:
    """Accept it until the day and say so in the comment; without a reason nothing is accepted."""
    problem = _problem(call.command.arguments)
    if problem:
        yield Answer(
            f"Nothing was ignored: {problem}. Write such as `/ignore size 30d new base image`.", Receipt.FAILED
        )
        return
    what, *words = call.command.arguments
    span, rest = read_days(words, DEFAULT_DAYS)
    until, reason = call.now + span, " ".join(rest)[:LONGEST_REASON]
    yield Accept(what, until, reason)
    yield ReviewNow()
    yield Answer(f"I no longer complain of {markdown.code(what)} here until {until:%Y-%m-%d}: {markdown.code(reason)}.")


def _problem(words: tuple[str, ...]) -> str:
    if not words:
        return "what is to be ignored is missing"
    if words[0] not in {SIZE, TIME, *plugins.load(rules)}:
        return f"{markdown.code(words[0])} is neither `size` nor `time` nor a rule"
    return "" if read_days(words[1:], DEFAULT_DAYS)[1] else "the reason is missing"
