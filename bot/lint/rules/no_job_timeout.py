"""A job that uses Docker has no time limit of its own, so that a hung build holds its runner for the project's limit.

A build inside Docker can hang without a word, and GitLab does not see it: the runner goes on telling that it lives. The
project's limit is an hour unless somebody raised it, which counts for all jobs.

Bad:

    build:
      retry: 1
      script:
        - docker build .

Good:

    build:
      retry: 1
      timeout: 1h
      script:
        - docker build .
"""

from collections.abc import Iterator

from bot.lint.docker_jobs import jobs_without
from bot.lint.finding import Finding, Severity
from bot.lint.sources import CiSource

SEVERITY = Severity.INFO
READS = ("ci",)
LINES = ("timeout: 1h",)
MESSAGE = "a hung build would hold its runner until the project's limit; add timeout:, a few times what the job takes"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each job with Docker that has no timeout of its own or by default."""
    yield from jobs_without(source, "timeout", MESSAGE, LINES)
