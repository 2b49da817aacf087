"""The newest pipeline of a merge request as a command sees it: its jobs, which of them make images, what hangs."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from bot.facts import Job, Pipeline
from bot.reports import markdown

RETRYABLE = frozenset({"failed", "canceled"})
MOST_NAMES = 10


@dataclass(frozen=True)
class BuildJob:
    """One job; `stalled_because` says in a sentence why it is thought to hang, None when it is not.

    `images` are the names of what it pushed, as far as its log was read.
    """

    job: Job
    makes_images: bool
    stalled_because: str | None = None
    images: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the job's name."""
        return self.job.name


@dataclass(frozen=True)
class Build:
    """The newest pipeline with its jobs, as GitLab shows them now."""

    pipeline: Pipeline
    jobs: tuple[BuildJob, ...]
    web_url: str = ""

    @property
    def image_jobs(self) -> tuple[BuildJob, ...]:
        """Return the jobs that make images."""
        return tuple(job for job in self.jobs if job.makes_images)


def chosen(jobs: Sequence[BuildJob], patterns: Sequence[str]) -> tuple[BuildJob, ...]:
    """Return the jobs that names or globs mean, all of them without any."""
    return tuple(job for job in jobs if not patterns or any(fnmatchcase(job.name, pattern) for pattern in patterns))


def making(jobs: Sequence[BuildJob], patterns: Sequence[str]) -> tuple[BuildJob, ...]:
    """Return the jobs that names or globs mean, of themselves or of an image that they make; all without any."""
    return tuple(
        job
        for job in jobs
        if not patterns or any(fnmatchcase(name, one) for one in patterns for name in (job.name, *job.images))
    )


def unknown(jobs: Sequence[BuildJob], patterns: Sequence[str]) -> str:
    """Return a sentence that names the first pattern that fits no job, "" when each fits one."""
    names = [job.name for job in jobs]
    strange = next((one for one in patterns if not any(fnmatchcase(name, one) for name in names)), None)
    if strange is None:
        return ""
    return f"no image job of this pipeline is called {markdown.code(strange)}; there are {listed(names)}."


def listed(names: Sequence[str]) -> str:
    """Return names as code spans, the first ten of them."""
    shown = ", ".join(markdown.code(name) for name in names[:MOST_NAMES])
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{shown}{more}" if names else "none"
