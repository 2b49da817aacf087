"""Hooks carry every field of GitLab's examples, and what its code sends beyond them."""

import json
import re
from datetime import timedelta, timezone

import pytest

from tests.fakes.gitlab.payloads.parts import NOBODY
from tests.shared_material import shared

UTC_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"
FIRST = "gitlab/webhooks"


@pytest.fixture
def heard(shop, listener):
    """Listen to everything; return what was heard of an event since, as JSON."""
    shop.lab.subscribe("acme", listener.url)

    def newest(event):
        shop.lab.wait_for_deliveries()
        found = [one for one in shop.lab.deliveries if one.event == event]
        return found[-1].payload

    return newest


def a_pipeline(shop):
    run = shop.run(bridge=shop.lab.add_bridge(shop.run(), "trigger"))
    shop.lab.finish(run)


def a_job(shop):
    shop.lab.finish_job(shop.run(bridge=shop.lab.add_bridge(shop.run(), "trigger")).jobs[0])


def an_opened_merge_request(shop):
    shop.commit("second", {"x": "1"})
    shop.lab.open_mr(
        shop.project,
        source="second",
        target="main",
        title="Second",
        author=shop.dana,
        labels=shop.mr.labels,
        milestone=shop.mr.milestone,
        assignees=shop.mr.assignees,
        reviewers=shop.mr.reviewers,
    )


def an_edited_merge_request(shop):
    labels = (*shop.mr.labels, shop.lab.add_label("size"))
    shop.lab.edit_mr(shop.mr, user=shop.dana, title="Draft: slim the image", labels=labels)


def a_push_to_a_merge_request(shop):
    shop.commit("feature", {"Dockerfile": "FROM scratch\n"})


def reset_approvals(shop):
    shop.lab.reset_approvals(shop.mr, user=shop.dana)


def a_review_asked_for_again(shop):
    shop.lab.rerequest_review(shop.mr, user=shop.dana, of=shop.kim)


def a_note(shop):
    shop.lab.add_note(shop.mr, author=shop.dana, body="needs work")


def a_push(shop):
    shop.commit("main", {"Dockerfile": "FROM debian:14\n", "CHANGELOG": "new\n"})


def a_tag(shop):
    shop.lab.push_tag(shop.project, "v1", sha=shop.mr.head_sha)


def an_emoji(shop):
    note = shop.lab.add_note(shop.mr, author=shop.dana, body="good")
    shop.lab.award_emoji(shop.mr, note, user=shop.kim, name="thumbsup")


def a_deployment(shop):
    run = shop.run()
    shop.lab.deploy(run.jobs[2])


def a_warning_of_a_token(shop):
    shop.lab.warn_of_token(shop.project, user=shop.lab.bot, expires_on="2027-01-31")


EXAMPLES = [
    ("pipeline", a_pipeline, ["pipeline.json"]),
    ("job", a_job, ["job.json"]),
    ("merge_request", an_opened_merge_request, ["merge_request_open.json"]),
    ("merge_request", an_edited_merge_request, ["merge_request_18x.json"]),
    ("merge_request", a_push_to_a_merge_request, ["merge_request_update_oldrev.partial.json"]),
    ("merge_request", reset_approvals, ["merge_request_system_initiated.partial.json"]),
    ("merge_request", a_review_asked_for_again, ["merge_request_rerequest_review.partial.json"]),
    ("note", a_note, ["note_merge_request.json"]),
    ("push", a_push, ["push.json"]),
    ("tag_push", a_tag, ["tag_push.json"]),
    ("emoji", an_emoji, ["emoji_award_note.json"]),
    ("deployment", a_deployment, ["deployment.json"]),
    ("resource_access_token", a_warning_of_a_token, ["access_token_expiring_project.json"]),
]
# The example's emoji is on a note of an issue; ours is on one of a merge request.
ELSEWHERE = {"emoji_award_note.json": {"issue"}}


