"""The change of a job's time is split into its parts, and within the build into its steps."""

import math
from dataclasses import replace

import pytest

from bot.times.step_changes import Fate, compare_steps, runner_factor
from bot.times.where import Part, Timing, where_time_went
from bot.traces.model import Phase, Step, Trace


def step(instruction, seconds=None, *, cached=False, stage="build", platform=None):
    return Step(instruction, 1, stage=stage, cached=cached, seconds=seconds, platform=platform)


def trace(*steps, **phases):
    """Return a log with these steps, and the runner's sections in their order with their seconds."""
    return Trace(steps=steps, phases=tuple(Phase(name, 1, seconds) for name, seconds in phases.items()))


def changes(before, now):
    """Return by how much each part changed that did."""
    return {one.part: one.change_seconds for one in where_time_went(before, now).parts if one.change_seconds}


BUILT = [step("FROM alpine", 2.0), step("RUN make", 40.0), step("RUN make check", 30.0)]
BEFORE = Timing(trace(*BUILT, prepare_executor=8.0, get_sources=3.0, step_script=90.0, archive_cache=4.0), 110.0, 5.0)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (BEFORE, {}),
        (Timing(BEFORE.trace, 110.0, 65.0), {Part.WAITING: 60.0}),
        (Timing(BEFORE.trace, 130.0, 5.0), {Part.REST: 20.0}),
        (
            Timing(
                trace(*BUILT, prepare_executor=38.0, get_sources=3.0, step_script=90.0, archive_cache=4.0), 140.0, 5.0
            ),
            {Part.START: 30.0},
        ),
        (
            Timing(
                trace(*BUILT, prepare_executor=8.0, get_sources=13.0, step_script=90.0, archive_cache=9.0), 125.0, 5.0
            ),
            {Part.SOURCES: 15.0},
        ),
        (
            Timing(
                trace(
                    *BUILT[:2], step("RUN make check", 75.0), prepare_executor=8.0, get_sources=7.0, step_script=135.0
                ),
                155.0,
                5.0,
            ),
            {Part.BUILD: 45.0},
        ),
        (Timing(replace(BEFORE.trace, push_seconds=12.0), 110.0, 5.0), {Part.PUSH: 12.0, Part.REST: -12.0}),
    ],
    ids=["the same", "queue", "rest", "start", "sources", "build", "push"],
)
def test_a_change_is_put_where_it_belongs(now, expected):
    assert changes(BEFORE, now) == expected


@pytest.mark.parametrize(
    "now",
    [
        BEFORE,
        Timing(trace(step("RUN a", 500.0), step("RUN b", 500.0), step_script=300.0), 320.0, 2.0),
        Timing(trace(*BUILT, prepare_executor=36000.0), 110.0, 5.0),
        Timing(trace(*BUILT, prepare_executor=-20.0), 110.0, -5.0),
        Timing(trace(step("RUN a", math.nan), get_sources=math.inf), 110.0, 5.0),
        Timing(trace(), 110.0),
    ],
    ids=["plain", "side by side", "a clock jumped", "a clock was set back", "no numbers", "an empty log"],
)
def test_the_parts_always_add_up_to_the_wait_and_the_duration(now):
    parts = {one.part: one.now_seconds for one in where_time_went(BEFORE, now).parts}
    assert sum(parts.values()) == pytest.approx(now.duration_seconds + max(0.0, now.waiting_seconds or 0.0))
    assert min(parts.values()) >= 0


def test_without_a_duration_the_sections_of_the_log_tell_it():
    where = where_time_went(
        Timing(trace(get_sources=3.0, step_script=7.0)), Timing(trace(get_sources=3.0, step_script=9.0))
    )
    assert where.change_seconds == 2.0


def test_sections_that_a_script_opens_are_not_the_runners():
    inside = Trace(phases=(Phase("step_script", 1, 50.0), Phase("get_sources", 2, 20.0, depth=1)))
    parts = {one.part: one.now_seconds for one in where_time_went(BEFORE, Timing(inside)).parts}
    assert (parts[Part.SOURCES], parts[Part.REST]) == (0.0, 50.0)


