"""Judges the steps of a build one by one: what a third of a job does shows there three times as clearly."""

from collections.abc import Mapping, Sequence

from bot.times.controls import Controls, Seconds
from bot.times.judging import Floors, Verdict, judge


def judge_steps(
    before: Sequence[Seconds], now: Seconds, *, earlier: Seconds | None = None, floors: Floors | None = None
) -> Mapping[str, Verdict]:
    """Return the verdict on each step that has a time; all are given as seconds by name, one mapping per run.

    A step that was cached took no time of its own and does not belong into the mapping. The other steps of a run tell
    how slow its runner was.
    """
    found: dict[str, Verdict] = {}
    controls = Controls(before, now)
    for name in now:
        run = controls.run_of(name, now)
        if run is not None:
            history = [known for one in before if (known := controls.run_of(name, one))]
            again = controls.run_of(name, earlier) if earlier else None
            found[name] = judge(history, run, earlier=again, floors=floors)
    return found
