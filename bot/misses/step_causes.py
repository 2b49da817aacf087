"""Causes of one step: what it copies, its own text, its arguments, its base image."""

import re
from collections.abc import Iterator, Sequence

from bot.build_commands import BuildCommand, read_build_command
from bot.files.dockerfile import Dockerfile, Instruction, Stage
from bot.files.dockerfile.copies import REMOTE, taken_in
from bot.files.dockerfile.stages import base_stage, buildkit_steps, variables_before
from bot.misses.model import Cause, Inputs, Why
from bot.placing import Placed
from bot.traces.model import Build, Step, Trace

DIGEST = re.compile(r"@(sha256:[0-9a-f]{64})")


def step_cause(placed: Placed, trace: Trace, inputs: Inputs) -> Cause | None:
    """Return the cause of a miss that its instruction shows, None where nothing proves one."""
    return next(_causes(placed, trace, inputs), None)


def _causes(placed: Placed, trace: Trace, inputs: Inputs) -> Iterator[Cause]:
    yield from _instruction_changed(placed, inputs)
    if placed.fits and inputs.dockerfile is not None and placed.instruction and placed.stage:
        yield from _files_changed(placed.instruction, placed.stage, inputs, inputs.dockerfile)
    yield from _remote_changed(placed.step)
    yield from _base_changed(placed, trace, inputs)
    if placed.fits and inputs.dockerfile is not None and placed.instruction and placed.stage:
        yield from _argument_changed(placed.instruction, placed.stage, placed.step, trace, inputs)
        yield from _dockerfile_touched(placed.instruction, inputs)


def _instruction_changed(placed: Placed, inputs: Inputs) -> Iterator[Cause]:
    instruction, stage = placed.instruction, placed.stage
    if inputs.before is not None and placed.fits and instruction and stage:
        changed = _new_since(inputs.before, stage, instruction)
        if changed:
            yield Cause(Why.INSTRUCTION_CHANGED, changed.text, dockerfile_line=changed.line)
    elif inputs.baseline is not None:
        step = placed.step
        texts = [
            one.instruction for one in inputs.baseline.steps if one.stage == step.stage and one.build == step.build
        ]
        if texts and step.keyword != "FROM" and step.instruction not in texts:
            line = instruction.line if instruction and placed.fits else None
            yield Cause(Why.INSTRUCTION_CHANGED, step.instruction, evidence_lines=(step.line,), dockerfile_line=line)


def _new_since(before: Dockerfile, stage: Stage, instruction: Instruction) -> Instruction | None:
    """Return the instruction, or one above it that gets no number of its own, if the earlier file had none like it."""
    old = (before.stage(stage.name) if stage.name else None) or next(iter(before.stages[stage.index :]), None)
    if old is None:
        return stage.instructions[0]
    texts = {one.text for one in old.instructions}
    numbered = buildkit_steps(stage)
    above = max((one.line for one in numbered if one.line < instruction.line), default=stage.line)
    own = [one for one in stage.instructions if above < one.line <= instruction.line and one.keyword != "LABEL"]
    return next((one for one in own if one.text not in texts), None)


def _files_changed(instruction: Instruction, stage: Stage, inputs: Inputs, dockerfile: Dockerfile) -> Iterator[Cause]:
    if inputs.changes is None:
        return
    paths = taken_in(
        instruction,
        [change.path for change in inputs.changes],
        variables_before(dockerfile, stage, instruction),
        context=inputs.context,
        ignore_text=inputs.ignore_text,
        escape=dockerfile.escape,
    )
    if paths:
        files = tuple(change for change in inputs.changes if change.path in paths)
        yield Cause(Why.COPIED_FILES_CHANGED, files=files, dockerfile_line=instruction.line)


def _remote_changed(step: Step) -> Iterator[Cause]:
    sources = step.instruction.split()[1:-1]
    remote = next((word for word in sources if word.startswith(REMOTE)), None)
    if step.keyword == "ADD" and remote:
        yield Cause(Why.REMOTE_FILE_CHANGED, remote, evidence_lines=(step.line,))