@pytest.mark.parametrize(("event", "act", "files"), EXAMPLES, ids=[files[0] for _, _, files in EXAMPLES])
def test_a_hook_carries_every_field_of_the_example(shop, heard, event, act, files):
    act(shop)
    body = heard(event)
    for file in files:
        example = json.loads(shared(f"{FIRST}/{file}").read_text())
        wanted = {name: value for name, value in example.items() if name not in ELSEWHERE.get(file, set())}
        assert list(missing(wanted, body)) == []


def missing(wanted, given, where="$"):
    """Yield each key that is not given or given as another kind of JSON; null in the example allows anything.

    Every element of a list is wanted of some element of the list that is given.
    """
    if wanted is None:
        return
    if isinstance(wanted, bool) is not isinstance(given, bool) or not isinstance(given, _kinds(wanted)):
        yield f"{where} is {given!r}"
    elif isinstance(wanted, dict):
        for name, value in wanted.items():
            if name in given:
                yield from missing(value, given[name], f"{where}.{name}")
            else:
                yield f"{where}.{name} is missing"
    elif isinstance(wanted, list):
        for number, value in enumerate(wanted):
            tried = [list(missing(value, one, f"{where}[{number}]")) for one in given]
            yield from min(tried, key=len, default=[f"{where} is empty"])


def _kinds(value):
    return (int, float) if isinstance(value, int | float) else type(value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"a": 1, "b": [{"c": "x"}]}, []),
        ({"a": "1", "b": [{"c": "x"}]}, ["$.a is '1'"]),
        ({"a": True, "b": [{"c": "x"}]}, ["$.a is True"]),
        ({"a": 1, "b": [{}]}, ["$.b[0].c is missing"]),
        ({"a": 1, "b": []}, ["$.b is empty"]),
        ({"b": [{"c": "x"}]}, ["$.a is missing"]),
    ],
)
def test_a_field_that_is_missing_or_of_another_kind_is_noticed(given, said):
    assert list(missing({"a": 2, "b": [{"c": "y"}]}, given)) == said


def test_a_pipeline_hook_leaves_out_retried_jobs_and_bridges_and_counts_only_what_runs(shop, heard):
    run = shop.run()
    shop.lab.retry_job(run.jobs[0], duration=30.0)
    shop.lab.add_bridge(run, "trigger")
    shop.lab.finish(run)
    body = heard("pipeline")
    assert [one["name"] for one in body["builds"]] == ["build", "deploy", "test"]
    assert body["object_attributes"]["duration"] == 30 + 60
    assert body["object_attributes"]["detailed_status"] == "passed with warnings"
    assert [one["failure_reason"] for one in body["builds"]] == [None, None, "script_failure"]


def test_a_pipeline_hook_names_the_source_branch_and_its_merge_request(shop, heard):
    run = shop.run()
    shop.lab.finish(run)
    body = heard("pipeline")
    assert body["object_attributes"]["ref"] == "feature"
    assert shop.ask(f"{shop.home}/pipelines/{run.id}").json()["ref"] == "refs/merge-requests/1/head"
    assert body["merge_request"]["iid"] == 1
    assert "homepage" not in body["project"]


def test_a_branch_pipeline_names_neither_merge_request_nor_upstream(shop, heard):
    shop.lab.finish(shop.lab.add_pipeline(shop.project, ref="feature"))
    body = heard("pipeline")
    assert body["merge_request"] is None
    assert "source_pipeline" not in body
    assert body["object_attributes"]["protected_ref"] is False
    shop.lab.finish(shop.lab.add_pipeline(shop.project, ref="main"))
    assert heard("pipeline")["object_attributes"]["protected_ref"] is True


def test_a_running_pipeline_has_no_duration_yet(shop, heard):
    shop.lab.set_pipeline_status(shop.run(), "running")
    attributes = heard("pipeline")["object_attributes"]
    assert (attributes["duration"], attributes["finished_at"]) == (None, None)
    assert attributes["queued_duration"] == 2


