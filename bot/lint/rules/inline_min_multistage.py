"""An inline cache holds the layers of the final stage only, and this Dockerfile works in an earlier one.

What the earlier stages do, downloads and compilation most of all, runs anew in every job, though the cache seems to be
there. Write the cache of all stages into the registry with `mode=max`.

Bad:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker build --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from $CI_REGISTRY_IMAGE:latest
          --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest

    ==> Dockerfile <==
    FROM golang:1.26 AS build
    COPY . .
    RUN go build -o /app .
    FROM gcr.io/distroless/static:nonroot
    COPY --from=build /app /app

Good:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker context create builder
        - docker buildx create --use --driver docker-container builder
        - docker buildx build --load --cache-from type=registry,ref=$CI_REGISTRY_IMAGE:buildcache
          --cache-to type=registry,ref=$CI_REGISTRY_IMAGE:buildcache,mode=max --tag $CI_REGISTRY_IMAGE:latest .
        - docker push $CI_REGISTRY_IMAGE:latest

    ==> Dockerfile <==
    FROM golang:1.26 AS build
    COPY . .
    RUN go build -o /app .
    FROM gcr.io/distroless/static:nonroot
    COPY --from=build /app /app
"""

from collections.abc import Iterator

from bot.files.dockerfile import Dockerfile, Stage
from bot.files.dockerfile.stages import base_stage, needed_stages, target_stage
from bot.files.shell import Word
from bot.lint.builds import Build
from bot.lint.ci_findings import at_step
from bot.lint.daemons import is_buildkit
from bot.lint.finding import Finding, Severity
from bot.lint.image_flow import DOCKER_LIKE, writes_inline
from bot.lint.registry_cache import in_registry
from bot.lint.sources import CiSource, Project
from bot.lint.word_edits import options_of

SEVERITY = Severity.WARNING
READS = ("ci", "dockerfile")
MESSAGE = (
    "the inline cache does not hold the stage {}, so its steps run anew every time;"
    " write the cache into the registry with --cache-to and mode=max"
)


def check(source: CiSource, project: Project) -> Iterator[Finding]:
    """Yield a finding for each build with inline cache whose stages before the final one do work."""
    for build in source.builds:
        if build.command.program not in DOCKER_LIKE or not writes_inline(build) or is_buildkit(build) is False:
            continue
        dockerfile = project.dockerfile_of(build)
        stage = _lost_stage(dockerfile.file, build.command.target) if dockerfile is not None else None
        if stage is not None:
            message = MESSAGE.format(stage.name or f"number {stage.index}")
            yield at_step(build.call.step, message, word=_word(build), fix=in_registry(source, build))


def _lost_stage(file: Dockerfile, target: str | None) -> Stage | None:
    """Return a stage that the build runs and whose layers its image does not hold."""
    kept = set()
    stage = target_stage(file, target)
    while stage is not None:
        kept.add(stage.index)
        stage = base_stage(file, stage)
    built = needed_stages(file, target, is_buildkit=True)
    return next((one for one in built if one.index not in kept and _works(one)), None)


def _works(stage: Stage) -> bool:
    return any(one.keyword == "RUN" for one in stage.instructions)


def _word(build: Build) -> Word | None:
    options = options_of(build.call.step, "--build-arg", "--cache-to")
    found = (one for one in options if "BUILDKIT_INLINE_CACHE" in one.value or "type=inline" in one.value)
    return next((one.words[-1] for one in found), None)
