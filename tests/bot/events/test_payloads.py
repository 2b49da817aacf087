"""Bodies of hooks become events; what is missing, null, odd or hostile is said so and never stops the door."""

import json

import pytest

from bot.events import JobEvent, MergeRequestEvent, MergeRequestHint, NoteEvent, PipelineEvent, PushEvent
from bot.events.payloads import NotJSONError, NotUnderstoodError, pack, understand, unpack
from bot.tasks import ProjectHint
from tests.bot import hook_bodies as hooks

PROJECT = ProjectHint(17, "acme/api")
HINT = MergeRequestHint(iid=5, project=PROJECT, source_branch="feature", target_branch="main")
PIPELINE = PipelineEvent(
    project=PROJECT,
    pipeline_id=9,
    status="success",
    ref="feature",
    is_tag=False,
    finished_at="2026-03-02T10:14:31+00:00",
    merge_request=HINT,
    event_uuid="chain",
)
JOB = JobEvent(
    project=PROJECT,
    pipeline_id=9,
    job_id=70,
    status="success",
    ref="feature",
    is_tag=False,
    finished_at="2026-03-02T10:14:30+00:00",
    event_uuid="chain",
)
MERGE_REQUEST = MergeRequestEvent(
    project=PROJECT,
    merge_request=HINT,
    action="open",
    updated_at="2026-03-02T10:00:00+00:00",
    has_new_commits=False,
    has_new_target=False,
    event_uuid="chain",
)
NOTE = NoteEvent(
    project=PROJECT,
    merge_request=HINT,
    note_id=33,
    author_id=4,
    action="create",
    updated_at="2026-03-02T10:20:00+00:00",
    discussion_id="d1",
    text="/lighterman report",
    event_uuid="chain",
)
BUILDS = [
    {"id": 70, "name": "image", "status": "success", "stage": "build", "runner": None},
    {"id": 71, "name": "lint", "status": "failed"},
    {"id": 72, "name": "deploy", "status": "manual"},
    {"id": 73, "name": "notes", "status": "success"},
]
PUSH = PushEvent(project=PROJECT, ref="refs/heads/feature", after="b" * 40, changes_ci_file=True, event_uuid="chain")
ALL = {"pipeline": PIPELINE, "job": JOB, "merge_request": MERGE_REQUEST, "note": NOTE, "push": PUSH}


