"""Whatever is sent, the door answers below 500."""

import asyncio
import json
import socket
import threading

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.web.app import make_app
from tests.bot import hook_bodies as hooks
from tests.bot.web.conftest import SCOPES, TOKEN, URL, MemoryInbox, sign
from tests.loopback import answers, free_port

EXAMPLES = 60
"""Ten thousand of each were sent once."""
TEXT = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "²", "0", "success", "refs/merge-requests/²/head", "refs/merge-requests/5/head", "/help", "a" * 2000]
    ),
)
NUMBER = st.one_of(st.integers(), st.integers(2**62, 2**70), st.floats(), st.just(10**400))
VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBER, TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)
HOOK = st.sampled_from([hooks.pipeline, hooks.job, hooks.merge_request, hooks.note, hooks.push])
NAME = st.sampled_from(
    ["Idempotency-Key", "X-Gitlab-Event-UUID", "X-Gitlab-Event", "X-Gitlab-Instance", "webhook-id", "Content-Type",
     "webhook-timestamp", "webhook-signature", "Content-Encoding", "Expect", "Connection", "Accept-Encoding"]
)  # fmt: skip
HEADERS = st.dictionaries(NAME, st.one_of(st.binary(max_size=40), st.text(max_size=40).map(str.encode)), max_size=4)


@st.composite
def changed_hooks(draw):
    """Return a hook some of whose fields hold something else."""
    fields = json.loads(draw(HOOK)())
    for _ in range(draw(st.integers(0, 3))):
        place = fields
        while True:
            key = draw(st.sampled_from([*place, "new"]))
            inner = place.get(key)
            if not isinstance(inner, dict) or not inner or draw(st.booleans()):
                break
            place = inner
        place[key] = draw(VALUE)
    return json.dumps(fields, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


BODY = st.one_of(
    changed_hooks(),
    st.binary(max_size=200),
    VALUE.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
)


@pytest.fixture(scope="module")
def port():
    """Serve in a thread; hypothesis asks from outside of the loop."""
    port, loop = free_port(), asyncio.new_event_loop()
    task = loop.create_task(_serve(port))
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.gather(task, return_exceptions=True)))
    thread.start()
    while not answers(f"http://127.0.0.1:{port}/healthz"):
        pass
    yield port
    loop.call_soon_threadsafe(task.cancel)
    thread.join()
    loop.close()


@given(body=BODY, headers=HEADERS, is_signed=st.booleans())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_and_no_header_makes_the_door_fail(port, caplog, body, headers, is_signed):
    proof = (
        {name: text.encode() for name, text in sign(body).items()} if is_signed else {"X-Gitlab-Token": TOKEN.encode()}
    )
    status = _send(port, body, {**headers, **proof})
    assert 200 <= status < 500
    assert [
        record for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"} and not _is_http(record)
    ] == []


@given(
    body=st.binary(max_size=50),
    headers=st.dictionaries(st.one_of(NAME, st.just("X-Gitlab-Token")), st.binary(max_size=80)),
)
@settings(max_examples=EXAMPLES, deadline=None)
def test_nobody_comes_in_by_guessing(port, body, headers):
    assert _send(port, body, headers) in {400, 401}


def _is_http(record):
    return record.exc_info is not None and "http_exceptions" in str(record.exc_info[0])


def _send(port, body, headers):
    """Send one request as it is; a header's line breaks would end it, and zero bytes are no text of HTTP."""
    lines = [name.encode() + b": " + text.translate(None, b"\r\n\0") for name, text in headers.items()]
    fixed = [b"POST %s HTTP/1.1" % URL.encode(), b"Host: door", b"Content-Length: %d" % len(body), *lines]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"\r\n".join(fixed) + b"\r\n\r\n" + body)
        return int(connection.makefile("rb").readline().split()[1])


async def _serve(port):
    runner = web.AppRunner(make_app(SCOPES, MemoryInbox()))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
