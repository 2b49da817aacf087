"""What the door answers, stores and counts."""

import asyncio

import pytest

from bot.events.payloads import understand, unpack
from bot.reactions import react
from tests.bot import hook_bodies as hooks
from tests.bot.web.conftest import URL, WITH_TOKEN, sign

PUSH_OF_NO_INTEREST = hooks.push(commits=[{"modified": ["README.md"]}])


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (hooks.pipeline(), "PipelineEvent"),
        (hooks.job(), "JobEvent"),
        (hooks.merge_request(), "MergeRequestEvent"),
        (hooks.note(), "NoteEvent"),
        (hooks.push(), "PushEvent"),
    ],
)
async def test_news_is_stored_slim_and_answered_with_nothing(door, body, name):
    assert await door.send(body, {**WITH_TOKEN, "X-Gitlab-Event-UUID": "chain-1"}) == 200
    (arrival,) = door.inbox.arrivals
    event = understand(body, "chain-1")
    assert (unpack(arrival.packed), arrival.reaction) == (event, react(event))
    assert await door.counts() == {f"hook accepted {name}": 1}


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (hooks.pipeline(status="running"), "ignored PipelineEvent"),
        (hooks.job(build_status="created"), "ignored JobEvent"),
        (hooks.merge_request(action="approved"), "ignored MergeRequestEvent"),
        (hooks.note(note="Thanks."), "ignored NoteEvent"),
        (PUSH_OF_NO_INTEREST, "ignored PushEvent"),
        (hooks.note(noteable_type="Issue"), "ignored kind"),
        (b'{"object_kind": "deployment"}', "ignored kind"),
        (b'{"ticket": {"title": "from a custom template"}}', "ignored kind"),
        (b"{}", "ignored kind"),
        (hooks.pipeline(id="9"), "ignored not-understood"),
        (b"[]", "ignored not-understood"),
    ],
)
async def test_what_is_authentic_is_answered_200_although_it_is_ignored(door, body, outcome):
    assert await door.send(body) == 200
    assert door.inbox.arrivals == []
    assert await door.counts() == {f"hook {outcome}": 1}


async def test_the_same_event_by_another_hook_is_counted_as_such(door):
    assert await door.send(headers={**WITH_TOKEN, "Idempotency-Key": "project"}) == 200
    assert await door.send(headers={**WITH_TOKEN, "Idempotency-Key": "group"}) == 200
    assert len(door.inbox.arrivals) == 1
    assert await door.counts() == {"hook accepted PipelineEvent": 1, "hook duplicate PipelineEvent": 1}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"Idempotency-Key": "a"}, {"Idempotency-Key": "a"}, True),
        ({"Idempotency-Key": "a"}, {"Idempotency-Key": "b"}, False),
        ({"webhook-id": "a"}, {"webhook-id": "a"}, True),
        ({"Idempotency-Key": "a"}, {"webhook-id": "a"}, True),
        ({}, {}, True),
        ({}, {"X-Gitlab-Webhook-UUID": "new with every delivery"}, True),
    ],
)
async def test_a_delivery_is_known_by_its_key_or_else_by_its_body(door, one, other, is_same):
    for headers in (one, other):
        assert await door.send(hooks.push(), {**WITH_TOKEN, **headers}) == 200
    keys = [arrival.delivery_key for arrival in door.inbox.arrivals]
    assert len(keys) == 2 - is_same
    assert all(key.startswith("17:") for key in keys)


async def test_the_key_of_one_project_hides_no_event_of_another(open_door):
    door = await open_door()
    for project in ({"id": 1, "path_with_namespace": "acme/a"}, {"id": 2, "path_with_namespace": "acme/b"}):
        await door.send(hooks.pipeline(project=project), {**WITH_TOKEN, "Idempotency-Key": "chosen"})
    assert len(door.inbox.arrivals) == 2


