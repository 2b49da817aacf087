"""Cancels the image jobs of the newest pipeline that hang."""

from bot import builds, job_steps
from bot.actions import Answer, LookAtBuild, Receipt
from bot.builds import Build
from bot.commands import Call, Run
from bot.roles import Role

USAGE = "/cancel-stuck [job]"
NEEDS = Role.DEVELOPER
READS = False


def run(call: Call) -> Run:
    """Choose the jobs once, then cancel them; a job that is only slow is left alone."""
    memory = call.memory
    if not memory:
        build: Build | None = yield LookAtBuild()
        jobs = build.image_jobs if build else ()
        strange = builds.unknown(jobs, [word for word in call.command.arguments if word != job_steps.CONFIRMED])
        stuck = [job for job in jobs if job.stalled_because]
        nothing = "Nothing to cancel: no image job of the newest pipeline hangs."
        meant = Answer(strange, Receipt.FAILED) if strange else job_steps.choose(call, stuck, "cancel", nothing)
        if isinstance(meant, Answer):
            yield meant
            return
        begun = job_steps.begin(meant, "Canceling", call.now)
        yield begun
        memory = begun.memory
    yield from job_steps.cancel(memory, call.now)
