"""Reads manifests of all four types, and refuses those that would cost too much."""

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.facts import Layer

INDEX_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
IMAGE_TYPES = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
ACCEPT = ", ".join((*INDEX_TYPES, *IMAGE_TYPES))
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
NOBODYS = "unknown/"
NEEDLESS_VARIANT = "/v8"
MOST_BYTES = 4 * 2**20
MOST_LAYERS = 4096
MOST_PLATFORMS = 256


class BadManifestError(Exception):
    """A registry answered something that is no manifest we read; the text is for people."""


@dataclass(frozen=True)
class Entry:
    """One platform of an index."""

    platform: str
    digest: str


@dataclass(frozen=True)
class Blob:
    """Something that a manifest names by digest and size."""

    digest: str
    size_bytes: int


@dataclass(frozen=True)
class Manifest:
    """An index with its platforms, or an image with its layers and the blob of its configuration."""

    entries: tuple[Entry, ...] = ()
    layers: tuple[Layer, ...] = ()
    is_index: bool = False
    config: Blob | None = None


def read(body: bytes, content_type: str) -> Manifest:
    """Return what a manifest lists; raise BadManifestError."""
    try:
        manifest = json.loads(body)
        kind = content_type.partition(";")[0] or manifest.get("mediaType", "")
        if kind in INDEX_TYPES:
            return Manifest(entries=_entries(manifest["manifests"]), is_index=True)
        if kind in IMAGE_TYPES:
            return Manifest(layers=_layers(manifest["layers"]), config=_config(manifest.get("config")))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise BadManifestError("its manifest cannot be read") from None
    raise BadManifestError("its manifest is of a type too old to tell sizes; build it with Docker 1.10 or newer")


def _entries(rows: list[Any]) -> tuple[Entry, ...]:
    if len(rows) > MOST_PLATFORMS:
        raise BadManifestError(f"its index lists more than {MOST_PLATFORMS} platforms")
    # BuildKit's attestations stand in the index as the platform unknown/unknown; nobody downloads them.
    found = tuple(Entry(_platform(row.get("platform")), _digest(row["digest"])) for row in rows)
    kept = tuple(entry for entry in found if not entry.platform.startswith(NOBODYS))
    if not kept:
        raise BadManifestError("its index lists no platform that somebody could download")
    return kept


def _digest(value: Any) -> str:
    # It becomes part of an address.
    if not DIGEST.fullmatch(value):
        raise ValueError("not a digest")
    return str(value)


def _layers(rows: list[Any]) -> tuple[Layer, ...]:
    if len(rows) > MOST_LAYERS:
        raise BadManifestError(f"its manifest lists more than {MOST_LAYERS} layers")
    layers = tuple(Layer(str(row["digest"]), int(row["size"])) for row in rows)
    if any(layer.size_bytes < 0 for layer in layers):
        raise ValueError("a layer has a negative size")
    return layers


def _config(row: Any) -> Blob | None:
    return None if row is None else Blob(_digest(row["digest"]), int(row["size"]))


def _platform(row: Any) -> str:
    return NOBODYS if row is None else platform_name(row)


def platform_name(row: Any) -> str:
    """Return `linux/arm/v7`; the variant that every 64-bit ARM has is left out, as half of the builders do."""
    parts = (row["os"], row["architecture"], row.get("variant"))
    name = "/".join(part for part in parts if part)
    return name.removesuffix(NEEDLESS_VARIANT) if row["architecture"] == "arm64" else name
