"""Every branch pushes the tag `latest`, so that it means whatever was built last.

Who pulls it may get a branch that nobody has reviewed, and two pipelines at a time race for it. Push it from the
default branch only, or give each branch a tag of its own.

Bad:

    build:
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest

Good:

    build:
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest
      rules:
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
"""

from collections.abc import Iterator
from itertools import takewhile

from bot.lint.branches import runs_everywhere
from bot.lint.ci_findings import at_step
from bot.lint.finding import Finding, Severity
from bot.lint.image_flow import Made
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "every branch pushes latest here, also one that nobody has reviewed; add rules for $CI_DEFAULT_BRANCH"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each push of latest in a job that runs for every branch."""
    for one in source.flow.pushed:
        is_latest = parse_reference(one.reference).tag == "latest" and "cache" not in one.reference.lower()
        if is_latest and not _is_chosen(one) and runs_everywhere(source.file, one.call.job):
            yield at_step(one.call.step, MESSAGE)


def _is_chosen(one: Made) -> bool:
    """Tell whether the script itself decides: a condition around the push, or one that ends the script before it."""
    before = takewhile(lambda step: step is not one.call.step, one.call.job.steps)
    ends = any(step.command.is_conditional and step.command.texts[:1] == ("exit",) for step in before)
    return ends or one.call.step.command.is_conditional
