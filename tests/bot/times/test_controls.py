"""The median of what untouched jobs took longer than usual tells how slow a whole pipeline was."""

import math

import pytest

from bot.times.controls import Controls

USUAL = {"build": 100.0, "lint": 60.0, "test": 200.0, "docs": 30.0, "unit": 50.0}
BEFORE = [USUAL] * 5
UNTOUCHED = ("lint", "test", "docs")


def slower(factor, **others):
    return {**{name: seconds * factor for name, seconds in USUAL.items()}, **others}


@pytest.mark.parametrize(
    ("run", "factor"),
    [
        (USUAL, 1.0),
        (slower(1.5), 1.5),
        # One of them was touched after all, or had bad luck: the median does not care.
        (slower(1.5, test=20.0), 1.5),
        (slower(1.5, test=9000.0), 1.5),
        (slower(0.8), 0.8),
    ],
)
def test_a_pipeline_is_as_slow_as_the_median_of_its_untouched_jobs(run, factor):
    assert Controls(BEFORE, UNTOUCHED).shift(run) == pytest.approx(math.log(factor))


@pytest.mark.parametrize(
    ("before", "names", "run"),
    [
        (BEFORE[:4], UNTOUCHED, USUAL),
        (BEFORE, ("lint", "test"), USUAL),
        (BEFORE, ("lint", "test", "other"), USUAL),
        (BEFORE, UNTOUCHED, {"lint": 60.0, "test": 200.0}),
        (BEFORE, UNTOUCHED, slower(1.0, docs=None)),
        (BEFORE, UNTOUCHED, slower(1.0, docs=-30.0)),
        ([{**USUAL, "docs": 3.0}] * 5, UNTOUCHED, USUAL),
        ([], UNTOUCHED, USUAL),
    ],
    ids=["four runs", "two jobs", "one never ran", "one is missing", "no time", "a clock set back", "short", "nothing"],
)
def test_fewer_than_three_untouched_jobs_tell_nothing(before, names, run):
    assert Controls(before, names).shift(run) is None


def test_a_thing_is_not_its_own_control():
    controls = Controls(BEFORE, USUAL)
    assert controls.run_of("build", slower(1.0, build=300.0)).shift == 0.0
    assert Controls(BEFORE, ("build", "lint", "test")).run_of("build", USUAL).shift is None


def test_what_has_no_time_is_no_run():
    assert Controls(BEFORE, UNTOUCHED).run_of("other", USUAL) is None
    assert Controls(BEFORE, UNTOUCHED).run_of("build", slower(1.0, build=0.0)) is None
