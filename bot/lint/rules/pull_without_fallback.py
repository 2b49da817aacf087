"""The pull of an image that only serves as cache ends the job when the image is not there.

It is not there in the first run, after the registry's clean-up, and on every new branch that has a tag of its own. Let
the job go on without it.

Bad:

    build:
      script:
        - docker pull $CI_REGISTRY_IMAGE:latest
        - docker build --cache-from $CI_REGISTRY_IMAGE:latest --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest

Good:

    build:
      script:
        - docker pull $CI_REGISTRY_IMAGE:latest || echo "no cache yet"
        - docker build --cache-from $CI_REGISTRY_IMAGE:latest --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest
"""

from collections.abc import Iterator

from bot.lint.ci_findings import at_step
from bot.lint.finding import Finding, Severity
from bot.lint.image_flow import ImageFlow, Made
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = 'without this image the job ends here, though it is only a cache; add || echo "no cache yet"'


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for the pull of a cache source of the same job that nothing tolerates."""
    for pull in source.flow.pulled:
        command = pull.call.step.command
        if not command.is_tolerated and not command.is_remote and _is_cache(source.flow, pull):
            yield at_step(pull.call.step, MESSAGE)


def _is_cache(flow: ImageFlow, pull: Made) -> bool:
    """Tell whether a later build of the same job takes its cache from the image."""
    wanted = flow.wanted(pull.reference)
    return any(one.build.call.job is pull.call.job and one.number > pull.number for one in wanted)
