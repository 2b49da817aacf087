"""A job builds on an engine that begins empty and names no source of cached layers, so every step runs every time.

Docker in Docker, kaniko and buildah in a container know nothing of earlier jobs. What an earlier build has made has to
come from the registry: `--cache-from` with an image that some job pushes, or `--cache=true` for kaniko.

Bad:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker build --tag $CI_REGISTRY_IMAGE:latest .
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

from bot.image_commands import Verb
from bot.lint.calls import Call
from bot.lint.ci_findings import at_step
from bot.lint.daemons import begins_empty
from bot.lint.finding import Finding, Severity
from bot.lint.image_flow import hides_options
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "this job's engine begins empty and the build names no cache, so every step runs anew; add --cache-from"
KANIKO = "kaniko keeps nothing from one job to the next, so every step runs anew; add --cache=true"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each build of a job in which none names a cache."""
    cached = {id(call.job) for call in source.calls if _names_cache(call)}
    for call in source.calls:
        if _builds(call) and begins_empty(call) and id(call.job) not in cached:
            yield at_step(call.step, KANIKO if call.program == "executor" else MESSAGE)


def _builds(call: Call) -> bool:
    if call.image is None:
        return "--build" in call.words and "up" in call.words and "compose" in " ".join(call.words[:2])
    return call.image.verb is Verb.BUILD and call.image.form[-1] != "bake"


def _names_cache(call: Call) -> bool:
    if call.image is None or call.image.verb is not Verb.BUILD:
        return False
    if hides_options(call):
        return True
    build = call.image.build
    if build is not None and build.program == "kaniko":
        return build.is_on("--cache")
    return any(word.startswith(("--cache-from", "--import-cache")) for word in call.words) or bool(
        build and build.cache_sources
    )
