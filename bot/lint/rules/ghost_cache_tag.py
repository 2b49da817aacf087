"""A build takes its cache from an image that no job pushes, or that is pushed and never made.

The builder looks for it, finds nothing and says so in one line among hundreds; every step runs anew, for ever. Push
what `--cache-from` names, under a name that the next run knows too: never the commit's own.

Bad:

    build:
      script:
        - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from $CI_REGISTRY_IMAGE:cache
          --tag $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA .
        - docker push $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA

Good:

    build:
      script:
        - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from $CI_REGISTRY_IMAGE:cache
          --tag $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA --tag $CI_REGISTRY_IMAGE:cache .
        - docker push $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA
        - docker push $CI_REGISTRY_IMAGE:cache
"""

from collections.abc import Iterator

from bot.lint.cache_edits import made_and_pushed, option_of
from bot.lint.ci_findings import at_step
from bot.lint.finding import Finding, Severity
from bot.lint.image_flow import CacheSource
from bot.lint.image_matching import PER_RUN
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource

SEVERITY = Severity.ERROR
READS = ("ci",)
UNPUSHED = "nothing pushes the image {}, so this cache is always empty; push it, or name one that is pushed"
PER_COMMIT = "{} is new in every run, so nothing is there when this build looks for it; name a tag that stays"
UNMADE = "{} is pushed, but no build makes it, so this cache is always empty; give it to a build as --tag"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for the first build that takes its cache from such an image."""
    told = set()
    for one in source.flow.sources:
        message = _message(source, one)
        if message is None or one.reference in told:
            continue
        told.add(one.reference)
        option = option_of(one)
        word = option.words[-1] if option is not None else None
        fix = made_and_pushed(source, one)
        yield at_step(one.build.call.step, message.format(_name(one.reference)), word=word, fix=fix)


def _message(source: CiSource, one: CacheSource) -> str | None:
    if not source.flow.is_pushed(one):
        return PER_COMMIT if PER_RUN.search(one.reference) else UNPUSHED
    return None if source.flow.is_made(one.reference) else UNMADE


def _name(reference: str) -> str:
    parsed = parse_reference(reference)
    return f"{parsed.short_name}:{parsed.tag}" if parsed.tag else reference
