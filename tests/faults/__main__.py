"""Long storms over Lighterman and over bots on plain RQ, with the same seeds; prints a table: `make faults`."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import machine
from bench.harness import say, table
from tests.faults import plain_storm
from tests.faults.judging import judge
from tests.faults.plain_storm import PlainRig, PlainStorm, judge_plain
from tests.faults.plan import Outcome, Plan
from tests.faults.promises import assert_nothing_is_left
from tests.faults.rig import running_rig
from tests.faults.storm import NAMES, Storm

OURS, ONE_QUEUE, TWO_QUEUES = "Lighterman", "plain RQ, one queue, Retry(3)", "plain RQ, two queues, Retry(3)"
COMMAND = "make faults SEEDS={seed}"
EVENTS_A_SECOND = 16.0
HEADS = (
    "bot",
    "seed",
    "events",
    "kills",
    "lies of GitLab",
    "lost",
    "of these still waiting",
    "wrong comments",
    "begun twice or more",
    "given up",
    "s from the last kill to the last start",
    "made by",
)


def main() -> int:
    """Blow all storms; return 1 when Lighterman did not keep what it promises."""
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("--seeds", default="1,2,3", help="seeds of the storms, with commas")
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=200)
    orders = parser.parse_args()
    print(f"{machine.describe()}.\n\n{table(HEADS, ())}", flush=True)
    broken = 0
    for name, storm in STORMS.items():
        for seed in map(int, orders.seeds.split(",")):
            plan = Plan(seed, orders.events, orders.kills, EVENTS_A_SECOND)
            say(f"{name}, seed {seed} …")
            with tempfile.TemporaryDirectory(prefix="lm-faults-") as folder:
                outcome = storm(Path(folder), plan)
            print(f"| {' | '.join(_row(name, outcome))} |", flush=True)
            broken += name == OURS and bool(outcome.lost or outcome.wrong)
    return min(broken, 1)


def _ours(folder: Path, plan: Plan) -> Outcome:
    with running_rig(folder, *NAMES, lease_seconds=2.0, sweep_seconds=1.0) as rig:
        storm = Storm(rig, plan)
        at_rest = rig.at_rest()
        outcome = judge(storm, storm.blow())
        for wrong in outcome.wrong:
            say(wrong)
        assert_nothing_is_left(rig, at_rest)
        return outcome


def _plain(queues: tuple[str, ...]) -> Callable[[Path, Plan], Outcome]:
    def blow(folder: Path, plan: Plan) -> Outcome:
        with running_rig(folder, *plain_storm.NAMES, kind=PlainRig, queues=queues, retries=3) as rig:
            storm = PlainStorm(rig, plan)
            return judge_plain(storm, storm.blow())

    return blow


STORMS: Mapping[str, Callable[[Path, Plan], Outcome]] = {
    OURS: _ours,
    TWO_QUEUES: _plain(("commands", "events")),
    ONE_QUEUE: _plain(("events",)),
}


def _row(name: str, outcome: Outcome) -> list[str]:
    counts = (outcome.events, outcome.kills.total(), outcome.lies, outcome.lost, outcome.waiting)
    ends = (len(outcome.wrong), outcome.repeated, outcome.dead, f"{outcome.recovery_seconds:.1f}")
    seed = outcome.plan.seed
    return [name, *map(str, (seed, *counts, *ends)), f"`{COMMAND.format(seed=seed)}`"]


if __name__ == "__main__":
    sys.exit(main())
