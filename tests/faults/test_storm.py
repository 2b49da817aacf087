"""A short storm of every seed asked for: nothing acknowledged is lost, no comment is missing, double or old."""

import os
import random

import pytest

from tests.faults.judging import judge
from tests.faults.promises import assert_nothing_is_left
from tests.faults.rig import running_rig
from tests.faults.storm import Plan, Storm

pytestmark = pytest.mark.redis

EVENTS, KILLS = 300, 40
RECOVERY_SECONDS = 6.0
"""Lease 2 s, one sweep 1 s, and the work itself."""
NAMES = ("web", "worker-1", "worker-2", "worker-3", "commands-1", "clock")
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
        assert outcome.recovery_seconds <= RECOVERY_SECONDS
        assert_nothing_is_left(rig, at_rest)