def _base_changed(placed: Placed, trace: Trace, inputs: Inputs) -> Iterator[Cause]:
    step = placed.step
    start = _from_of(step, trace.steps)
    if start is None or not _is_first_behind(step, start, trace.steps):
        return
    earlier = _from_of(step, inputs.baseline.steps) if inputs.baseline else None
    new, old = DIGEST.search(start.instruction), DIGEST.search(earlier.instruction) if earlier else None
    if new and old and new[1] != old[1]:
        yield Cause(Why.BASE_IMAGE_CHANGED, f"{old[1][:19]} to {new[1][:19]}", evidence_lines=(start.line,))
    is_of_stage = inputs.dockerfile is not None and placed.stage and base_stage(inputs.dockerfile, placed.stage)
    build, command = _command(trace, step)
    if not is_of_stage and build and command and command.is_on("--pull") and inputs.changes is not None:
        _, command_before = _command(inputs.baseline, step) if inputs.baseline else (None, None)
        is_new = command_before is not None and not command_before.is_on("--pull")
        why = Why.PULL_FLAG if is_new else Why.BASE_IMAGE_CHANGED
        yield Cause(why, _image(start), evidence_lines=(build.line, start.line))


def _command(trace: Trace, step: Step) -> tuple[Build | None, BuildCommand | None]:
    build = trace.builds[step.build] if step.build < len(trace.builds) else None
    return build, read_build_command(build.command) if build else None


def _from_of(step: Step, steps: Sequence[Step]) -> Step | None:
    mine = [one for one in steps if one.keyword == "FROM" and (one.build, one.stage) == (step.build, step.stage)]
    # The legacy builder names no stages; there the nearest FROM above is the one.
    above = [one for one in mine if one.n is None or step.n is None or one.n < step.n]
    return above[-1] if above else None


def _is_first_behind(step: Step, start: Step, steps: Sequence[Step]) -> bool:
    between = (
        one
        for one in steps
        if one is not step and (one.build, one.stage) == (step.build, step.stage) and one.cached is not None
    )
    return all(one.n is None or step.n is None or start.n is None or not start.n < one.n < step.n for one in between)


def _image(start: Step) -> str:
    words = [word for word in start.instruction.split()[1:] if not word.startswith("--")]
    return words[0] if words else ""


def _argument_changed(
    instruction: Instruction, stage: Stage, step: Step, trace: Trace, inputs: Inputs
) -> Iterator[Cause]:
    """An argument is part of every RUN below its ARG, so the first of them misses when its value changes."""
    if inputs.changes is None or instruction.keyword not in {"RUN", "COPY", "ADD", "WORKDIR"}:
        return
    build, command = _command(trace, step)
    for name in _arguments_in_reach(instruction, stage):
        if build and command and name in command.build_args:
            yield Cause(Why.BUILD_ARG_CHANGED, name, evidence_lines=(build.line,))


def _arguments_in_reach(instruction: Instruction, stage: Stage) -> Iterator[str]:
    for place, one in enumerate(stage.instructions):
        if one.keyword != "ARG" or one.line >= instruction.line:
            continue
        names = [word.partition("=")[0] for word in one.arguments]
        runs = any(other.keyword == "RUN" for other in stage.instructions[place:] if other.line < instruction.line)
        for name in names:
            uses = re.search(rf"\$\{{?{re.escape(name)}\b", instruction.original) is not None
            if uses or (instruction.keyword == "RUN" and not runs):
                yield name


def _dockerfile_touched(instruction: Instruction, inputs: Inputs) -> Iterator[Cause]:
    change = inputs.dockerfile_change
    if change is None or inputs.before is not None:
        return
    if change.added is None:
        yield Cause(Why.INSTRUCTION_CHANGED, instruction.text, files=(change,), dockerfile_line=instruction.line)
        return
    words = {" ".join(line.strip(" \t\\").split()) for line in change.added} - {""}
    if any(word in " ".join(instruction.original.split()) for word in words):
        yield Cause(Why.INSTRUCTION_CHANGED, instruction.text, files=(change,), dockerfile_line=instruction.line)
