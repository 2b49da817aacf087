"""Verdicts on times: false alarms and power on made-up histories, beside the rules that others use."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.harness import say, table
from bench.times_rules import RULES, Rule
from bench.times_worlds import WORLDS, Seconds, World, pipelines
from bot.times.controls import Controls
from bot.times.judging import Change, Proof, Run, judge

COMMAND = "make bench ONLY=times"
TABLE_RUNS = 10
HISTORIES = (5, 10, 20)
FACTORS = (1.0, 1.2, 1.5)
"""Nothing changed, which must give no alarm, and jobs that became slower by so much."""
POSSIBLE, CONFIRMED = "**Lighterman, one run**", "**Lighterman, two runs in a row**"


@dataclass(frozen=True)
class Plan:
    """How much is counted."""

    trials: int = 20_000
    seed: int = 20_261


def run(plan: Plan) -> str:
    """Count and return the tables."""
    return "\n\n".join((_beside_others(plan), _by_history(plan), _with_controls(plan)))


def _beside_others(plan: Plan) -> str:
    rows = []
    for name, count in _contestants():
        say(f"times: {name}")
        cells = [
            " / ".join(_share(count(world, TABLE_RUNS, factor, plan)) for factor in FACTORS) for world in _worlds()
        ]
        rows.append([name, *cells])
    title = (
        f"False alarms % / seen at +20 % / seen at +50 %, with {TABLE_RUNS} runs of a job of 300 s; "
        f"{plan.trials:,} trials a cell; made by `{COMMAND}`:"
    )
    return f"{title}\n\n{table(['rule', *WORLDS], rows)}"


def _by_history(plan: Plan) -> str:
    rows = []
    for name, count in (("one run", _one_run), ("two runs in a row", _two_runs)):
        for runs in HISTORIES:
            say(f"times: {name}, {runs} runs")
            cells = [
                " / ".join(_share(count(world, runs, factor, plan)) for factor in (1.0, 1.5)) for world in _worlds()
            ]
            rows.append([f"{name}, {runs} runs", *cells])
    return f"Lighterman, false alarms % / seen at +50 %:\n\n{table(['rule', *WORLDS], rows)}"


def _with_controls(plan: Plan) -> str:
    rows = []
    for controls in (0, 3, 8):
        say(f"times: {controls} untouched jobs")
        rows.append([str(controls), *(_share(_controlled(controls, factor, plan)) for factor in FACTORS)])
    title = f"Lighterman, one run, {TABLE_RUNS} runs before it, beside untouched jobs of the same pipeline, %:"
    return f"{title}\n\n{table(['untouched jobs', 'false alarms', 'seen at +20 %', 'seen at +50 %'], rows)}"


Counting = Callable[[World, int, float, Plan], float]


def _contestants() -> Iterable[tuple[str, Counting]]:
    yield from ((name, _counting(rule)) for name, rule in RULES.items())
    yield POSSIBLE, _one_run
    yield CONFIRMED, _two_runs


def _counting(rule: Rule) -> Counting:
    def count(world: World, runs: int, factor: float, plan: Plan) -> float:
        seconds = _histories(world, runs + 1, plan)
        return float(rule(seconds[:, :-1], seconds[:, -1] * factor).mean())

    return count


def _one_run(world: World, runs: int, factor: float, plan: Plan) -> float:
    found = 0
    for *before, now in _histories(world, runs + 1, plan).tolist():
        verdict = judge([Run(one) for one in before], Run(now * factor))
        found += verdict.change is Change.REGRESSION
    return found / plan.trials


def _two_runs(world: World, runs: int, factor: float, plan: Plan) -> float:
    found = 0
    for *before, earlier, now in _histories(world, runs + 2, plan).tolist():
        verdict = judge([Run(one) for one in before], Run(now * factor), earlier=Run(earlier * factor))
        found += verdict.change is Change.REGRESSION and verdict.proof is Proof.CONFIRMED
    return found / plan.trials


def _controlled(controls: int, factor: float, plan: Plan) -> float:
    names = [str(number) for number in range(controls + 1)]
    every = pipelines(np.random.default_rng(plan.seed), plan.trials, TABLE_RUNS + 1, controls + 1)
    every[:, -1, 0] *= factor
    found = 0
    for trial in every.tolist():
        *before, now = (dict(zip(names, jobs, strict=True)) for jobs in trial)
        known = Controls(before, names[1:])
        history = [run for one in before if (run := known.run_of("0", one))]
        mine = known.run_of("0", now)
        found += mine is not None and judge(history, mine).change is Change.REGRESSION
    return found / plan.trials


def _histories(world: World, runs: int, plan: Plan) -> Seconds:
    """Return the same histories to every rule."""
    return world(np.random.default_rng(plan.seed), plan.trials, runs)


def _worlds() -> Sequence[World]:
    return tuple(WORLDS.values())


def _share(share: float) -> str:
    percent = 100 * share
    return f"{percent:.1f}" if percent < 10 else f"{percent:.0f}"  # noqa: PLR2004 - where one digit is enough
