"""A build goes on for a commit that a newer one has already replaced.

With `interruptible: true` GitLab cancels it as soon as the newer pipeline begins. Leave it out where half of the work
would do harm, as in a deployment, and say so with `interruptible: false`.

Bad:

    build:
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA .

Good:

    build:
      interruptible: true
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA .
"""

from collections.abc import Iterator

from bot.lint.ci_findings import at_node
from bot.lint.finding import Finding, Severity
from bot.lint.sources import CiSource

SEVERITY = Severity.INFO
READS = ("ci",)
MESSAGE = "a newer commit does not end this build; say interruptible: true, or false if it must run to its end"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each job that builds an image, deploys nothing and does not say if it may be cancelled."""
    building = {id(build.call.job) for build in source.builds}
    for job in source.jobs:
        says = any(job.keyword(name) is not None for name in ("interruptible", "environment", "trigger"))
        if id(job) in building and not says:
            yield at_node(job.key, MESSAGE)
