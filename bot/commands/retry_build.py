"""Retries the image jobs of the newest pipeline that failed or hang."""

from bot import builds, job_steps
from bot.actions import Answer, LookAtBuild, Receipt
from bot.builds import RETRYABLE, Build
from bot.commands import Call, Run
from bot.roles import Role

USAGE = "/retry-build [job]"
NEEDS = Role.DEVELOPER
READS = False


def run(call: Call) -> Run:
    """Choose the jobs once, then retry them; those that hang are canceled first."""
    memory = call.memory
    if not memory:
        build: Build | None = yield LookAtBuild()
        jobs = build.image_jobs if build else ()
        strange = builds.unknown(jobs, [word for word in call.command.arguments if word != job_steps.CONFIRMED])
        bad = [job for job in jobs if job.job.status in RETRYABLE or job.stalled_because]
        nothing = "Nothing to retry: no image job of the newest pipeline failed or hangs."
        meant = Answer(strange, Receipt.FAILED) if strange else job_steps.choose(call, bad, "retry", nothing)
        if isinstance(meant, Answer):
            yield meant
            return
        begun = job_steps.begin(meant, "Retrying", call.now)
        yield begun
        memory = begun.memory
    yield from job_steps.retry(memory, call.now)