@pytest.mark.parametrize("kind", ALL)
def test_a_hook_becomes_an_event(kind):
    assert understand(getattr(hooks, kind)(), "chain") == ALL[kind]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (hooks.pipeline(merge_request=None), {"merge_request": None}),
        (hooks.pipeline(finished_at=None), {"finished_at": ""}),
        (hooks.pipeline(tag=None), {"is_tag": False}),
        (hooks.pipeline(tag=True), {"is_tag": True}),
        (hooks.pipeline(builds=BUILDS), {"succeeded": ((70, "image"), (73, "notes"))}),
        (hooks.pipeline(builds=BUILDS, status="running"), {"succeeded": ()}),
        (hooks.pipeline(builds=BUILDS, merge_request=None), {"succeeded": ()}),
        (hooks.pipeline(builds=BUILDS, project=hooks.FORK), {"succeeded": ()}),
        (hooks.pipeline(builds=[BUILDS[0]] * 300), {"succeeded": ((70, "image"),) * 200}),
        (hooks.pipeline(builds=None), {"succeeded": ()}),
        (hooks.pipeline(builds=[{}]), {"succeeded": ()}),
        (hooks.pipeline(status="new in GitLab 25"), {"status": "new in GitLab 25"}),
        (hooks.job(ref="refs/merge-requests/5/head"), {"ref": "refs/merge-requests/5/head"}),
        (hooks.job(tag=None), {"is_tag": False}),
        (hooks.merge_request(action="update", oldrev="a" * 40), {"action": "update", "has_new_commits": True}),
        (hooks.merge_request(oldrev=None, changes={}), {"has_new_commits": False, "has_new_target": False}),
        (hooks.merge_request(changes={"target_branch": {"previous": "a", "current": "b"}}), {"has_new_target": True}),
        (hooks.merge_request(changes={"reviewers": [[{"id": 1}], [{"id": 2}]]}), {"has_new_target": False}),
        (hooks.merge_request(action=None, updated_at=None), {"action": "", "updated_at": ""}),
        (hooks.note(action=None), {"action": "create"}),
        (hooks.note(action="update"), {"action": "update"}),
        (hooks.note(discussion_id=None, system=None), {"discussion_id": ""}),
        (hooks.note(note="a" * 3000), {"text": "a" * 2000}),
        (hooks.push(commits=[{"added": [".gitlab-ci.yml"]}]), {"changes_ci_file": True}),
        (hooks.push(commits=[{"removed": [".gitlab-ci.yml"]}]), {"changes_ci_file": True}),
        (hooks.push(commits=[{"modified": ["Dockerfile"], "added": None}]), {"changes_ci_file": False}),
        (hooks.push(commits=None), {"changes_ci_file": False}),
        (hooks.push(commits=[{"modified": ["a"]}], total_commits_count=21), {"changes_ci_file": True}),
        (hooks.push(commits=[{"modified": ["a"]}], total_commits_count=None), {"changes_ci_file": False}),
        (
            hooks.push(project={**hooks.PROJECT, "ci_config_path": "ci/all.yml"}, commits=[{"added": ["ci/all.yml"]}]),
            {"changes_ci_file": True},
        ),
        (hooks.push(project={**hooks.PROJECT, "ci_config_path": "ci/all.yml"}), {"changes_ci_file": False}),
        (hooks.push(project={**hooks.PROJECT, "ci_config_path": ""}), {"changes_ci_file": True}),
    ],
)
def test_what_a_hook_says_or_leaves_out_is_read(body, expected):
    event = understand(body, "chain")
    assert {name: getattr(event, name) for name in expected} == expected


def test_a_forks_pipeline_names_its_parents_merge_request_whose_path_only_the_api_knows():
    event = understand(hooks.pipeline(project=hooks.FORK), "chain")
    assert (event.project, event.merge_request.project) == (ProjectHint(18, "dana/api"), ProjectHint(17, ""))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2016-08-12 15:23:28 UTC", "2016-08-12T15:23:28+00:00"),
        ("2021-02-23T02:41:37.886Z", "2021-02-23T02:41:37+00:00"),
        ("2021-02-23T02:41:37Z", "2021-02-23T02:41:37+00:00"),
        ("2021-04-28 21:50:00 +0200", "2021-04-28T19:50:00+00:00"),
        ("2021-04-28 21:50:00 -0330", "2021-04-29T01:20:00+00:00"),
        ("2021-04-28T21:50:00.000+02:00", "2021-04-28T19:50:00+00:00"),
        ("2021-04-28 21:50:00", "2021-04-28T21:50:00+00:00"),
        ("yesterday", "yesterday"),
        ("0001-01-01 00:00:00 +0200", "0001-01-01 00:00:00 +0200"),
        ("9999-12-31 23:59:59 -0200", "9999-12-31 23:59:59 -0200"),
        ("", ""),
        (None, ""),
    ],
)
def test_times_have_one_form(text, moment):
    assert understand(hooks.pipeline(finished_at=text), "").finished_at == moment


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"object_kind": ""}',
        b'{"object_kind": "tag_push"}',
        b'{"object_kind": "emoji", "project": 7}',
        b'{"event_name": "project_create"}',
        b'{"object_attributes": {"id": 7, "status": "success"}}',
        hooks.note(noteable_type="Issue"),
        hooks.note(noteable_type="Commit", merge_request=None),
        hooks.note(merge_request=None),
        hooks.note(system=True),
    ],
    ids=lambda body: body.decode()[:60],
)
def test_kinds_that_nobody_waits_for_are_nothing(body):
    assert understand(body, "") is None


