"""One run is judged by the noise of those before it, by a second run, and by what the pipeline's other jobs took."""

import math

import pytest

from bot.times.judging import Change, Floors, Noise, Proof, Run, is_time, judge, overall
from bot.times.quantiles import T_95, T_99

STEADY = (100.0, 102.0, 98.0, 101.0, 99.0, 100.0)
NOISY = (100.0, 200.0, 60.0, 150.0, 80.0, 120.0)
NO_FLOORS = Floors(percent=0, seconds=0)
UP, DOWN, SAME, UNKNOWN = Change.REGRESSION, Change.IMPROVEMENT, Change.NONE, Change.UNKNOWN


def runs(seconds, shifts=()):
    """Return runs, with the slowness of their pipelines where it is given as a factor."""
    logs = [math.log(one) for one in shifts] or [None] * len(seconds)
    return [Run(one, log) for one, log in zip(seconds, logs, strict=True)]


@pytest.mark.parametrize(
    ("history", "seconds", "earlier", "change", "proof"),
    [
        (STEADY, 150.0, None, UP, Proof.POSSIBLE),
        (STEADY, 150.0, 150.0, UP, Proof.CONFIRMED),
        (STEADY, 150.0, 100.0, UP, Proof.POSSIBLE),
        (STEADY, 150.0, 60.0, UP, Proof.POSSIBLE),
        (STEADY, 60.0, None, DOWN, Proof.POSSIBLE),
        (STEADY, 60.0, 60.0, DOWN, Proof.CONFIRMED),
        (STEADY, 109.0, 109.0, SAME, None),
        (STEADY, 100.0, 150.0, SAME, None),
        (NOISY, 150.0, 150.0, SAME, None),
        # Above the .95 limit and below the .99 limit: the one run says nothing, two in a row do.
        (NOISY, 290.0, None, SAME, None),
        (NOISY, 290.0, 290.0, UP, Proof.CONFIRMED),
        (NOISY, 290.0, 100.0, SAME, None),
        (NOISY, 600.0, None, UP, Proof.POSSIBLE),
        (STEADY[:5], 150.0, None, UP, Proof.POSSIBLE),
        (STEADY[:4], 150.0, 150.0, UNKNOWN, None),
        (STEADY[:1], 150.0, None, UNKNOWN, None),
        ((), 150.0, 150.0, UNKNOWN, None),
    ],
)
def test_a_change_has_to_pass_the_noise_of_at_least_five_runs(history, seconds, earlier, change, proof):
    verdict = judge(runs(history), Run(seconds), earlier=Run(earlier) if earlier else None)
    assert (verdict.change, verdict.proof) == (change, proof)
    assert verdict.runs == len(history)


@pytest.mark.parametrize(
    ("seconds", "percent", "least_seconds", "change"),
    [
        (110.0, 10, 10, UP),
        (109.9, 10, 10, SAME),
        (110.0, 11, 10, SAME),
        (110.0, 10, 11, SAME),
        (90.0, 10, 10, DOWN),
        (90.1, 10, 10, SAME),
    ],
)
def test_a_change_has_to_reach_both_floors(seconds, percent, least_seconds, change):
    verdict = judge(runs((100.0,) * 5), Run(seconds), floors=Floors(percent, least_seconds))
    assert (verdict.change, verdict.is_large) == (change, change is not SAME)


def test_a_verdict_explains_itself():
    verdict = judge(runs((80.0, 125.0, 100.0, 80.0, 125.0)), Run(150.0), floors=NO_FLOORS)
    spread = math.log(1.25)
    assert (verdict.noise.runs, verdict.noise.median_seconds, verdict.change_seconds) == (5, 100.0, 50.0)
    assert verdict.noise.spread == pytest.approx(spread)
    assert verdict.noise.visible_change() == pytest.approx(math.exp(3.61 * spread) - 1)
    assert verdict.noise.visible_change(2) == pytest.approx(math.exp(3.61 * spread / math.sqrt(2)) - 1)


