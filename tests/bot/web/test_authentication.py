"""Whose hook it is: tokens, signatures, and which projects each may speak for."""

import dataclasses

import pytest

from bot.scopes import EVERYTHING, Scope
from bot.secret import Secret
from tests.bot import hook_bodies as hooks
from tests.bot.web.conftest import (
    OLD_SIGNING,
    OLD_TOKEN,
    OTHER_SIGNING,
    OTHER_TOKEN,
    SCOPES,
    SIGNING,
    TOKEN,
    WITH_TOKEN,
    sign,
)

BODY = hooks.pipeline()


def entry(token: str = SIGNING) -> str:
    """Return the signature alone, made now."""
    return sign(BODY, token)["webhook-signature"]


def changed(**headers: str | None) -> dict[str, str]:
    """Return a right signature with other headers, or without some."""
    return {name: text for name, text in {**sign(BODY), **headers}.items() if text is not None}


@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN])
async def test_every_token_of_a_scope_is_good(door, token):
    assert await door.send(headers={"X-Gitlab-Token": token}) == 200
    assert len(door.inbox.arrivals) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Other": "1"},
        {"X-Gitlab-Token": ""},
        {"X-Gitlab-Token": "wrong"},
        {"X-Gitlab-Token": TOKEN[:-1]},
        {"X-Gitlab-Token": f"{TOKEN}x"},
        {"X-Gitlab-Token": TOKEN.upper()},
        {"X-Gitlab-Token": "acme-tökén"},
        {"X-Gitlab-Token": "пароль"},
        {"X-Gitlab-Token": "a" * 8000},
        {"X-Gitlab-Token": SIGNING},
        {"Authorization": f"Bearer {TOKEN}"},
    ],
    ids=lambda headers: str(headers)[:50],
)
async def test_without_the_right_token_nothing_is_stored(door, headers):
    assert await door.send(headers=headers) == 401
    assert door.inbox.arrivals == []
    assert (await door.counts())["hook refused token"] == 1


async def test_a_token_may_have_letters_beside_ascii(open_door):
    door = await open_door((Scope("acme", (Secret("tökén"),)),))
    assert await door.send(headers={"X-Gitlab-Token": "tökén"}) == 200
    assert await door.send(headers={"X-Gitlab-Token": "token"}) == 401


@pytest.mark.parametrize("token", [SIGNING, OLD_SIGNING])
async def test_every_signing_token_of_a_scope_is_good(door, token):
    assert await door.send(BODY, sign(BODY, token)) == 200


@pytest.mark.parametrize(
    "form", ["{other} {right}", "{right} {other}", "v1a,AAAA {right}", "v2,AAAA {right}", "{right} x"]
)
async def test_one_right_entry_among_several_is_enough(door, form):
    signature = form.format(right=entry(), other=entry(OTHER_SIGNING))
    assert await door.send(BODY, changed(**{"webhook-signature": signature})) == 200


@pytest.mark.parametrize("age", [-280, 0, 280])
async def test_clocks_may_differ_by_five_minutes(door, age):
    assert await door.send(BODY, sign(BODY, age=age)) == 200


WRONG = {
    "stale": lambda: sign(BODY, age=320),
    "from the future": lambda: sign(BODY, age=-320),
    "of another body": lambda: sign(BODY + b" "),
    "of another id": lambda: changed(**{"webhook-id": "msg-2"}),
    "of another time": lambda: changed(**{"webhook-timestamp": sign(BODY, age=9)["webhook-timestamp"]}),
    "by a stranger": lambda: sign(BODY, "whsec_" + "A" * 43 + "="),
    "without id": lambda: changed(**{"webhook-id": None}),
    "without time": lambda: changed(**{"webhook-timestamp": None}),
    "empty": lambda: changed(**{"webhook-signature": ""}),
    "empty id": lambda: changed(**{"webhook-id": ""}),
    "no version": lambda: changed(**{"webhook-signature": entry().removeprefix("v1,")}),
    "another version": lambda: changed(**{"webhook-signature": entry().replace("v1,", "v2,")}),
    "no base64": lambda: changed(**{"webhook-signature": "v1,ä"}),
    "only commas": lambda: changed(**{"webhook-signature": ",,, ,"}),
    "cut": lambda: changed(**{"webhook-signature": entry()[:-4]}),
}
TIMES = ("yesterday", "nan", "inf", "-1", "1e400", "9" * 400, "٣", "", "0x10")


