"""Bodies that are large, slow, compressed, cut or no JSON: bounded, refused, never an error of ours."""

import asyncio
import gzip
import zlib

import pytest

from bot.web.reading import BODY_BYTES
from tests.bot import hook_bodies as hooks
from tests.bot.web.conftest import URL, WITH_TOKEN, sign
from tests.bot.web.raw import connect, exchange, head, status

BODY = hooks.pipeline()
LARGE = BODY[:-1] + b" " * (BODY_BYTES - len(BODY)) + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b"hook",
        b"\xff",
        b"{",
        b'{"object_kind": "\\ud800"}',
        b'{"object_kind": NaN}',
        b'{"a":' * 100_000,
        b"{" + b'"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"object_kind=pipeline",
    ],
    ids=lambda body: repr(body[:30]),
)
async def test_what_is_no_json_is_refused(door, body):
    assert await door.send(body) == 400
    assert await door.counts() == {"hook refused not-json": 1}


async def test_no_body_at_all_is_refused(door):
    async with door.client.post(URL, headers=WITH_TOKEN) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace(b'"id": 9', b'"id": 8, "id": 9'),
        BODY.replace(b'"tag"', b'"x": ' + b"9" * 5000 + b', "tag"'),
        BODY.replace(b'"tag"', b'"x": 1e999999, "tag"'),
        BODY.replace(b'"tag"', b'"x": "\\u0000", "tag"'),
        b" \r\n\t" + BODY + b"\n",
    ],
    ids=["duplicate keys", "big integer", "big float", "zero byte", "white space"],
)
async def test_odd_json_is_json(door, body):
    assert await door.send(body) == 200
    assert len(door.inbox.arrivals) == 1


async def test_the_largest_body_is_read_and_one_more_byte_is_not(door):
    assert len(LARGE) == BODY_BYTES
    assert await door.send(LARGE) == 200
    assert await door.send(LARGE + b" ") == 413
    assert (await door.counts())["hook refused large"] == 1


async def test_a_large_body_is_refused_by_its_announced_length(door):
    assert await exchange(door.client, [head(f"Content-Length: {BODY_BYTES + 1}")]) == 413


async def test_a_body_of_unannounced_length_is_refused_when_it_grows_too_large(door):
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    assert await exchange(door.client, [head("Transfer-Encoding: chunked"), *[chunk] * 27]) in {413, 0}
    assert await door.counts() == {"hook refused large": 1}


@pytest.mark.parametrize(
    ("encoding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)]
)
async def test_compressed_hooks_are_read(door, encoding, compress):
    assert await door.send(compress(BODY), {**WITH_TOKEN, "Content-Encoding": encoding}) == 200
    assert len(door.inbox.arrivals) == 1


async def test_a_bomb_is_refused_when_it_has_grown_too_large(door):
    bomb = gzip.compress(b" " * (BODY_BYTES + 2**20))
    assert len(bomb) < 2**16
    assert await door.send(bomb, {**WITH_TOKEN, "Content-Encoding": "gzip"}) == 413


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"no gzip"),
        ("gzip", gzip.compress(BODY, mtime=0)[:-30]),
        ("deflate", b"\xff\xff\xff"),
        ("br", BODY),
        ("zstd", BODY),
        ("unknown", b"\x00"),
        ("gzip, gzip", gzip.compress(gzip.compress(BODY, mtime=0), mtime=0)),
    ],
    ids=lambda value: repr(value)[:20],
)
async def test_a_body_that_cannot_be_decompressed_is_refused(door, encoding, body):
    lines = [f"Content-Encoding: {encoding}", f"Content-Length: {len(body)}"]
    assert await exchange(door.client, [head(*lines), body]) == 400
    assert door.inbox.arrivals == []


async def test_a_hook_in_chunks_of_one_byte_is_read(door):
    chunks = [b"1\r\n%c\r\n" % byte for byte in BODY]
    assert await exchange(door.client, [head("Transfer-Encoding: chunked"), *chunks, b"0\r\n\r\n"]) == 200
    assert len(door.inbox.arrivals) == 1


