"""Retries the image jobs of the newest pipeline that failed or hang."""

from bot import job_steps
from bot.builds import RETRYABLE
from bot.commands import Call, Run
from bot.job_steps import Words
from bot.roles import Role

USAGE = "/retry-build [job]"
NEEDS = Role.DEVELOPER
READS = False
WORDS = Words("retry", "Retrying", "Nothing to retry: no such image job of the newest pipeline failed or hangs.")


def run(call: Call) -> Run:
    """Settle which jobs are meant, then retry them, those that hang after they were canceled."""
    memory = yield from job_steps.settled(call, lambda job: job.job.status in RETRYABLE or job.stalled_because, WORDS)
    if memory:
        yield from job_steps.retry(memory, call.now)
