"""What the rules for a runner's config.toml ask of it and of the CI files beside it."""

from collections.abc import Iterator

from bot.files.ci_file import Job
from bot.files.runner_file import Runner
from bot.lint.dind import dind_services
from bot.lint.sources import Project, RunnerSource


def dind_jobs(project: Project) -> Iterator[Job]:
    """Yield the jobs of a project's CI files that bring an engine as a service."""
    for source in project.ci_files:
        yield from (job for job in source.file.visible_jobs if any(dind_services(job)))


def hides(source: RunnerSource, word: str) -> bool:
    """Tell whether a line that could not be read may have said something of a setting."""
    return any(word in source.line(one.line) and one.mended is None for one in source.file.problems)


def turns_tls_off(runner: Runner) -> bool:
    """Tell whether the runner itself turns the engines' TLS off for all jobs."""
    return "DOCKER_TLS_CERTDIR=" in runner.texts("environment")
