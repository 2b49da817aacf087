"""Finds the first miss of every image stage, its cause, and what followed from it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.files.dockerfile import Dockerfile
from bot.files.dockerfile.mounts import mounts
from bot.misses.build_causes import build_cause, changed_surroundings, had_local_cache
from bot.misses.model import Cause, Inputs, Miss, Why
from bot.misses.step_causes import step_cause
from bot.placing import Placed, place
from bot.traces.model import Step, Trace

EXPECTED = frozenset({Why.COPIED_FILES_CHANGED, Why.PARENT_STAGE_MISSED})
TOLD = frozenset({Why.NO_CACHE_FLAG, Why.LAYERS_DISABLED})
_FROM_STAGE = re.compile(r"--from=[\"']?([\w.-]+)|[,=]from=([\w.-]+)")

Key = tuple[int, str, str]
"""Build, platform and stage of a step."""


def explain(trace: Trace, inputs: Inputs) -> tuple[Miss, ...]:
    """Return one miss for each image stage that has one, in the order of the log."""
    placed = place(trace, inputs.dockerfile) if inputs.dockerfile else tuple(Placed(step) for step in trace.steps)
    groups: dict[Key, list[Placed]] = {}
    for one in placed:
        groups.setdefault(_key(one, placed), []).append(one)
    causes: dict[Key, Cause] = {}
    for key, group in groups.items():
        first = _first_miss(group)
        if first is not None:
            causes[key] = _cause(first, key, causes, trace, inputs)
    return tuple(_miss(key, groups, causes, inputs) for key in causes)


def _key(placed: Placed, all_placed: Sequence[Placed]) -> Key:
    step = placed.step
    if step.stage is not None or placed.stage is None:
        stage = step.stage if step.stage is not None else str(_froms_above(step, all_placed))
        return step.build, step.platform or "", stage
    return step.build, step.platform or "", placed.stage.name or str(placed.stage.index)


def _froms_above(step: Step, placed: Sequence[Placed]) -> int:
    """Return the number of the stage where the builder prints none: the count of FROM so far."""
    steps = [one.step for one in placed if one.step.build == step.build]
    return sum(1 for one in steps[: steps.index(step) + 1] if one.keyword == "FROM") - 1


def _first_miss(group: Sequence[Placed]) -> Placed | None:
    missed = [one for one in group if one.step.cached is False]
    return min(missed, key=lambda one: (one.step.n or 0, one.step.line), default=None)


def _cause(first: Placed, key: Key, causes: Mapping[Key, Cause], trace: Trace, inputs: Inputs) -> Cause:
    parent = _parent(first, key, causes, inputs.dockerfile, trace)
    whole = build_cause(trace, key[0])
    moved = changed_surroundings(trace, key[0], inputs.baseline)
    if moved is not None and (whole is None or whole.why not in TOLD):
        return moved
    is_emptied = whole is not None and whole.why is Why.NO_CACHE_SOURCE and had_local_cache(key[0], inputs.baseline)
    if whole is not None and not is_emptied:
        return whole
    if parent is not None:
        return Cause(Why.PARENT_STAGE_MISSED, parent[2], evidence_lines=(first.step.line,))
    # Where nobody knows what changed, the files may be the cause as well.
    is_gone = is_emptied and inputs.changes is not None and inputs.dockerfile is not None
    otherwise = Why.CACHE_EXPIRED if is_gone else Why.UNKNOWN
    return step_cause(first, trace, inputs) or Cause(otherwise, evidence_lines=(first.step.line,))


def _parent(
    first: Placed, key: Key, causes: Mapping[Key, Cause], dockerfile: Dockerfile | None, trace: Trace
) -> Key | None:
    """Return the stage that missed and that the step takes something from."""
    names = {one for pair in _FROM_STAGE.findall(first.step.instruction) for one in pair if one}
    if dockerfile is not None and first.instruction is not None and first.stage is not None:
        names |= {one["from"] for one in mounts(first.instruction) if one.get("from")}
        names |= {first.stage.base}
        found = [stage for name in names if (stage := dockerfile.stage(name)) is not None]
        names |= {
            word for stage in found for word in (stage.name, f"stage-{stage.index}", str(stage.index + 1)) if word
        }
    own = [step for step in trace.steps if step.keyword == "FROM" and (step.build, step.stage) == (key[0], key[2])]
    names |= {step.instruction.split()[1] for step in own if len(step.instruction.split()) > 1}
    wanted = {name.lower() for name in names}
    return next(
        (other for other in causes if other[:2] == key[:2] and other[2].lower() in wanted and other != key), None
    )


def _miss(key: Key, groups: Mapping[Key, Sequence[Placed]], causes: Mapping[Key, Cause], inputs: Inputs) -> Miss:
    group = groups[key]
    first = _first_miss(group)
    if first is None:
        raise RuntimeError("a stage without a miss has a cause")
    lost = tuple(one.step for other in _followers(key, causes) for one in groups[other] if one.step.cached is False)
    answers = [one.step.cached for one in group if one.step.cached is not None]
    return Miss(
        step=first.step,
        cause=replace(causes[key], dockerfile_line=causes[key].dockerfile_line or _line(first)),
        lost=lost,
        hits=sum(answers),
        answers=len(answers),
        lost_seconds=_lost_seconds(lost, inputs),
        is_expected=causes[key].why in EXPECTED,
    )


def _line(placed: Placed) -> int | None:
    return placed.instruction.line if placed.instruction and placed.fits else None


def _followers(key: Key, causes: Mapping[Key, Cause]) -> list[Key]:
    """Return a stage and those that missed because of it."""
    found = [key]
    for other, cause in causes.items():
        is_child = cause.why is Why.PARENT_STAGE_MISSED and other[:2] == key[:2]
        if is_child and any(cause.detail == one[2] for one in found) and other not in found:
            found.append(other)
    return found


def _lost_seconds(lost: Sequence[Step], inputs: Inputs) -> float | None:
    if all(step.seconds is None for step in lost):
        return None
    now = sum(step.seconds or 0.0 for step in lost)
    earlier = inputs.baseline.steps if inputs.baseline else ()
    ran = {(one.stage, one.instruction): one.seconds or 0.0 for one in earlier if one.cached is False}
    return max(0.0, now - sum(ran.get((step.stage, step.instruction), 0.0) for step in lost))
