"""A pull that may fail hides that the cache never was there.

`|| true` is right for the first run. Of an image that nothing makes or pushes it swallows the same error in every run,
and the builds stay slow without a word.

Bad:

    build:
      script:
        - docker pull $CI_REGISTRY_IMAGE:cache || true
        - docker build --cache-from $CI_REGISTRY_IMAGE:cache --tag $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA .
        - docker push $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA

Good:

    build:
      script:
        - docker pull $CI_REGISTRY_IMAGE:cache || true
        - docker build --cache-from $CI_REGISTRY_IMAGE:cache --tag $CI_REGISTRY_IMAGE:cache .
        - docker push $CI_REGISTRY_IMAGE:cache
"""

from collections.abc import Iterator

from bot.lint.ci_findings import at_step
from bot.lint.finding import Finding, Severity
from bot.lint.image_flow import ImageFlow, Made
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = (
    "this pull fails in every run, because no job makes and pushes the image, and {} hides it; mend the cache first"
)


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each tolerated pull of a cache source that is never there."""
    for pull in source.flow.pulled:
        tolerated_by = pull.call.step.command.tolerated_by
        if tolerated_by and _is_dead(source.flow, pull):
            yield at_step(pull.call.step, MESSAGE.format(tolerated_by))


def _is_dead(flow: ImageFlow, pull: Made) -> bool:
    wanted = flow.wanted(pull.reference)
    return any(not flow.is_pushed(one) or not flow.is_made(one.reference) for one in wanted)