def test_steps_that_lost_the_cache_are_charged_to_it_with_their_seconds():
    before = trace(step("COPY . .", cached=True), step("RUN make", cached=True), step("RUN tests", 20.0))
    now = trace(step("COPY . .", 1.0), step("RUN make", 160.0), step("RUN tests", 21.0))
    where = where_time_went(Timing(before, 30.0), Timing(now, 190.0))
    lost = where.of(Fate.LOST_CACHE)
    assert [one.step.instruction for one in lost] == ["RUN make", "COPY . ."]
    assert sum(one.change_seconds for one in lost) == 161.0
    assert [one.change_seconds for one in where.of(Fate.SAME)] == [1.0]


def test_steps_that_ran_side_by_side_cost_only_the_time_that_passed():
    before = Timing(trace(step("RUN a", cached=True), step("RUN b", cached=True)), 20.0)
    where = where_time_went(before, Timing(trace(step("RUN a", 100.0), step("RUN b", 100.0)), 120.0))
    assert [one.change_seconds for one in where.of(Fate.LOST_CACHE)] == [60.0, 60.0]


@pytest.mark.parametrize(
    ("before", "now", "fates"),
    [
        ([step("RUN make", cached=True)], [step("RUN make", cached=True)], [Fate.SAME]),
        ([step("RUN make")], [step("RUN make", cached=True)], [Fate.GAINED_CACHE]),
        ([step("RUN make", cached=True)], [step("RUN make")], [Fate.LOST_CACHE]),
        ([step("RUN make", cached=None)], [step("RUN make")], [Fate.SAME]),
        ([step("RUN make")], [step("RUN make -j2")], [Fate.CHANGED]),
        ([step("RUN make")], [step("COPY . .")], [Fate.NEW, Fate.GONE]),
        ([step("RUN make")], [step("RUN make", stage="test")], [Fate.NEW, Fate.GONE]),
        ([step("RUN make", platform="linux/arm64")], [step("RUN make", platform="linux/amd64")], [Fate.NEW, Fate.GONE]),
        ([step("RUN make", cached=True)], [step("COPY . ."), step("RUN make")], [Fate.LOST_CACHE, Fate.NEW]),
        ([step("RUN make")] * 2, [step("RUN make")] * 3, [Fate.SAME, Fate.SAME, Fate.NEW]),
        ([], [], []),
    ],
)
def test_steps_find_their_twins_by_instruction_and_place(before, now, fates):
    assert [one.fate for one in compare_steps(before, now)] == fates


@pytest.mark.parametrize(
    ("before", "now", "factor"),
    [
        ((30.0, 40.0, 50.0), (39.0, 52.0, 65.0), 1.3),
        ((30.0, 40.0, 50.0, 60.0), (39.0, 52.0, 65.0, 300.0), 1.3),
        ((30.0, 40.0, 50.0), (32.0, 42.0, 53.0), None),
        # One step alone is not the runner.
        ((30.0, 40.0, 50.0), (30.0, 40.0, 90.0), None),
        ((30.0, 40.0), (60.0, 80.0), None),
        ((1.0, 1.0, 1.0), (2.0, 2.0, 2.0), None),
        ((30.0, 40.0, 50.0), (20.0, 30.0, 40.0), None),
    ],
)
def test_a_runner_is_slower_when_the_steps_that_nobody_touched_are(before, now, factor):
    old = [step(f"RUN {number}", seconds) for number, seconds in enumerate(before)]
    new = [step(f"RUN {number}", seconds) for number, seconds in enumerate(now)]
    found = runner_factor(compare_steps(old, new))
    assert found == (factor if factor is None else pytest.approx(factor))


def test_a_slower_runner_is_told_with_what_it_cost():
    old, new = ([step(f"RUN {one}", one * factor) for one in (20, 30, 50)] for factor in (1.0, 1.25))
    where = where_time_went(Timing(trace(*old), 100.0), Timing(trace(*new), 125.0))
    assert where.runner_factor == pytest.approx(1.25)
    assert where.runner_seconds == pytest.approx(25.0)
    assert where_time_went(Timing(trace(*old), 100.0), Timing(trace(*old), 100.0)).runner_seconds == 0