def test_a_job_that_did_not_fail_has_a_reason_all_the_same_and_its_commit_is_the_pipeline(shop, heard):
    run = shop.run()
    shop.lab.set_job_status(run.jobs[0], "running")
    body = heard("job")
    assert body["build_failure_reason"] == "unknown_failure"
    assert body["commit"]["id"] == run.id
    assert (body["build_duration"], body["build_queued_duration"]) == (None, 2.0)
    assert body["ref"] == "refs/merge-requests/1/head"
    shop.lab.finish_job(run.jobs[0], "failed")
    assert heard("job")["build_failure_reason"] == "script_failure"


def test_times_come_in_three_shapes(shop, heard):
    a_job(shop)
    job = heard("job")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", job["build_finished_at"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", job["build_finished_at_iso"])
    a_note(shop)
    assert re.fullmatch(UTC_TIME, heard("note")["object_attributes"]["created_at"])
    shop.lab.zone = timezone(timedelta(hours=2))
    a_note(shop)
    assert re.fullmatch(UTC_TIME.replace("UTC", r"\+0200"), heard("note")["object_attributes"]["created_at"])
    a_deployment(shop)
    assert heard("deployment")["status_changed_at"].endswith(" +0200")


def test_an_edit_of_a_note_is_told_as_an_update_and_a_system_note_not_at_all(shop, heard):
    note = shop.lab.add_note(shop.mr, author=shop.dana, body="slow")
    created = heard("note")["object_attributes"]
    assert (created["action"], created["discussion_id"]) == ("create", note.discussion_id)
    shop.ask(f"{shop.notes}/{note.id}", method="PUT", json={"body": "fast"}, token=shop.lab.token_for(shop.dana))
    edited = heard("note")["object_attributes"]
    assert (edited["action"], edited["note"], edited["id"]) == ("update", "fast", note.id)
    before = len(shop.lab.deliveries)
    shop.lab.add_system_note(shop.mr, shop.dana, "added 1 commit")
    assert len(shop.lab.deliveries) == before


def test_an_internal_note_is_told_confidentially(shop, heard):
    shop.lab.add_note(shop.mr, author=shop.dana, body="secret", internal=True)
    body = heard("confidential_note")
    assert (body["event_type"], body["object_attributes"]["internal"]) == ("confidential_note", True)
    assert shop.lab.deliveries[-1].name == "Confidential Note Hook"


def test_a_reply_is_told_with_its_thread(shop, heard):
    asked = shop.lab.add_note(shop.mr, author=shop.dana, body="why?")
    path = f"{shop.home}/merge_requests/1/discussions/{asked.discussion_id}/notes"
    assert shop.ask(path, method="POST", json={"body": "because"}).status_code == 201
    assert heard("note")["object_attributes"]["discussion_id"] == asked.discussion_id


def test_new_commits_are_told_by_oldrev_and_nothing_else_has_it(shop, heard):
    before = shop.mr.head_sha
    after = shop.commit("feature", {"x": "1"})
    attributes = heard("merge_request")["object_attributes"]
    assert (attributes["oldrev"], attributes["last_commit"]["id"]) == (before, after)
    an_edited_merge_request(shop)
    assert "oldrev" not in heard("merge_request")["object_attributes"]


@pytest.mark.parametrize(("end", "action", "state"), [("close_mr", "close", "closed"), ("merge_mr", "merge", "merged")])
def test_an_end_of_a_merge_request_is_told(shop, heard, end, action, state):
    getattr(shop.lab, end)(shop.mr, user=shop.dana)
    attributes = heard("merge_request")["object_attributes"]
    assert (attributes["action"], attributes["state"]) == (action, state)


def test_a_push_tells_what_it_changed_and_a_new_branch_comes_from_nothing(shop, heard):
    before = shop.project.branches["main"]
    shop.commit("main", {"Dockerfile": "FROM debian:14\n", "CHANGELOG": "new\n", "README.md": None})
    body = heard("push")
    [commit] = body["commits"]
    assert (commit["added"], commit["modified"], commit["removed"]) == (["CHANGELOG"], ["Dockerfile"], ["README.md"])
    assert (body["before"], body["after"]) == (before, shop.project.branches["main"])
    shop.commit("third", {"x": "1"})
    assert heard("push")["before"] == NOBODY