async def test_a_signed_hook_is_known_by_its_signed_id(door):
    body = hooks.push()
    await door.send(body, sign(body, name="one"))
    await door.send(body, sign(body, name="one"))
    assert [arrival.delivery_key for arrival in door.inbox.arrivals] == ["17:one"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("3c9a51e4-90f1-4f2a-b1a5-1c7a2f3f0001", "3c9a51e4-90f1-4f2a-b1a5-1c7a2f3f0001"),
        ("", ""),
        ("a" * 65, ""),
        ("two words", ""),
        ("ünï", ""),
    ],
)
async def test_the_chain_of_events_is_kept_only_if_it_is_an_id(door, given, kept):
    await door.send(headers={**WITH_TOKEN, "X-Gitlab-Event-UUID": given})
    assert unpack(door.inbox.arrivals[0].packed).event_uuid == kept


async def test_while_the_store_is_down_gitlab_is_told_to_come_again(door):
    door.inbox.is_down = True
    async with door.client.post(URL, data=hooks.pipeline(), headers=WITH_TOKEN) as answer:
        assert (answer.status, answer.headers["Retry-After"], await answer.read()) == (503, "5", b"")
    assert await door.send(hooks.pipeline(status="running")) == 200
    door.inbox.is_down = False
    assert await door.send() == 200
    counts = await door.counts()
    assert counts["hook refused store-down"] == counts["hook accepted PipelineEvent"] == 1


async def test_a_store_that_hangs_is_not_ready_within_seconds(door):
    door.inbox.gate = asyncio.Event()
    async with asyncio.timeout(10), door.client.get("/readyz") as answer:
        assert answer.status == 503


async def test_meanwhile_the_door_hears_others(door):
    door.inbox.gate = asyncio.Event()
    stuck = asyncio.create_task(door.send())
    await asyncio.sleep(0)
    async with door.client.get("/healthz") as answer:
        assert (answer.status, await answer.text()) == (200, "ok")
    assert await door.send(hooks.pipeline(status="running")) == 200
    assert not stuck.done()
    door.inbox.gate.set()
    assert await stuck == 200


async def test_ready_is_who_can_store(door):
    await door.send()
    async with door.client.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ready": True, "pending": {"events": 1}})
    door.inbox.is_down = True
    async with door.client.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (503, {"ready": False, "redis": "does not answer"})
    async with door.client.get("/healthz") as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", URL, 405),
        ("PUT", URL, 405),
        ("POST", "/", 404),
        ("POST", "/webhooks/gitlab/", 404),
        ("GET", "/webhooks/gitlab/../../etc/passwd", 404),
        ("POST", "/healthz", 405),
    ],
)
async def test_there_are_no_other_ways_in(door, method, path, status):
    async with door.client.request(method, path, data=b"x", headers=WITH_TOKEN) as answer:
        assert answer.status == status
    assert door.inbox.arrivals == []


@pytest.mark.parametrize("path", [URL, "/healthz", "/readyz", "/nowhere"])
async def test_no_answer_tells_what_runs_here(door, path):
    async with door.client.get(path) as answer:
        assert answer.headers["Server"] == "lighterman"


async def test_every_answer_is_counted_once(door):
    await door.send()
    await door.send()
    await door.send(headers={"X-Gitlab-Token": "wrong"})
    await door.send(b"no json")
    await door.send(hooks.pipeline(project=hooks.FORK))
    assert await door.counts() == {
        "hook accepted PipelineEvent": 1,
        "hook duplicate PipelineEvent": 1,
        "hook refused token": 1,
        "hook refused not-json": 1,
        "hook refused foreign-project": 1,
    }


async def test_nothing_secret_is_logged(door, caplog):
    caplog.set_level("DEBUG")
    await door.send(hooks.pipeline(id="private-words"))
    await door.send(b"private-words", {"X-Gitlab-Token": "private-words"})
    await door.send(hooks.pipeline(project=hooks.FORK))
    assert "a hook was not understood" in caplog.text
    assert "refused a hook of project 18" in caplog.text
    for word in ("private-words", "acme-token", "dana/api"):
        assert word not in caplog.text
