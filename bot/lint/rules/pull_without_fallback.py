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
from bot.lint.image_flow import may_be
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = 'without this image the job ends here, though it is only a cache; add || echo "no cache yet"'


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for the pull of a cache source of the same job that nothing tolerates."""
    for pull in source.flow.pulled:
        command = pull.call.step.command
        wanted = [one for one in source.flow.sources if one.build.call.job is pull.call.job]
        is_cache = any(may_be(one.reference, pull.reference) and one.number > pull.number for one in wanted)
        if is_cache and not command.is_tolerated and not command.is_remote:
            yield at_step(pull.call.step, MESSAGE)