@pytest.mark.parametrize(
    "parts",
    [
        [head("Transfer-Encoding: chunked"), b"zz\r\nbody\r\n"],
        [head("Transfer-Encoding: chunked"), b"fffffffffffffffff\r\nbody\r\n"],
        [head("Transfer-Encoding: chunked", "Content-Length: 4"), b"4\r\nbody\r\n0\r\n\r\n"],
        [head("Content-Length: -1")],
        [head("Content-Length: 1e3")],
        [head("Content-Length: " + "9" * 100)],
        [head("Content-Length: 4", "Content-Length: 5"), b"body"],
        [head("Transfer-Encoding: rot13"), b"body"],
        [head("X-Long: " + "a" * 2**20)],
        [head(*(f"X-{number}: a" for number in range(2000)))],
        [head("X-Zero: a\0b", "Content-Length: 2"), b"{}"],
        [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
        [b"GET\r\n\r\n"],
    ],
    ids=lambda parts: repr(parts[0][-40:]),
)
async def test_broken_http_is_refused_and_the_door_lives_on(door, parts):
    assert await exchange(door.client, parts) in {400, 413, 0}
    assert await door.send() == 200


@pytest.mark.parametrize("token", [b"t\xc3", b"\xff\xfe", b"\x80" * 200])
async def test_a_token_of_bytes_that_are_no_text_is_wrong(door, token):
    text = token.decode("utf-8", "surrogateescape")
    assert await exchange(door.client, [head("Content-Length: 2", token=text), b"{}"]) == 401


@pytest.mark.parametrize("name", ["Idempotency-Key", "webhook-id", "X-Gitlab-Event-UUID"])
async def test_ids_of_bytes_that_are_no_text_do_no_harm(door, name):
    line = f"{name}: a\udcff"
    assert await exchange(door.client, [head(line, f"Content-Length: {len(BODY)}"), BODY]) == 200
    assert len(door.inbox.arrivals) == 1


@pytest.mark.parametrize("parts", [[b""], [b"{"], [BODY[:50], BODY[50:60]]], ids=["nothing", "a byte", "a part"])
async def test_a_body_that_does_not_come_is_not_waited_for(open_door, parts):
    door = await open_door(seconds=0.2)
    assert await exchange(door.client, [head(f"Content-Length: {len(BODY)}"), *parts], pause=0.05) == 408
    assert await door.counts() == {"hook refused slow": 1}


async def test_many_that_do_not_send_what_they_announced_hold_up_nobody(open_door):
    door = await open_door(seconds=0.5)
    slow = [asyncio.create_task(exchange(door.client, [head("Content-Length: 9"), b"{"])) for _ in range(50)]
    await asyncio.sleep(0.1)
    assert await door.send() == 200
    assert set(await asyncio.gather(*slow)) == {408}


async def test_who_hangs_up_halfway_leaves_nothing_behind(door):
    _, writer = await connect(door.client)
    writer.write(head(f"Content-Length: {len(BODY)}") + BODY[:50])
    await writer.drain()
    writer.close()
    assert await door.send() == 200
    assert len(door.inbox.arrivals) == 1


async def test_without_the_right_token_no_byte_of_the_body_is_waited_for(door):
    reader, writer = await connect(door.client)
    writer.write(head(f"Content-Length: {BODY_BYTES}", token="wrong"))
    assert await status(reader) == 401
    writer.close()


@pytest.mark.parametrize(
    ("expect", "token", "statuses"),
    [
        ("100-continue", "acme-token", [100, 200]),
        ("100-Continue", "acme-token", [100, 200]),
        ("100-continue", "wrong", [401]),
        ("\udcff", "acme-token", [200]),
        ("200-ok", "acme-token", [200]),
    ],
)
async def test_a_body_that_is_held_back_is_asked_for_unless_it_is_a_strangers(door, expect, token, statuses):
    reader, writer = await connect(door.client)
    writer.write(head(f"Content-Length: {len(BODY)}", f"Expect: {expect}", "Connection: close", token=token))
    if statuses[0] == 100:
        assert await status(reader) == 100
        assert await reader.readline() == b"\r\n"
    writer.write(BODY)
    assert await status(reader) == statuses[-1]
    writer.close()


async def test_where_nobody_signs_no_byte_of_a_signed_body_is_waited_for(open_door, scopes_without_signing):
    door = await open_door(scopes_without_signing)
    reader, writer = await connect(door.client)
    lines = [f"{name}: {text}" for name, text in sign(b"{}").items()]
    writer.write(head(f"Content-Length: {BODY_BYTES}", *lines))
    assert await status(reader) == 401
    writer.close()


async def test_strangers_together_are_held_up_to_a_bound_and_others_are_heard_all_the_while(open_door):
    door = await open_door(strangers_bytes=300_000, seconds=5.0)
    lines = [f"{name}: {text}" for name, text in sign(b"no").items()]
    started = [head("Content-Length: 200000", *lines), b" " * 180_000]
    first = asyncio.create_task(exchange(door.client, started))
    await asyncio.sleep(0.2)
    assert await exchange(door.client, started) == 503
    assert await door.send(BODY[:-1] + b" " * 400_000 + b"}") == 200
    assert await door.send(BODY, sign(BODY)) == 200
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await asyncio.sleep(0.1)
    large = BODY[:-1] + b" " * 250_000 + b"}"
    assert await door.send(large, sign(large)) == 200
    assert (await door.counts())["hook refused strangers"] == 1
