"""The newest build in words, for tests of commands."""

from bot.builds import Build, BuildJob
from bot.facts import Job, Pipeline


def job(name, status, *, number=1, makes_images=True, stalled=None, seconds=None):
    """Return one job of a build."""
    return BuildJob(Job(number, name, status, seconds), makes_images, stalled)


def build(*jobs):
    """Return a build of these jobs."""
    pipeline = Pipeline(9, 1, "c0ffee00" * 5, "running", jobs=tuple(one.job for one in jobs))
    return Build(pipeline, jobs, "https://gitlab.test/p/9")
