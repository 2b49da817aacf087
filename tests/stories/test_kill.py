"""The story of a worker that dies without a word after it has taken an event."""

import pytest

from tests.stories.scene import Scene, api
from tests.stories.stack import wait_until

pytestmark = pytest.mark.redis


def test_a_worker_killed_after_claiming_leaves_exactly_one_comment(stack):
    scene = Scene(stack, "killed")
    scene.main_builds(api(40, 60))
    mr = scene.open_mr()
    stack.settle()
    stack.lab.clear_requests()
    stack.lab.faults.latency_seconds = 1.5
    scene.finish(scene.run("feature", api(40, 100), mr=mr, kind="detached"))
    wait_until(lambda: stack.keys("lighterman:lease:*"), "no event was claimed", log=lambda: stack.log("worker"))
    stack.kill("worker")
    assert scene.comments(mr) == []
    stack.lab.faults.latency_seconds = 0.0
    stack.start("worker")
    assert "+40 MiB" in scene.comment(mr)
    assert stack.keys("lighterman:lease:*") == []
