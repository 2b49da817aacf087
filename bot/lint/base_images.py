"""The images that a Dockerfile's stages are built from."""

from collections.abc import Iterator

from bot.files.dockerfile import Dockerfile, Stage
from bot.files.dockerfile.model import STAGE_SCRATCH
from bot.files.dockerfile.stages import base_stage
from bot.lint.references import Reference, parse_reference


def based_on(file: Dockerfile) -> Iterator[tuple[Stage, Reference]]:
    """Yield the stages that stand on an image, with its reference; a stage on another one or on nothing is left out."""
    for stage in file.stages:
        if stage.base and stage.base.lower() != STAGE_SCRATCH and base_stage(file, stage) is None:
            yield stage, parse_reference(stage.base)
