"""Says what is known of this merge request's newest build, and what waits before it."""

from bot.actions import Answer, LookAtBuild, LookAtQueue
from bot.builds import Build, BuildJob
from bot.commands import Call, Run
from bot.reports import markdown, quantities
from bot.roles import Role

USAGE = "/build-status"
NEEDS = Role.REPORTER
READS = True


def run(call: Call) -> Run:  # noqa: ARG001 - every command is called so
    """Answer with the jobs that make images and the length of our own queue."""
    build: Build | None = yield LookAtBuild()
    waiting: int = yield LookAtQueue()
    queue = f"Events that wait before me: {waiting}."
    if build is None:
        yield Answer(f"This merge request has no pipeline yet. {queue}")
        return
    pipeline = build.pipeline
    shown = markdown.link(f"#{pipeline.id}", build.web_url) if build.web_url else f"#{pipeline.id}"
    lines = [f"Pipeline {shown} of commit `{pipeline.sha[:8]}` is {pipeline.status}. {queue}"]
    if build.image_jobs:
        lines += ["", "| job | status | time |", "| --- | --- | ---: |", *map(_row, build.image_jobs)]
    else:
        lines.append("No job of it makes images.")
    yield Answer("\n".join(lines))


def _row(job: BuildJob) -> str:
    seconds = job.job.duration_seconds
    time = quantities.duration(seconds) if seconds else "–"
    hangs = f" ⏳ {job.stalled_because}" if job.stalled_because else ""
    return f"| {markdown.code(job.name, in_table=True)} | {job.job.status}{hangs} | {time} |"
