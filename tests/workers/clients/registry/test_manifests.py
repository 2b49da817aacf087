"""Manifests of all four types, and hostile ones: a picture or BadManifestError, nothing else."""

import json

import pytest

from bot.facts import Layer
from workers.clients.registry.manifests import (
    IMAGE_TYPES,
    INDEX_TYPES,
    MOST_LAYERS,
    MOST_PLATFORMS,
    BadManifestError,
    Entry,
    Manifest,
    read,
)

INDEX, IMAGE = INDEX_TYPES[0], IMAGE_TYPES[0]
LAYER = {"digest": "sha256:a", "size": 7, "mediaType": "x"}
B, C, D = (f"sha256:{letter * 64}" for letter in "bcd")
AMD64 = {"digest": B, "platform": {"os": "linux", "architecture": "amd64"}}
ARM = {"digest": C, "platform": {"os": "linux", "architecture": "arm", "variant": "v7"}}
NAMELESS = {"digest": C}
ATTESTATION = {"digest": D, "platform": {"os": "unknown", "architecture": "unknown"}}


def body(**fields):
    return json.dumps(fields).encode()


@pytest.mark.parametrize("kind", IMAGE_TYPES)
@pytest.mark.parametrize(
    ("rows", "layers"),
    [([], ()), ([LAYER], (Layer("sha256:a", 7),)), ([LAYER] * MOST_LAYERS, (Layer("sha256:a", 7),) * MOST_LAYERS)],
)
def test_an_image_gives_its_layers(kind, rows, layers):
    assert read(body(layers=rows), kind) == Manifest(layers=layers)


@pytest.mark.parametrize("kind", INDEX_TYPES)
@pytest.mark.parametrize(
    ("rows", "entries"),
    [
        ([AMD64], (Entry("linux/amd64", B),)),
        ([NAMELESS, AMD64], (Entry("linux/amd64", B),)),
        ([AMD64, ATTESTATION, ARM], (Entry("linux/amd64", B), Entry("linux/arm/v7", C))),
        ([AMD64] * MOST_PLATFORMS, (Entry("linux/amd64", B),) * MOST_PLATFORMS),
    ],
)
def test_an_index_gives_its_platforms_without_attestations(kind, rows, entries):
    assert read(body(manifests=rows), kind) == Manifest(entries=entries, is_index=True)


@pytest.mark.parametrize("content_type", ["", IMAGE, f"{IMAGE};charset=utf-8", f"{IMAGE}; charset=utf-8"])
def test_the_type_is_the_headers_or_else_the_bodys(content_type):
    assert read(body(mediaType=IMAGE, layers=[]), content_type) == Manifest()


UNREADABLE = "^its manifest cannot be read$"


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (body(manifests=[]), INDEX, "^its index lists no platform that somebody could download$"),
        (body(manifests=[ATTESTATION, NAMELESS]), INDEX, "^its index lists no platform"),
        (body(manifests=[{**AMD64, "digest": "../../rivals/manifests/latest"}]), INDEX, UNREADABLE),
        (b"", IMAGE, UNREADABLE),
        (b"<html>", IMAGE, UNREADABLE),
        (b"\xff", IMAGE, UNREADABLE),
        (b"[]", IMAGE, UNREADABLE),
        (b"[]", "", UNREADABLE),
        (b"null", IMAGE, UNREADABLE),
        (b"{}", IMAGE, UNREADABLE),
        (b"{}", INDEX, UNREADABLE),
        (b"[" * 100_000, IMAGE, UNREADABLE),
        (b'{"layers": [{"digest": "a", "size": 1e999}]}', IMAGE, UNREADABLE),
        (b'{"layers": [{"digest": "a", "size": NaN}]}', IMAGE, UNREADABLE),
        (b'{"layers": [{"digest": "a", "size": ' + b"9" * 5000 + b"}]}", IMAGE, UNREADABLE),
        (body(layers=[{"digest": "a"}]), IMAGE, UNREADABLE),
        (body(layers=[{"digest": "a", "size": -1}]), IMAGE, UNREADABLE),
        (body(layers=[None]), IMAGE, UNREADABLE),
        (body(layers=None), IMAGE, UNREADABLE),
        (body(manifests=[{"digest": "a"}]), INDEX, UNREADABLE),
        (body(manifests=[{**AMD64, "platform": {"os": 1, "architecture": 2}}]), INDEX, UNREADABLE),
        (body(layers=[LAYER] * (MOST_LAYERS + 1)), IMAGE, "more than 4096 layers$"),
        (body(manifests=[AMD64] * (MOST_PLATFORMS + 1)), INDEX, "more than 256 platforms$"),
        (body(schemaVersion=1), "application/vnd.docker.distribution.manifest.v1+prettyjws", "too old to tell sizes"),
        (body(schemaVersion=1), "", "too old to tell sizes"),
    ],
)
def test_what_is_no_manifest_is_refused_in_words(text, kind, said):
    with pytest.raises(BadManifestError, match=said):
        read(text, kind)
