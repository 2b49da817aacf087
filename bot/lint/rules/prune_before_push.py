"""A prune with `-a` stands between the build and the push, and deletes the image that is to be pushed.

No container runs the new image, so it counts as unused. Push first; in an engine of the job's own leave the prune out.

Bad:

    build:
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:latest .
        - docker image prune -af
        - docker push $CI_REGISTRY_IMAGE:latest

Good:

    build:
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest
"""

from collections.abc import Iterator

from bot.files.ci_file import Section
from bot.lint.ci_findings import at_step
from bot.lint.finding import Finding, Severity
from bot.lint.image_flow import may_be
from bot.lint.prunes import has_until, takes_all
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "this deletes the image that is pushed below, because no container uses it; push first"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each prune of all images between the making of one and its push."""
    for number, call in enumerate(source.calls):
        is_prune = call.verb in {"image prune", "system prune"} and takes_all(call) and not has_until(call)
        if not is_prune or call.step.section is Section.AFTER:
            continue
        made = [one for one in source.flow.made if one.call.job is call.job and one.number < number]
        later = [one for one in source.flow.pushed if one.call.job is call.job and one.number > number]
        if any(may_be(one.reference, two.reference) for one in made for two in later):
            yield at_step(call.step, MESSAGE)
