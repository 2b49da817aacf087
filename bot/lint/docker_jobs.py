"""Asks for keywords that a job with Docker should have."""

from collections.abc import Iterator, Sequence

from bot.files.ci_file import Job
from bot.lint.ci_edits import add_keyword
from bot.lint.ci_findings import at_node, fix_of
from bot.lint.daemons import uses_docker
from bot.lint.finding import Finding
from bot.lint.sources import CiSource


def docker_jobs(source: CiSource) -> Iterator[Job]:
    """Yield the jobs that have to do with Docker; what only holds the file's defaults is no job."""
    for job in source.jobs:
        if job.name in source.file.jobs and uses_docker(job, source.calls_in(job)):
            yield job


def jobs_without(source: CiSource, keyword: str, message: str, lines: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for each job with Docker that lacks a keyword; the fix gives it lines."""
    for job in docker_jobs(source):
        if job.keyword(keyword) is None:
            fix = fix_of(f"add {keyword}:", [add_keyword(source, job, *lines)])
            yield at_node(job.key, message, fix=fix)
