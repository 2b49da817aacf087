"""A cache image is pulled whole before a BuildKit build, which would take only the layers that it needs.

The classic builder could use only what had been pulled. BuildKit reads the description of the image in the registry and
downloads single layers; leave the pull out.

Bad:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker pull $CI_REGISTRY_IMAGE:latest || true
        - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from $CI_REGISTRY_IMAGE:latest
          --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest

Good:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from $CI_REGISTRY_IMAGE:latest
          --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest
"""

from collections.abc import Iterator

from bot.lint.ci_edits import cut_with_fallback
from bot.lint.ci_findings import at_step, fix_of
from bot.lint.daemons import begins_empty, is_buildkit
from bot.lint.finding import Finding, Severity
from bot.lint.image_flow import Made
from bot.lint.image_matching import full
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "BuildKit takes single layers from the registry itself, so this pull only costs time; leave it out"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each pull of an image that only BuildKit builds of the same job want."""
    for pull in source.flow.pulled:
        users = [one for one in source.flow.wanted(pull.reference) if one.build.call.job is pull.call.job]
        wanted = [one for one in users if one.reference == pull.reference and source.flow.is_pushed(one)]
        is_only_cache = bool(wanted) and all(is_buildkit(one.build) for one in wanted) and not _is_used(source, pull)
        if is_only_cache and begins_empty(pull.call):
            fix = fix_of("leave the pull out", [cut_with_fallback(source, pull.call.job, pull.call.step)])
            yield at_step(pull.call.step, MESSAGE, fix=fix)


def _is_used(source: CiSource, pull: Made) -> bool:
    """Tell whether the job runs or renames the image too."""
    others = [call for call in source.calls_in(pull.call.job) if call.verb in {"run", "create", "tag", "save"}]
    return any(full(word) == pull.reference for call in others for word in call.bare)
