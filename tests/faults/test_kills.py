"""A worker is killed at every point of the road; afterwards the outcome is there once and nothing is left."""

import pytest

from tests.faults import road
from tests.faults.promises import assert_nothing_is_left, assert_nothing_is_lost
from tests.faults.wire import Barrier
from tests.faults.yard import wait_for_the_end
from tests.stories.scene import api

pytestmark = pytest.mark.redis

NOTES, REPLIES = "/notes", "/discussions/"
POINTS = {
    "after the pop": ("create", lambda rig: road.hold_pop(rig.wire)),
    "before the claim": ("create", lambda rig: road.hold_claim(rig.wire, "before")),
    "after the claim": ("create", lambda rig: road.hold_claim(rig.wire, "after")),
    "before the create": ("create", lambda rig: rig.lab.hold("POST", NOTES)),
    "after the create": ("create", lambda rig: rig.lab.hold("POST", NOTES, "after")),
    "before the update": ("update", lambda rig: rig.lab.hold("PUT", NOTES)),
    "after the update": ("update", lambda rig: rig.lab.hold("PUT", NOTES, "after")),
    "before the reply": ("reply", lambda rig: rig.lab.hold("POST", REPLIES)),
    "after the reply": ("reply", lambda rig: rig.lab.hold("POST", REPLIES, "after")),
    "before the finish": ("create", lambda rig: road.hold_finish(rig.wire, "before")),
    "after the finish": ("create", lambda rig: road.hold_finish(rig.wire, "after")),
}


def kill_worker(rig, name, barrier):
    """Kill the worker and its horse, as a power cut would; what it was about to do is not done."""
    rig.kill(name)
    barrier.drop()
    rig.up(name)


def kill_horse(rig, name, barrier):
    """Kill only the horse, as the kernel does when memory runs out."""
    rig.kill_horse(name)
    barrier.drop()


def kill_parent(rig, name, barrier):
    """Kill only the parent; its horse lives on and does what it was about to do."""
    rig.kill_parent(name)
    barrier.release()
    rig.up(name)


CASES = [
    (point, kill)
    for point in POINTS
    for kill in (kill_worker, kill_horse, kill_parent)
    # No horse has been forked yet when a task is popped.
    if point != "after the pop" or kill is kill_worker
]


@pytest.mark.parametrize(("point", "kill"), CASES, ids=[f"{kill.__name__} {point}" for point, kill in CASES])
def test_whoever_is_killed_wherever_it_was_the_outcome_is_there_once(rig, yard, at_rest, point, kill):
    kind, arm = POINTS[point]
    mr = yard.open_mr(f"{point} {kill.__name__}".replace(" ", "-"))
    if kind == "update":
        yard.build(mr, api(40, 70))
        yard.comment(mr)
    barrier = arm(rig)
    what = yard.ask(mr) if kind == "reply" else yard.build(mr)
    barrier.wait_until_held()
    # GitLab does not know which process asks it; it is the one that claimed last.
    kill(rig, rig.owner(barrier.pid) if isinstance(barrier, Barrier) else rig.claimers[-1], barrier)
    wait_for_the_end(rig)
    if kind == "reply":
        yard.assert_one_answer(mr, what)
    else:
        yard.assert_one_comment(mr, what)
    assert_nothing_is_lost(rig)
    assert_nothing_is_left(rig, at_rest)
