"""Cancels the image jobs of the newest pipeline that hang."""

from bot import job_steps
from bot.commands import Call, Run
from bot.job_steps import Words
from bot.roles import Role

USAGE = "/cancel-stuck [job]"
NEEDS = Role.DEVELOPER
READS = False
WORDS = Words("cancel", "Canceling", "Nothing to cancel: no such image job of the newest pipeline hangs.")


def run(call: Call) -> Run:
    """Settle which jobs are meant, then cancel them; one that is only slow is left alone."""
    memory = yield from job_steps.settled(call, lambda job: job.stalled_because, WORDS)
    if memory:
        yield from job_steps.cancel(memory, call.now)
