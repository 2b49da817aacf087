"""What a log tells of times: the state of the cache, and the seconds of the steps that ran."""

import pytest

from bot.times.learned import COLD, MOST_STEPS, UNKNOWN, WARM, Learned, cache_share, learn
from bot.traces.model import Step, Trace


def trace(*answers, seconds=10.0):
    """Return a log of steps that were cached, ran, or say nothing of it."""
    steps = (Step(f"RUN {place}", place, cached=cached, seconds=seconds) for place, cached in enumerate(answers, 1))
    return Trace(steps=tuple(steps))


@pytest.mark.parametrize(
    ("answers", "cache", "share"),
    [
        ((), UNKNOWN, None),
        ((None, None), UNKNOWN, None),
        ((None, False, False), COLD, 0),
        ((None, True, True), WARM, 100),
        ((True, False, False, False), WARM, 25),
    ],
)
def test_a_cache_is_cold_when_no_step_at_all_came_from_it(answers, cache, share):
    assert (learn(7, trace(*answers)).cache, cache_share(trace(*answers))) == (cache, share)


def test_only_steps_that_ran_have_times():
    steps = (
        Step("COPY . .", 1, cached=True, seconds=0.1),
        Step("RUN make", 2, cached=False, seconds=20.0, stage="build"),
        Step("RUN make", 3, cached=False, seconds=30.0, stage="build"),
        Step("RUN make", 4, cached=False, seconds=5.0, platform="linux/arm64"),
        Step("RUN odd", 5, cached=False, seconds=-1.0),
        Step("RUN unknown", 6, cached=False),
    )
    told = (("build RUN make", 20.0), ("build RUN make #2", 30.0), ("linux/arm64 RUN make", 5.0))
    assert learn(7, Trace(steps=steps)) == Learned(7, WARM, told)


def test_a_log_of_very_many_steps_is_not_kept_whole():
    assert len(learn(7, trace(*[False] * 500)).steps) == MOST_STEPS
