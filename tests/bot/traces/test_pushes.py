"""What tools print about a push, what only looks like it, and the same answer for every chunking."""

import pytest

from bot.traces.model import PushedImage
from bot.traces.pushes import PUSH_LIMIT, STREAM_LIMIT, PushReader, parse_reference

A, B = "sha256:" + "a" * 64, "sha256:" + "b" * 64
HOST = "registry.example.com"


def found(text, *, chunk=1 << 20):
    raw = text.encode() if isinstance(text, str) else text
    reader = PushReader()
    for start in range(0, len(raw), chunk):
        reader.feed(raw[start : start + chunk])
    return reader.finish()


def push(tags=("1",), digest=A, line=1, repository="acme/api", registry=HOST):
    return PushedImage(registry, repository, tags, digest, line)


DOCKER = f"The push refers to repository [{HOST}/acme/api]\n0f3a: Pushed\n1: digest: {A} size: 1234\n"
MINE = f"The push refers to repository [{HOST}/acme/api]"
OTHER = "The push refers to repository [x.y/z]"
STAMP = "2026-01-01T00:00:00.000000Z "
SPEAKING = [
    (DOCKER, (push(line=3),)),
    (DOCKER.replace("\n", "\r\n"), (push(line=3),)),
    (f"{DOCKER}latest: digest: {A} size: 1234", (push(tags=("1", "latest"), line=3),)),
    (f"{DOCKER}2: digest: {B} size: 9", (push(line=3), push(("2",), B, 4))),
    (f"2026/01/01 00:00:00 {HOST}/acme/api:1: digest: {A} size: 7", (push(),)),
    (f"#12 pushing manifest for {HOST}/acme/api:1@{A} 0.1s done", (push(),)),
    (f" => => pushing manifest for {HOST}/acme/api:1@{A} 0.5s", (push(),)),
    (
        f"\x1b[36mINFO\x1b[0m[0002] Pushing image to {HOST}/acme/api:1\nINFO[0003] Pushed {HOST}/acme/api@{A}",
        (push(line=2),),
    ),
    (f'time="x" level=info msg="Pushed {HOST}/acme/api@{A}"', (push(tags=()),)),
    (
        f"$ buildah push api:1 docker://{HOST}/acme/api:1\nWriting manifest to image destination",
        (push(digest=None, line=2),),
    ),
    (f"+ sudo podman push '{HOST}/acme/api:1'\nWriting manifest to image destination", (push(digest=None, line=2),)),
    (f"section_start:1:x\r\x1b[0K#1 pushing manifest for {HOST}/acme/api:1@{A}", (push(),)),
    (f"{STAMP}01O 1 %\r\n{STAMP}01O+#1 pushing manifest for {HOST}/acme/api:1@{A} done", (push(line=2),)),
    (f"{'x' * 50_000}\r#1 pushing manifest for {HOST}/acme/api:1@{A}", (push(),)),
    (
        f"{STAMP}00O {MINE}\n{STAMP}01O {OTHER}\n{STAMP}00O 1: digest: {A} size: 1",
        (push(line=3),),
    ),
]
SILENT = [
    "",
    "\n\n\n",
    "pushing all my luck",
    f"1: digest: {A} size: 1234",
    DOCKER.replace("size: 1234", "size: big"),
    DOCKER.replace(A, A[:-1]),
    DOCKER.replace("1: digest", "echo 1: digest"),
    f"The push refers to repository [{HOST}/acme/api]\n0f3a: Layer already exists\ndenied: requested access",
    f"#12 exporting manifest {A}",
    f"#12 pushing layers for {HOST}/acme/api:1@{A}",
    f"echo '#12 pushing manifest for {HOST}/acme/api:1@{A}'",
    f"INFO[0002] Pushing image to {HOST}/acme/api:1",
    f"INFO[0002] Pushing image to {HOST}/acme/cache:{'c' * 64}\nINFO[0003] Pushed {HOST}/acme/cache@{A}",
    "Writing manifest to image destination",
    f"$ buildah push {HOST}/acme/api:1",
    "$ buildah push $IMAGE\nWriting manifest to image destination",
    "$ buildah push api\nWriting manifest to image destination",
    f"$ buildah pull {HOST}/acme/api:1\nWriting manifest to image destination",
    f"{'x' * 50_000}#1 pushing manifest for {HOST}/acme/api:1@{A}",
]


@pytest.mark.parametrize(("text", "pushes"), SPEAKING)
def test_a_push_is_found_with_its_line(text, pushes):
    assert found(text) == pushes


@pytest.mark.parametrize("text", SILENT)
def test_what_only_looks_like_a_push_is_left_alone(text):
    assert found(text) == ()


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64])
@pytest.mark.parametrize(("text", "pushes"), SPEAKING)
def test_chunks_of_any_size_give_the_same_answer(text, pushes, chunk):
    assert found(text, chunk=chunk) == pushes


def test_bytes_that_are_no_text_do_not_hide_a_push():
    assert found(b"\xff\xfe\n\xff\r" + f"#1 pushing manifest for {HOST}/acme/api:1@{A}".encode()) == (push(line=2),)


def test_a_flood_of_pushes_ends_at_the_limit():
    flood = "".join(f"#1 pushing manifest for {HOST}/acme/api:{n}@sha256:{n:064x}\n" for n in range(PUSH_LIMIT + 9))
    assert len(found(flood)) == PUSH_LIMIT


def test_a_flood_of_tags_ends_at_the_limit():
    flood = "".join(f"#1 pushing manifest for {HOST}/acme/api:{n}@{A}\n" for n in range(PUSH_LIMIT + 9))
    assert [len(one.tags) for one in found(flood)] == [PUSH_LIMIT]


@pytest.mark.parametrize(("streams", "count"), [(STREAM_LIMIT, 1), (STREAM_LIMIT + 1, 0)])
def test_a_flood_of_streams_ends_at_the_limit(streams, count):
    noise = "".join(f"{STAMP}{number:02x}O {OTHER}\n" for number in range(streams - 1))
    assert len(found(f"{noise}{STAMP}ffO #1 pushing manifest for {HOST}/acme/api:1@{A}")) == count


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("nginx", ("docker.io", "library/nginx", ())),
        ("nginx:1", ("docker.io", "library/nginx", ("1",))),
        ("acme/api:1", ("docker.io", "acme/api", ("1",))),
        ("docker.io/nginx", ("docker.io", "library/nginx", ())),
        ("index.docker.io/acme/api", ("docker.io", "acme/api", ())),
        ("localhost/api", ("localhost", "api", ())),
        ("localhost:5000/api", ("localhost:5000", "api", ())),
        ("db:5000/api:1", ("db:5000", "api", ("1",))),
        (f"{HOST}/a/b/c:1", (HOST, "a/b/c", ("1",))),
    ],
)
def test_a_reference_is_split_as_docker_does(reference, place):
    one = parse_reference(reference)
    assert (one.registry, one.repository, one.tags) == place
