"""A step is judged like a job; what it is of the job, it shows as many times as clearly."""

import math
from random import Random

from bot.times.judging import Change, Run, judge
from bot.times.steps import judge_steps

QUIET = {"[1/4] FROM python": 20.0, "[2/4] RUN apt-get": 60.0, "[3/4] RUN pip": 90.0, "[4/4] RUN make": 130.0}


def run(slowness, random, **factors):
    """Return one run of the steps: a runner that is slower by a factor, and a noise of .07 that each step has."""
    noisy = {name: seconds * slowness * math.exp(random.gauss(0, 0.07)) for name, seconds in QUIET.items()}
    return {name: seconds * factors.get(name.split()[-1], 1.0) for name, seconds in noisy.items()}


def histories(random):
    return [run(math.exp(random.gauss(0, 0.15)), random) for _ in range(10)]


def test_what_a_job_hides_its_step_shows():
    """The job is 20 % slower, by one step that holds 30 % of its time and is 67 % slower."""
    seen_job = seen_step = 0
    for seed in range(200):
        random = Random(seed)
        before, now = histories(random), run(1.1, random, pip=1.67)
        job = judge([Run(sum(one.values())) for one in before], Run(sum(now.values())))
        seen_job += job.change is Change.REGRESSION
        verdicts = judge_steps(before, now)
        seen_step += verdicts["[3/4] RUN pip"].change is Change.REGRESSION
        assert verdicts["[3/4] RUN pip"].is_controlled
    assert seen_step >= 180
    assert seen_job <= 60


def test_steps_that_nobody_touched_are_silent_on_a_slower_runner():
    random = Random(7)
    verdicts = judge_steps(histories(random), run(1.8, random))
    assert {verdict.change for verdict in verdicts.values()} == {Change.NONE}


def test_a_step_that_was_cached_before_has_nothing_to_be_compared_with():
    before = [{"FROM": 2.0}] * 10
    (verdict,) = (one for name, one in judge_steps(before, {"FROM": 2.0, "RUN make": 90.0}).items() if name != "FROM")
    assert (verdict.change, verdict.runs, verdict.median_seconds) == (Change.UNKNOWN, 0, None)


def test_a_second_run_confirms_a_step():
    before = [dict(QUIET) for _ in range(6)]
    slow = {**QUIET, "[3/4] RUN pip": 150.0}
    assert judge_steps(before, slow, earlier=slow)["[3/4] RUN pip"].proof == "confirmed"
    assert judge_steps(before, slow, earlier=QUIET)["[3/4] RUN pip"].proof == "possible"


def test_steps_without_a_true_time_are_left_out():
    assert judge_steps([QUIET] * 6, {"a": -1.0, "b": 0.0, "c": None}) == {}
