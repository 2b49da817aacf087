"""Stories of hooks that come wrongly or too often, and of a GitLab that is away."""

import json
import random
import threading
import time

import pytest

from tests.stories.scene import Built, Scene, api
from tests.stories.stack import SECRET, post, wait_until

pytestmark = pytest.mark.redis


def test_a_wrong_token_is_refused_and_nothing_is_stored(stack):
    before = stack.keys("lighterman:event:*")
    answer = post(stack.door, _pipeline_hook("acme/api"), _headers("not the token"))
    assert answer == (401, b"")
    assert stack.keys("lighterman:event:*") == before


def test_a_foreign_project_is_refused_and_nothing_is_stored(stack):
    before = stack.keys("lighterman:event:*")
    status, _ = post(stack.door, _pipeline_hook("rivals/api"), _headers(SECRET))
    assert status == 403
    assert stack.keys("lighterman:event:*") == before


def test_while_gitlab_is_away_nothing_is_lost(stack):
    scene = Scene(stack, "away")
    scene.main_builds(api(40, 60))
    mr = scene.open_mr()
    stack.lab.faults.always(status=502, match="/api/")
    scene.finish(scene.run("feature", api(40, 100), mr=mr, kind="detached"))
    wait_until(lambda: _refusals(stack, 502) >= 1, "GitLab was never asked", log=lambda: stack.log("worker"))
    assert scene.comments(mr) == []
    stack.lab.faults.clear()
    assert "+40 MiB" in scene.comment(mr)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_is_named_in_the_log_and_tried_again(stack, status):
    scene = Scene(stack, f"refused-{status}")
    scene.main_builds(api(40, 60))
    mr = scene.open_mr()
    stack.lab.clear_requests()
    stack.lab.faults.always(status=status, match="/api/")
    scene.finish(scene.run("feature", api(40, 100), mr=mr, kind="detached"))
    wait_until(lambda: _refusals(stack, status) >= 1, "GitLab was never asked", log=lambda: stack.log("worker"))
    wait_until(lambda: f"({status})" in stack.log("worker"), "the log did not name it", log=lambda: stack.log("worker"))
    stack.lab.faults.clear()
    assert "+40 MiB" in scene.comment(mr)


def test_a_token_that_is_replaced_in_its_file_is_used_without_a_restart(stack):
    scene = Scene(stack, "rotated")
    scene.main_builds(api(40, 60))
    mr = scene.open_mr()
    stack.settle()
    worker = stack.roles["worker"].pid
    old = stack.token_file.read_text().strip()
    stack.token_file.write_text(stack.lab.token_for(stack.lab.bot))
    stack.lab.revoke(old)
    scene.finish(scene.run("feature", api(40, 100), mr=mr, kind="detached"))
    assert "+40 MiB" in scene.comment(mr)
    assert stack.roles["worker"].pid == worker


def test_hooks_five_times_at_once_and_shuffled_make_one_newest_comment(stack):
    scene = Scene(stack, "shuffled")
    scene.main_builds(api(40, 60))
    mr = scene.open_mr()
    stack.settle()
    older = len(stack.lab.deliveries)
    for size in (90, 100):
        scene.commit("feature")
        scene.finish(scene.run("feature", api(40, size), mr=mr, kind="detached"))
    wait_until(lambda: len(stack.lab.deliveries) >= older + 2, "the hooks were not delivered")
    again = list(stack.lab.deliveries[older:]) * 5
    random.Random(7).shuffle(again)
    senders = [threading.Thread(target=stack.lab.redeliver, args=(delivery,)) for delivery in again]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert "+40 MiB" in scene.comment(mr, until=lambda body: "+40 MiB" in body)
    time.sleep(0.3)
    assert len(scene.comments(mr)) == 1


def test_forty_job_events_cost_one_or_two_reviews(stack):
    scene = Scene(stack, "crowd")
    scene.main_builds(api(40, 60))
    mr = scene.open_mr()
    pipeline = scene.run("feature", api(40, 100), mr=mr, kind="detached")
    jobs = [
        stack.lab.add_job(pipeline, f"test {number}", stage="test", status="running", trace=b"ok\n")
        for number in range(40)
    ]
    stack.settle()
    stack.lab.clear_requests()
    for job in jobs:
        stack.lab.finish_job(job, "success")
    scene.finish(pipeline)
    scene.comment(mr)
    assert 1 <= stack.lab.count(method="POST", path_contains="graphql") <= 2


def test_a_job_without_images_is_no_news(stack):
    scene = Scene(stack, "textual")
    scene.main_builds(Built("lint", 10.0))
    mr = scene.open_mr()
    scene.finish(scene.run("feature", Built("lint", 30.0), mr=mr, kind="detached"))
    stack.settle()
    assert scene.comments(mr) == []


def _refusals(stack, status):
    return sum(1 for request in stack.lab.requests if request.status == status)


def _headers(token):
    return {"X-Gitlab-Event": "Pipeline Hook", "X-Gitlab-Token": token, "Idempotency-Key": "by-hand"}


def _pipeline_hook(path):
    attributes = {"id": 1, "status": "success", "ref": "main", "tag": False, "source": "push"}
    attributes["finished_at"] = "2026-03-02 10:14:31 UTC"
    project = {"id": 1, "path_with_namespace": path, "default_branch": "main"}
    return json.dumps({"object_kind": "pipeline", "object_attributes": attributes, "project": project}).encode()
