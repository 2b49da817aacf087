"""Tells by how much a whole pipeline was slower than usual: the median of what its untouched jobs took longer.

Jobs of one pipeline share what a runner has to bear. Where a pipeline's noise is .15 and a job's own .07, three such
jobs raise the chance to see +50 % in one run from 37 % to 94 %.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from bot.times.judging import LEAST_RUNS, Run, is_time

LEAST_CONTROLS = 3
LEAST_SECONDS = 5.0
"""GitLab counts whole seconds; what is shorter tells more about the clock than about the runner."""
Seconds = Mapping[str, float | None]
"""How long each thing took in one run, by its name."""


class Controls:
    """How long things usually take, learned from the runs before."""

    def __init__(self, before: Sequence[Seconds], names: Iterable[str]) -> None:
        """Learn from the runs before; `names` are those of the things that nobody touched."""
        logs: dict[str, list[float]] = defaultdict(list)
        wanted = frozenset(names)
        for run in before:
            for name, seconds in run.items():
                if name in wanted and is_time(seconds):
                    logs[name].append(math.log(seconds))
        usual = {name: median(values) for name, values in logs.items() if len(values) >= LEAST_RUNS}
        self._usual = {name: value for name, value in usual.items() if value >= math.log(LEAST_SECONDS)}

    def shift(self, run: Seconds, *, without: str = "") -> float | None:
        """Return the median log ratio of a run's untouched things, None where they are fewer than three."""
        ratios = [
            math.log(seconds) - usual
            for name, usual in self._usual.items()
            if name != without and is_time(seconds := run.get(name))
        ]
        return median(ratios) if len(ratios) >= LEAST_CONTROLS else None

    def run_of(self, name: str, run: Seconds) -> Run | None:
        """Return one thing's part in a run, None where it has no time in it."""
        seconds = run.get(name)
        return Run(seconds, self.shift(run, without=name)) if is_time(seconds) else None
