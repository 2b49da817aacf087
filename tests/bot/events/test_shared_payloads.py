"""The examples of GitLab's documentation are understood: the five kinds become events, the others nothing."""

import json

import pytest

from bot.events import JobEvent, MergeRequestEvent, NoteEvent, PipelineEvent, PushEvent
from bot.events.payloads import NotUnderstoodError, pack, understand, unpack
from tests.shared_material import shared

EXAMPLES = [
    ("pipeline.json", PipelineEvent, {"pipeline_id": 31, "status": "success", "is_tag": False}),
    ("job.json", JobEvent, {"pipeline_id": 2366, "job_id": 1977, "status": "created", "finished_at": ""}),
    ("merge_request_open.json", MergeRequestEvent, {"action": "open", "has_new_commits": False}),
    ("merge_request_18x.json", MergeRequestEvent, {"action": "open", "has_new_commits": False}),
    ("note_merge_request.json", NoteEvent, {"note_id": 1244, "action": "create", "discussion_id": ""}),
    ("push.json", PushEvent, {"ref": "refs/heads/master", "changes_ci_file": True}),
]
NOTHING = [
    "tag_push.json",
    "deployment.json",
    "emoji_award_note.json",
    "access_token_expiring_project.json",
    "api_project_hook.json",
    "api_hook_delivery_record.json",
]
PARTIAL = [
    "merge_request_update_oldrev.partial.json",
    "merge_request_system_initiated.partial.json",
    "merge_request_rerequest_review.partial.json",
]


@pytest.mark.parametrize(("name", "kind", "expected"), EXAMPLES)
def test_an_example_becomes_its_event(name, kind, expected):
    event = understand(_body(name), "chain")
    assert type(event) is kind
    assert {field: getattr(event, field) for field in expected} == expected
    assert unpack(pack(event)) == event


@pytest.mark.parametrize("name", NOTHING)
def test_examples_of_other_kinds_are_nothing(name):
    assert understand(_body(name), "") is None


@pytest.mark.parametrize("name", PARTIAL)
def test_a_fragment_completed_by_a_whole_example_is_understood(name):
    whole, part = json.loads(_body("merge_request_open.json")), json.loads(_body(name))
    with pytest.raises(NotUnderstoodError):
        understand(_body(name), "")
    merged = {**whole, **part, "object_attributes": {**whole["object_attributes"], **part["object_attributes"]}}
    event = understand(json.dumps(merged).encode(), "")
    assert event.action == part["object_attributes"]["action"]
    assert event.has_new_commits == ("oldrev" in part["object_attributes"])
    assert event.has_new_target is False


def test_no_example_is_left_out():
    names = {path.name for path in shared("gitlab/webhooks").glob("*.json")}
    assert names == {*(name for name, _, _ in EXAMPLES), *NOTHING, *PARTIAL}


def _body(name):
    return shared(f"gitlab/webhooks/{name}").read_bytes()
