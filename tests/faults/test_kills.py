"""A process is killed at every point of the road; afterwards the comment is there once and nothing is left."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.task_queue import scripts
from tests.faults.promises import assert_nothing_is_left, assert_nothing_is_lost
from tests.faults.rig import Rig
from tests.faults.wire import calls, pops
from tests.faults.yard import Yard, wait_for_the_end
from tests.stories.scene import api

pytestmark = pytest.mark.redis


@pytest.fixture(scope="module")
def yard(rig):
    one = Yard(rig, "yard")
    one.main_builds(api(40, 60))
    return one


@pytest.fixture(scope="module")
def at_rest(rig, yard):
    """Return the descriptors of every process after it has worked a little."""
    for number in range(4):
        mr = yard.open_mr(f"warm-{number}")
        yard.build(mr)
        yard.ask(mr)
    wait_for_the_end(rig)
    return rig.descriptors()


Arm = Callable[[Rig], Any]
NOTES, REPLIES = "/notes", "/discussions/"
POINTS: dict[str, tuple[str, Arm]] = {
    "after the pop": ("create", lambda rig: rig.wire.hold(pops("events"), "after")),
    "before the claim": ("create", lambda rig: rig.wire.hold(calls(scripts.CLAIM))),
    "after the claim": ("create", lambda rig: rig.wire.hold(calls(scripts.CLAIM), "after")),
    "before the create": ("create", lambda rig: rig.lab.hold("POST", NOTES)),
    "after the create": ("create", lambda rig: rig.lab.hold("POST", NOTES, "after")),
    "before the update": ("update", lambda rig: rig.lab.hold("PUT", NOTES)),
    "after the update": ("update", lambda rig: rig.lab.hold("PUT", NOTES, "after")),
    "before the reply": ("reply", lambda rig: rig.lab.hold("POST", REPLIES)),
    "after the reply": ("reply", lambda rig: rig.lab.hold("POST", REPLIES, "after")),
    "before the finish": ("create", lambda rig: rig.wire.hold(calls(scripts.FINISH))),
    "after the finish": ("create", lambda rig: rig.wire.hold(calls(scripts.FINISH), "after")),
}
VICTIMS = ("worker", "horse", "parent")


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("point", POINTS)
def test_whoever_is_killed_wherever_it_was_the_outcome_is_there_once(rig, yard, at_rest, point, victim):
    if victim != "worker" and point == "after the pop":
        pytest.xfail("there is no work horse yet")
    kind, arm = POINTS[point]
    mr = yard.open_mr(f"{point} {victim}".replace(" ", "-"))
    if kind == "update":
        yard.build(mr, api(40, 70))
        yard.comment(mr)
    barrier = arm(rig)
    outcome = yard.ask(mr) if kind == "reply" else yard.build(mr)
    barrier.wait_until_held()
    name = rig.owner(getattr(barrier, "pid", 0) or rig.claimers[-1])
    if victim == "horse":
        rig.kill_horse(name)
        barrier.drop()
    elif victim == "worker":
        rig.kill(name)
        barrier.drop()
        rig.up(name)
    else:
        rig.kill_parent(name)
        barrier.release()
        rig.up(name)
    wait_for_the_end(rig)
    if kind == "reply":
        yard.assert_one_answer(mr, outcome)
    else:
        yard.assert_one_comment(mr, outcome)
    assert_nothing_is_lost(rig)
    assert_nothing_is_left(rig, at_rest)
