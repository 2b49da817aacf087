"""Tells from a CI configuration which jobs build or push images."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.files.ci_file import CiFile, Job, read_ci_file
from bot.image_commands import Verb
from bot.job_commands import image_commands

BUILDER_IMAGE = re.compile(r"kaniko|buildah|buildkit|podman")
NAMES = re.compile(r"docker|image|container|kaniko|buildah|build|push|publish|package", re.IGNORECASE)
"""Where the definition does not say what a job runs, its name has to do."""
PARALLEL = re.compile(r"(?:: \[.*\]|:? \d+/\d+)$")
"""What GitLab adds to the name of each job that `parallel` makes."""
MAKING = frozenset({Verb.BUILD, Verb.PUSH})


def image_job_names(definition: str | None, job_names: Iterable[str]) -> frozenset[str]:
    """Return those of a pipeline's jobs that build or push an image."""
    file = _read(definition or "")
    return frozenset(name for name in job_names if _builds(job_named(file, name), name))


def includes_others(definition: str) -> bool:
    """Tell whether a CI configuration takes in other files, so that it is not all there is."""
    return _read(definition).root.get("include") is not None


def job_named(file: CiFile, name: str) -> Job | None:
    """Return the job of a pipeline by its name, which may be that of one of several that `parallel` makes."""
    return file.jobs.get(name) or file.jobs.get(PARALLEL.sub("", name))


def job_of(definition: str | None, name: str) -> Job | None:
    """Return the job of that name in a CI configuration."""
    return job_named(_read(definition or ""), name)


def _builds(job: Job | None, name: str) -> bool:
    if job is None:
        return NAMES.search(name) is not None
    is_builder = job.image is not None and BUILDER_IMAGE.search(job.image.name) is not None
    return is_builder or any(verb in MAKING for verb in _verbs(job))


def _verbs(job: Job) -> Iterator[Verb]:
    return (one.command.verb for one in image_commands(job))


@lru_cache(maxsize=4)
def _read(definition: str) -> CiFile:
    """Read a definition; one review asks several things of the same text."""
    return read_ci_file(definition)
