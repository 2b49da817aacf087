"""What ends up in the image that a Dockerfile makes: the stages whose layers it keeps."""

from collections.abc import Iterator

from bot.files.dockerfile import Dockerfile, Instruction, Stage
from bot.files.dockerfile.run_script import RunCommand
from bot.files.dockerfile.stages import base_stage
from bot.lint.sources import DockerfileSource


def kept_stages(file: Dockerfile) -> tuple[Stage, ...]:
    """Return the stages whose layers the final image holds: the last one and what it is FROM, the first of them first.

    A build may ask for another target; without one it is the last stage.
    """
    found: list[Stage] = []
    stage = file.stages[-1] if file.stages else None
    while stage is not None:
        found.insert(0, stage)
        stage = base_stage(file, stage)
    return tuple(found)


def base_of(file: Dockerfile) -> str:
    """Return the image that the final image stands on, empty where there are no stages."""
    stages = kept_stages(file)
    return stages[0].base if stages else ""


def set_before(file: Dockerfile, stage: Stage, instruction: Instruction) -> frozenset[str]:
    """Return the names of the variables that ENV and ARG have set where an instruction stands."""
    chain = [stage]
    while (below := base_stage(file, chain[0])) is not None:
        chain.insert(0, below)
    before = (one for each in chain for one in each.instructions if one.line < instruction.line)
    return frozenset(name for one in before for name in _set_by(one))


def _set_by(one: Instruction) -> Iterator[str]:
    if one.keyword == "ENV":
        yield from one.arguments[0::3]
    elif one.keyword == "ARG":
        yield from (word.partition("=")[0] for word in one.arguments)


def kept_runs(source: DockerfileSource) -> Iterator[tuple[Stage, Instruction, tuple[RunCommand, ...]]]:
    """Yield each RUN whose result the final image holds, with its commands."""
    for stage in kept_stages(source.file):
        for one in stage.instructions:
            if one.keyword == "RUN":
                yield stage, one, source.commands(one)
