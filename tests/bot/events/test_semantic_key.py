"""One event has one key however often it comes; two pieces of news never share one."""

import json

import pytest

from bot.events import semantic_key
from bot.events.payloads import understand
from tests.bot import hook_bodies as hooks


def key(body: bytes) -> str | None:
    event = understand(body, "chain")
    assert event is not None
    return semantic_key(event)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (hooks.pipeline(), hooks.pipeline()),
        (hooks.pipeline(), hooks.pipeline(finished_at="2026-03-02T10:14:31.999Z")),
        (hooks.pipeline(), hooks.pipeline(finished_at="2026-03-02 11:14:31 +0100")),
        (hooks.pipeline(), hooks.pipeline(merge_request=None)),
        (hooks.job(), hooks.job()),
        (hooks.job(), hooks.job(build_finished_at=None)),
        (hooks.merge_request(), hooks.merge_request(updated_at="2026-03-02T10:00:00Z")),
        (hooks.note(), hooks.note(updated_at=None)),
        (hooks.note(action="update"), hooks.note(action="update", note="cut by another version")),
    ],
)
def test_the_hooks_of_a_project_and_of_its_group_share_the_key(one, other):
    assert key(one) == key(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (hooks.pipeline(), hooks.pipeline(id=10)),
        (hooks.pipeline(), hooks.pipeline(status="failed")),
        (hooks.pipeline(), hooks.pipeline(finished_at="2026-03-02 10:14:32 UTC")),
        (hooks.pipeline(), hooks.pipeline(project=hooks.FORK)),
        (hooks.job(), hooks.job(build_id=71)),
        (hooks.job(), hooks.job(build_status="failed")),
        (hooks.merge_request(), hooks.merge_request(iid=6)),
        (hooks.merge_request(), hooks.merge_request(action="reopen")),
        (hooks.merge_request(), hooks.merge_request(updated_at="2026-03-02 10:00:01 UTC")),
        (
            hooks.merge_request(action="update", oldrev="a"),
            hooks.merge_request(action="update", changes={"target_branch": {}}),
        ),
        (hooks.note(), hooks.note(id=34)),
        (hooks.note(), hooks.note(action="update")),
        (hooks.note(action="update"), hooks.note(action="update", updated_at="2026-03-02 10:20:09 UTC")),
        (hooks.pipeline(id=70), hooks.job(build_id=70)),
        (hooks.pipeline(id=5), hooks.merge_request()),
    ],
)
def test_news_has_a_key_of_its_own(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    "body",
    [
        hooks.pipeline(finished_at=None),
        hooks.pipeline(status="skipped", finished_at=""),
        hooks.merge_request(updated_at=None),
        hooks.push(),
    ],
)
def test_what_could_be_taken_for_the_next_event_has_no_key(body):
    assert key(body) is None


@pytest.mark.parametrize("body", [hooks.pipeline(), hooks.job(), hooks.merge_request(), hooks.note()])
def test_a_key_begins_with_its_project(body):
    fields = json.loads(body)
    fields["project"]["id"] = 99
    assert (key(body) or "").startswith("17:")
    assert (key(json.dumps(fields).encode()) or "").startswith("99:")