@pytest.mark.parametrize("headers", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("token", [{}, WITH_TOKEN], ids=["alone", "with the right token"])
async def test_a_signature_that_does_not_verify_is_refused_whatever_else_is_right(door, headers, token):
    assert await door.send(BODY, {**headers(), **token}) == 401
    assert door.inbox.arrivals == []
    assert (await door.counts())["hook refused signature"] == 1


@pytest.mark.parametrize("time", TIMES)
async def test_a_signature_of_no_time_is_refused(door, time):
    assert await door.send(BODY, changed(**{"webhook-timestamp": time})) == 401


@pytest.mark.parametrize("token", ["whsec_", "whsec_!!!", "whsec_A"])
async def test_a_signing_token_that_is_none_verifies_nothing(open_door, token):
    door = await open_door((Scope("acme", (), (Secret(token),)),))
    assert await door.send(BODY, sign(BODY)) == 401


async def test_names_of_headers_do_not_mind_their_case(door):
    assert await door.send(BODY, {name.upper(): text for name, text in sign(BODY).items()}) == 200


async def test_a_signature_can_be_required(open_door):
    door = await open_door(tuple(dataclasses.replace(scope, require_signature=True) for scope in SCOPES))
    assert await door.send() == 401
    assert await door.send(BODY, sign(BODY)) == 200


async def test_one_scope_that_requires_signatures_leaves_the_tokens_of_others_good(open_door):
    door = await open_door((dataclasses.replace(SCOPES[0], require_signature=True), SCOPES[1]))
    rivals = hooks.pipeline(project={"id": 2, "path_with_namespace": "rivals/app"})
    assert await door.send(rivals, {"X-Gitlab-Token": OTHER_TOKEN}) == 200
    assert await door.send(headers=WITH_TOKEN) == 401


@pytest.mark.parametrize(
    ("path", "covered"),
    [
        ("acme/api", True),
        ("ACME/Api", True),
        ("acme/tools/deep/er", True),
        ("acme", True),
        ("acme2/api", False),
        ("acm/api", False),
        ("other/acme/api", False),
        ("rivals/app", False),
        ("", False),
        ("/", False),
        ("*", False),
    ],
)
@pytest.mark.parametrize("signed", [False, True], ids=["token", "signature"])
async def test_a_secret_speaks_for_its_scope_only(door, path, covered, signed):
    body = hooks.pipeline(project={"id": 17, "path_with_namespace": path})
    assert await door.send(body, sign(body) if signed else WITH_TOKEN) == (200 if covered else 403)
    assert len(door.inbox.arrivals) == covered
    counts = await door.counts()
    assert counts == {"hook accepted PipelineEvent" if covered else "hook refused foreign-project": 1}


@pytest.mark.parametrize(
    ("path", "project", "is_covered"),
    [
        ("acme/api", "acme/api", True),
        ("acme/api", "acme/api2", False),
        ("acme/api", "acme/api/sub", True),
        ("/acme/", "acme/api", True),
        ("ACME", "acme/api", True),
        (EVERYTHING, "any/thing", True),
        ("**", "any/thing", False),
    ],
)
def test_what_a_scope_covers(path, project, is_covered):
    assert Scope(path).covers(project) is is_covered


async def test_a_token_shared_by_two_scopes_speaks_for_both(open_door):
    door = await open_door((Scope("acme", (Secret(TOKEN),)), Scope("rivals", (Secret(TOKEN),))))
    for number, path in enumerate(("acme/api", "rivals/app", "third/app")):
        body = hooks.pipeline(id=number, project={"id": number, "path_with_namespace": path})
        assert await door.send(body) == (403 if number == 2 else 200)


async def test_a_forks_hook_needs_a_secret_of_the_fork(door, open_door):
    fork = hooks.pipeline(project=hooks.FORK)
    assert await door.send(fork) == 403
    both = await open_door((*SCOPES, Scope("dana", (Secret("dana-token"),))))
    assert await both.send(fork, {"X-Gitlab-Token": "dana-token"}) == 200
    assert await both.send(hooks.pipeline(), {"X-Gitlab-Token": "dana-token"}) == 403


@pytest.mark.parametrize(
    "body",
    [
        hooks.job(project=hooks.FORK),
        hooks.note(project=hooks.FORK),
        hooks.push(project=hooks.FORK),
        hooks.merge_request(project=hooks.FORK),
    ],
)
async def test_no_kind_of_event_comes_past_its_scope(door, body):
    assert await door.send(body) == 403
    assert door.inbox.arrivals == []
