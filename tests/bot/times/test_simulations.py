"""False alarms and power of the verdicts on made-up histories: 2,000 trials a cell, so a share is good to .2 points.

`python -m bench --only times` counts 20,000 trials beside the rules that others use.
"""

from random import Random

import pytest

from bot.times.controls import Controls
from bot.times.judging import Change, Proof, Run, judge
from tests.bot.times.worlds import SIGMAS, WORLDS, homogeneous, pipelines

TRIALS = 2_000
SLOWER = 1.5


def percent(count):
    return 100 * count / TRIALS


def possible(world, runs, factor=1.0):
    """Return how often, in percent, one run of a merge request is called a possible regression."""
    random, count = Random(7), 0
    for _ in range(TRIALS):
        *before, now = world(random, runs + 1)
        verdict = judge([Run(one) for one in before], Run(now * factor))
        count += verdict.change is Change.REGRESSION
    return percent(count)


def confirmed(world, runs, factor=1.0):
    """Return how often two runs of a merge request in a row are called a confirmed regression."""
    random, count = Random(7), 0
    for _ in range(TRIALS):
        *before, earlier, now = world(random, runs + 2)
        verdict = judge([Run(one) for one in before], Run(now * factor), earlier=Run(earlier * factor))
        count += verdict.proof is Proof.CONFIRMED and verdict.change is Change.REGRESSION
    return percent(count)


def controlled(runs, controls, factor=1.0):
    """Return how often one run is called a regression when other jobs of its pipelines are known."""
    random, count = Random(7), 0
    names = [str(number) for number in range(controls + 1)]
    for _ in range(TRIALS):
        *before, now = (dict(zip(names, jobs, strict=True)) for jobs in pipelines(random, runs + 1, controls))
        now["0"] *= factor
        known = Controls(before, names[1:])
        verdict = judge([known.run_of("0", one) for one in before], known.run_of("0", now))
        count += verdict.change is Change.REGRESSION
        assert verdict.is_controlled is (controls >= 3)
    return percent(count)


@pytest.mark.parametrize("runs", [5, 10, 20])
@pytest.mark.parametrize("sigma", SIGMAS)
def test_one_run_in_a_hundred_gives_a_false_alarm_however_noisy_the_job_is(sigma, runs):
    assert possible(homogeneous(sigma), runs) <= 1.2


@pytest.mark.parametrize(("sigma", "limit"), [(0.10, 96), (0.15, 65), (0.20, 38), (0.30, 16)])
def test_a_slow_down_by_half_is_seen_nearly_as_often_as_if_the_noise_were_known(sigma, limit):
    assert possible(homogeneous(sigma), 20, SLOWER) >= limit - 12


@pytest.mark.parametrize("runs", [5, 10, 20])
@pytest.mark.parametrize("world", WORLDS)
def test_two_runs_in_a_row_seldom_give_a_false_alarm_in_any_world(world, runs):
    assert confirmed(WORLDS[world], runs) <= 2.0


def test_two_runs_in_a_row_show_what_one_run_cannot():
    assert confirmed(homogeneous(0.15), 10, SLOWER) > possible(homogeneous(0.15), 10, SLOWER) + 10


def test_three_untouched_jobs_of_the_same_pipeline_take_the_runners_noise_off():
    assert controlled(10, 3, SLOWER) >= 90


def test_three_untouched_jobs_add_no_false_alarms():
    assert controlled(10, 3) <= 1.2


def test_two_untouched_jobs_are_too_few_to_tell():
    assert controlled(10, 2, SLOWER) < 50
