"""BuildKit takes its cache from an image into which nothing has written cache metadata, and so finds none.

The classic builder could use any image that it had pulled. BuildKit reads a description of the layers, which a build
adds with `--build-arg BUILDKIT_INLINE_CACHE=1` or writes beside the image with `--cache-to`; without it `--cache-from`
is passed over in silence.

Bad:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker build --cache-from $CI_REGISTRY_IMAGE:latest --tag $CI_REGISTRY_IMAGE:latest .
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

from bot.lint.cache_edits import described, option_of
from bot.lint.ci_findings import at_step
from bot.lint.daemons import is_buildkit
from bot.lint.finding import Finding, Severity
from bot.lint.image_flow import CacheSource, ImageFlow
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = (
    "no build writes cache metadata into this image, so BuildKit passes it over;"
    " build it with --build-arg BUILDKIT_INLINE_CACHE=1"
)


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for the first BuildKit build that takes its cache from such an image."""
    told = set()
    for one in source.flow.sources:
        if one.reference not in told and is_buildkit(one.build) and not _is_described(source.flow, one):
            told.add(one.reference)
            option = option_of(one)
            word = option.words[-1] if option is not None else None
            yield at_step(one.build.call.step, MESSAGE, word=word, fix=described(source, one))


def _is_described(flow: ImageFlow, one: CacheSource) -> bool:
    """Tell whether metadata goes into the image; of one that nothing pushes, whether it goes anywhere at all."""
    if flow.has_metadata(one.reference) or flow.hides_options:
        return True
    return bool(flow.with_metadata) and not flow.is_pushed(one)
