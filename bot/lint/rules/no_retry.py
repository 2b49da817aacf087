"""A job that uses Docker is not tried again when the runner fails, though that is no fault of the job.

Runners go away, services do not come up, machines are taken back. Let GitLab try again for these reasons alone; a test
that fails must not be tried again.

Bad:

    build:
      timeout: 1h
      script:
        - docker build .

Good:

    build:
      timeout: 1h
      retry:
        max: 2
        when: [runner_system_failure, scheduler_failure]
      script:
        - docker build .
"""

from collections.abc import Iterator

from bot.lint.docker_jobs import jobs_without
from bot.lint.finding import Finding, Severity
from bot.lint.sources import CiSource

SEVERITY = Severity.INFO
READS = ("ci",)
LINES = ("retry:", "  max: 2", "  when: [runner_system_failure, scheduler_failure]")
MESSAGE = "a failure of the runner ends this job for good; add retry: for runner_system_failure"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each job with Docker that has no retry of its own or by default."""
    yield from jobs_without(source, "retry", MESSAGE, LINES)