@pytest.mark.parametrize(
    ("sigma", "runs", "percent"),
    [(0.05, 1, 20), (0.10, 1, 43), (0.15, 1, 72), (0.20, 1, 106), (0.05, 2, 14), (0.10, 2, 29), (0.30, 2, 115)],
)
def test_the_smallest_change_that_shows_grows_with_the_noise(sigma, runs, percent):
    assert Noise(20, 300.0, math.log(300), sigma).visible_change(runs) * 100 == pytest.approx(percent, abs=0.6)


@pytest.mark.parametrize(
    ("factor", "table", "side"),
    [(1.29, T_99, 0), (1.30, T_99, 1), (1 / 1.30, T_99, -1), (1.20, T_95, 1), (1.19, T_95, 0)],
)
def test_the_limit_is_that_of_one_further_run(factor, table, side):
    """With 20 runs and a spread of .10 it lies 2.539 (.99) or 1.729 (.95) times .1 times sqrt(1.05) from the mean."""
    assert Noise(20, 300.0, math.log(300), 0.10).side(300 * factor, table) == side


@pytest.mark.parametrize(
    ("shift", "change", "is_controlled"),
    [
        # The whole pipeline was half as slow again: the job is as it was.
        (1.5, SAME, True),
        (1.0, UP, True),
        (None, UP, False),
    ],
)
def test_what_slowed_the_whole_pipeline_is_taken_off(shift, change, is_controlled):
    before = runs(STEADY, (1.0, 1.02, 0.98, 1.01, 0.99, 1.0))
    verdict = judge(before, Run(150.0, None if shift is None else math.log(shift)))
    assert (verdict.change, verdict.is_controlled) == (change, is_controlled)
    assert verdict.is_borne_out is (change is UP and is_controlled)


def test_runs_whose_pipeline_tells_nothing_are_left_out_when_the_others_are_enough():
    before = [*runs(STEADY, (1.0,) * 6), Run(900.0), Run(900.0)]
    verdict = judge(before, Run(100.0, 0.0))
    assert (verdict.runs, verdict.is_controlled) == (6, True)
    few = judge([*runs(STEADY[:4], (1.0,) * 4), Run(100.0), Run(100.0)], Run(100.0, math.log(2)))
    assert (few.runs, few.is_controlled, few.median_seconds) == (6, False, 100.0)


def test_a_controlled_run_is_compared_with_what_it_would_have_taken_on_its_runner():
    verdict = judge(runs(STEADY, (1.0,) * 6), Run(180.0, math.log(1.5)))
    assert (verdict.median_seconds, verdict.change_seconds) == (pytest.approx(150.0), pytest.approx(30.0))
    assert (verdict.before, verdict.slowness) == (STEADY, pytest.approx(1.5))


def test_an_earlier_run_without_controls_confirms_no_run_that_has_them():
    before = runs(STEADY, (1.0,) * 6)
    assert judge(before, Run(150.0, 0.0), earlier=Run(150.0)).proof is Proof.POSSIBLE
    assert judge(before, Run(150.0, 0.0), earlier=Run(150.0, 0.0)).proof is Proof.CONFIRMED


@pytest.mark.parametrize("wrong", [0.0, -3.0, math.nan, math.inf])
def test_times_that_cannot_be_true_do_not_count(wrong):
    assert not is_time(wrong)
    assert judge(runs((*STEADY[:4], wrong)), Run(150.0)).change is UNKNOWN
    assert judge(runs((*STEADY, wrong)), Run(150.0)).runs == 6
    assert judge(runs(STEADY), Run(150.0), earlier=Run(wrong)).proof is Proof.POSSIBLE


def test_a_job_that_always_took_the_same_whole_seconds_is_judged_by_the_floors():
    assert judge(runs((60.0,) * 5), Run(69.0)).change is SAME
    assert judge(runs((60.0,) * 5), Run(70.0)).change is UP


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), UNKNOWN),
        ((UNKNOWN,), UNKNOWN),
        ((UNKNOWN, SAME), SAME),
        ((SAME, UP, UNKNOWN), UP),
        ((DOWN, SAME), DOWN),
        ((DOWN, UP, SAME), Change.MIXED),
    ],
)
def test_several_changes_are_mixed_when_they_disagree(changes, expected):
    assert overall(changes) is expected
