"""A short storm of every seed asked for: nothing acknowledged is lost, no comment is missing, double or old.

And that it is the kills by which plain RQ loses events in the long storms, not the way they are counted.
"""

import os
import random

import pytest

from tests.faults import plain_storm
from tests.faults.judging import judge
from tests.faults.plain_storm import PlainRig, PlainStorm, judge_plain
from tests.faults.plan import Plan
from tests.faults.promises import assert_nothing_is_left
from tests.faults.rig import running_rig
from tests.faults.storm import NAMES, Storm

pytestmark = pytest.mark.redis

EVENTS, KILLS = 300, 40
SEEDS = [int(text) for text in os.environ.get("LIGHTERMAN_STORM_SEEDS", "").split(",") if text]


@pytest.mark.parametrize("wanted", SEEDS or [None])
def test_a_storm_loses_nothing_and_leaves_every_comment_once(tmp_path, wanted):
    seed = random.randrange(10**6) if wanted is None else wanted
    print(f"LIGHTERMAN_STORM_SEEDS={seed} blows the same storm again")
    with running_rig(tmp_path, *NAMES, lease_seconds=2.0, sweep_seconds=1.0) as rig:
        storm = Storm(rig, Plan(seed, EVENTS, KILLS))
        at_rest = rig.at_rest()
        outcome = judge(storm, storm.blow())
        print(outcome)
        assert (outcome.events, outcome.kills.total()) == (EVENTS, KILLS)
        assert (outcome.lost, outcome.wrong, outcome.dead) == (0, [], 0)
        assert_nothing_is_left(rig, at_rest)


def test_without_kills_plain_rq_loses_nothing_either(tmp_path):
    with running_rig(tmp_path, *plain_storm.NAMES, kind=PlainRig, queues=("commands", "events"), retries=3) as rig:
        storm = PlainStorm(rig, Plan(seed=1, events=20, kills=0))
        outcome = judge_plain(storm, storm.blow())
        assert (outcome.lost, outcome.waiting, outcome.dead) == (0, 0, 0)
        assert outcome.events > 0
