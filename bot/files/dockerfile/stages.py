"""How the image stages of a Dockerfile need each other, and what each builder makes of a target."""

from collections.abc import Iterator, Mapping

from bot.files.dockerfile import syntax
from bot.files.dockerfile.model import Dockerfile, Instruction, Stage
from bot.files.dockerfile.mounts import mounts

LONGEST = 4096
"""Characters of a variable's value."""
NUMBERED_BY_BUILDKIT = frozenset({"FROM", "RUN", "COPY", "ADD", "WORKDIR"})
"""The others change only the image's configuration and get no number (moby/buildkit, dockerfile2llb)."""


def target_stage(dockerfile: Dockerfile, target: str | None) -> Stage | None:
    """Return the stage that a build ends with; None for a target that names no stage, or a file without stages."""
    if target is not None and target != "":
        return dockerfile.stage(target)
    return dockerfile.stages[-1] if dockerfile.stages else None


def parents(dockerfile: Dockerfile, stage: Stage) -> tuple[Stage, ...]:
    """Return the stages that one needs directly: its base, `COPY --from` and `RUN --mount=…,from=`."""
    found = {one.index: one for word in _wanted(stage) if (one := _before(dockerfile, stage, word)) is not None}
    return tuple(found[index] for index in sorted(found))


def base_stage(dockerfile: Dockerfile, stage: Stage) -> Stage | None:
    """Return the stage that FROM names, None when it is an image. FROM knows no stage numbers, only names."""
    wanted = stage.base.lower()
    earlier = dockerfile.stages[: stage.index]
    return next((one for one in reversed(earlier) if one.name and one.name.lower() == wanted), None)


def needed_stages(dockerfile: Dockerfile, target: str | None, *, is_buildkit: bool) -> tuple[Stage, ...]:
    """Return the stages that a build really runs, in the order of the file.

    The classic builder runs every stage up to the target, BuildKit only those that the target needs.
    """
    last = target_stage(dockerfile, target)
    if last is None:
        return ()
    if not is_buildkit:
        return dockerfile.stages[: last.index + 1]
    waiting, seen = [last], {last.index}
    while waiting:
        for one in parents(dockerfile, waiting.pop()):
            if one.index not in seen:
                seen.add(one.index)
                waiting.append(one)
    return tuple(dockerfile.stages[index] for index in sorted(seen))


def classic_steps(dockerfile: Dockerfile, target: str | None = None) -> tuple[Instruction, ...]:
    """Return what the classic builder numbers `Step 1/m` … `Step m/m`: every instruction, ARG before FROM too."""
    built = needed_stages(dockerfile, target, is_buildkit=False)
    own = tuple(instruction for stage in built for instruction in stage.instructions)
    if not own:
        return ()
    return (*(one for one in dockerfile.before_stages if one.keyword == "ARG"), *own)


def buildkit_steps(stage: Stage) -> tuple[Instruction, ...]:
    """Return what BuildKit numbers `[stage 1/m]` … `[stage m/m]`."""
    return tuple(one for one in stage.instructions if one.keyword in NUMBERED_BY_BUILDKIT)


def shown_name(dockerfile: Dockerfile, stage: Stage) -> str | None:
    """Return how BuildKit's log names a stage: by name, as `stage-N`, or not at all when there is only one."""
    if stage.name:
        return stage.name
    return None if len(dockerfile.stages) == 1 else f"stage-{stage.index}"


def variables_before(
    dockerfile: Dockerfile, stage: Stage, instruction: Instruction, build_args: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the variables that an instruction sees, as far as the file and the build arguments tell.

    ENV is inherited from the stage that FROM names, ARG is not; what the base image sets is not known here.
    """
    given = build_args or {}
    known = _inherited(dockerfile, stage, given)
    for one in stage.instructions:
        if one.line >= instruction.line:
            break
        known |= _set_by(dockerfile, one, known, given)
    return known


def _inherited(dockerfile: Dockerfile, stage: Stage, given: Mapping[str, str]) -> dict[str, str]:
    base = base_stage(dockerfile, stage)
    if base is None:
        return {}
    known = _inherited(dockerfile, base, given)
    set_by_env: dict[str, str] = dict(known)
    for one in base.instructions:
        new = _set_by(dockerfile, one, known, given)
        known |= new
        if one.keyword == "ENV":
            set_by_env |= new
    return set_by_env


def _set_by(
    dockerfile: Dockerfile, one: Instruction, known: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    if one.keyword == "ENV":
        names, values = one.arguments[0::3], one.arguments[1::3]
        pairs = zip(names, values, strict=False)
        return {name: _shortened(syntax.expand(value, known, dockerfile.escape), value) for name, value in pairs}
    if one.keyword != "ARG":
        return {}
    found = {}
    for word in one.arguments:
        name, equals, value = word.partition("=")
        # A default before FROM holds only where a stage names the argument again without one of its own.
        own = _shortened(syntax.expand(value, known, dockerfile.escape), value)
        default = own if equals else global_defaults(dockerfile).get(name)
        settled = given.get(name, default)
        if settled is not None:
            found[name] = settled
    return found


def _shortened(value: str, written: str) -> str:
    """Return a value as written where it has grown beyond reason: variables that hold one another double each time."""
    return value if len(value) <= LONGEST else written


def global_defaults(dockerfile: Dockerfile) -> dict[str, str]:
    """Return the arguments that have a default before the first FROM."""
    found: dict[str, str] = {}
    for one in dockerfile.before_stages:
        for word in one.arguments if one.keyword == "ARG" else ():
            name, equals, value = word.partition("=")
            if equals:
                found[name] = _shortened(syntax.expand(value, found, dockerfile.escape), value)
    return found


def _wanted(stage: Stage) -> Iterator[str]:
    yield stage.base
    for one in stage.instructions:
        inner = one.triggered or one
        if one.triggered is not None:
            continue  # It runs in whatever is built from this image, not here.
        source = inner.flag("from")
        if inner.keyword == "COPY" and source:
            yield source
        if inner.keyword == "RUN":
            yield from (mount["from"] for mount in mounts(inner) if mount.get("from"))


def _before(dockerfile: Dockerfile, stage: Stage, word: str) -> Stage | None:
    if word == stage.base:
        return base_stage(dockerfile, stage)
    earlier = Dockerfile(stages=dockerfile.stages[: stage.index])
    return earlier.stage(word)