def test_a_system_hook_names_its_kind_in_another_field():
    fields = json.loads(hooks.push())
    fields["event_name"] = fields.pop("object_kind")
    assert understand(json.dumps(fields).encode(), "chain") == PUSH


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'"text"',
        b"7",
        b"null",
        b'{"object_kind": null}',
        b'{"object_kind": 7}',
        b'{"object_kind": ["pipeline"]}',
        b'{"object_kind": "pipeline"}',
        b'{"object_kind": "pipeline", "project": null, "object_attributes": null}',
        hooks.pipeline(id="9"),
        hooks.pipeline(id=9.5),
        hooks.pipeline(id=True),
        hooks.pipeline(id=None),
        hooks.pipeline(id=-1),
        hooks.pipeline(id=2**63),
        hooks.pipeline(ref=["feature"]),
        hooks.pipeline(ref="a" * 1025),
        hooks.pipeline(finished_at=1741000000),
        hooks.pipeline(project={"id": 17}),
        hooks.pipeline(project={**hooks.PROJECT, "path_with_namespace": "a" * 1025}),
        hooks.pipeline(merge_request={"iid": 5}),
        hooks.merge_request(iid={}),
        hooks.note(note=None),
        hooks.note(author_id=None),
        hooks.push(commits={}),
        hooks.push(commits=[{"added": [7]}]),
    ],
    ids=lambda body: body.decode()[:80],
)
def test_wrong_types_are_not_understood(body):
    with pytest.raises(NotUnderstoodError) as refused:
        understand(body, "")
    assert not isinstance(refused.value, NotJSONError)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{} {}",
        b"hook",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b'{"object_kind": "\xff"}',
        b'{"object_kind": "\\ud800"}',
        b'{"object_kind": "\\udc00x"}',
        b'{"object_kind": NaN}',
        b'{"a": Infinity}',
        b'{"a":' * 50_000,
        b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b"a=1&b=2",
        b"--boundary\r\nContent-Disposition: form-data\r\n\r\n{}",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_no_json_is_said_so(body):
    with pytest.raises(NotJSONError):
        understand(body, "")


def test_the_last_of_two_equal_keys_counts():
    assert understand(hooks.pipeline().replace(b'"id": 9', b'"id": 8, "id": 9'), "chain") == PIPELINE


def test_numbers_of_thousands_of_digits_do_no_harm():
    digits = b"9" * 5000
    assert understand(hooks.pipeline().replace(b'"tag"', b'"other": ' + digits + b', "tag"'), "chain") == PIPELINE
    with pytest.raises(NotUnderstoodError):
        understand(hooks.pipeline().replace(b'"id": 9', b'"id": ' + digits), "")


def test_the_reason_quotes_nothing_of_the_body():
    with pytest.raises(NotUnderstoodError) as refused:
        understand(hooks.pipeline(id="glpat-secret", finished_at=["glpat-secret"]), "")
    assert "glpat" not in str(refused.value)


@pytest.mark.parametrize("event", [*ALL.values(), understand(hooks.pipeline(merge_request=None), "")])
def test_what_is_packed_is_unpacked(event):
    assert unpack(pack(event)) == event


@pytest.mark.parametrize(
    "packed",
    [
        pack(PIPELINE).replace(b'"schema":1', b'"schema":2'),
        pack(PIPELINE).replace(b"PipelineEvent", b"EpicEvent"),
        pack(PIPELINE).replace(b'"pipeline_id":9', b'"pipeline_id":"9"'),
        pack(PIPELINE).replace(b'"pipeline_id":9,', b""),
        pack(PIPELINE)[:-1],
        b"",
        b"{}",
        b"[]",
        b"7",
        b"null",
        b'"text"',
        b"\xff",
    ],
)
def test_what_another_version_packed_is_not_understood(packed):
    with pytest.raises(NotUnderstoodError):
        unpack(packed)


def test_a_field_that_a_newer_version_added_is_no_obstacle():
    assert unpack(pack(PIPELINE).replace(b'"pipeline_id":9', b'"pipeline_id":9,"new":{"a":1}')) == PIPELINE
