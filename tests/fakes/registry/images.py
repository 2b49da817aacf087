"""Manifests of all kinds, and the configurations of images with their history."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.fakes.registry.layers import Layer

SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"
SCHEMA2 = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
OCI = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG_TYPES = {
    SCHEMA2: "application/vnd.docker.container.image.v1+json",
    OCI: "application/vnd.oci.image.config.v1+json",
}
LAYER_TYPES = {
    SCHEMA2: "application/vnd.docker.image.rootfs.diff.tar.gzip",
    OCI: "application/vnd.oci.image.layer.v1.tar+gzip",
}
CREATED = "2024-05-01T08:00:00Z"
EMPTY_LAYER = "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4"
"""What stands in the form of 2015 for a step without a layer: an empty archive, the same in all registries."""
NOBODY = {"os": "unknown", "architecture": "unknown"}


@dataclass(frozen=True)
class Manifest:
    """A manifest or an index as it is stored."""

    kind: str
    body: bytes
    layers: Sequence[Layer] = field(default=())

    @property
    def digest(self) -> str:
        """Return the digest of its bytes."""
        return digest_of(self.body)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the manifests that an index lists."""
        return list(json.loads(self.body).get("manifests", []))


def digest_of(content: bytes) -> str:
    """Return the digest of bytes."""
    return f"sha256:{sha256(content).hexdigest()}"


def platform_of(name: str) -> dict[str, str]:
    """Return linux/arm/v7 as indexes write it."""
    system, architecture, *variant = name.split("/")
    return {"architecture": architecture, "os": system, **({"variant": variant[0]} if variant else {})}


def config_of(layers: Sequence[Layer], platform: str) -> bytes:
    """Return the configuration of an image: its platform, and one step of its history for each layer."""
    history = [{"created": CREATED, "created_by": layer.created_by or f"COPY {layer.seed}"} for layer in layers]
    empty = {"created": CREATED, "created_by": 'CMD ["app"]', "empty_layer": True}
    differences = [digest_of(f"diff {layer.digest}".encode()) for layer in layers]
    config = {
        **platform_of(platform),
        "created": CREATED,
        "config": {"Cmd": ["app"]},
        "rootfs": {"type": "layers", "diff_ids": differences},
        "history": [*history, empty],
    }
    return json.dumps(config).encode()


def image(layers: Sequence[Layer], config: bytes, kind: str) -> Manifest:
    """Return the manifest of an image."""
    body = {
        "schemaVersion": 2,
        "mediaType": kind,
        "config": {"mediaType": CONFIG_TYPES[kind], "size": len(config), "digest": digest_of(config)},
        "layers": [{"mediaType": LAYER_TYPES[kind], "size": one.size, "digest": one.digest} for one in layers],
    }
    return Manifest(kind, json.dumps(body).encode(), tuple(layers))


def index(images: Mapping[str, Manifest], attestations: Mapping[str, Manifest], kind: str) -> Manifest:
    """Return an index of platforms; an attestation stands in it as a platform that nobody has."""
    rows = [_row(manifest, platform_of(platform)) for platform, manifest in images.items()]
    for platform, manifest in attestations.items():
        about = {
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": images[platform].digest,
        }
        rows.append({**_row(manifest, NOBODY), "annotations": about})
    return Manifest(kind, json.dumps({"schemaVersion": 2, "mediaType": kind, "manifests": rows}).encode())


def _row(manifest: Manifest, platform: Mapping[str, str]) -> dict[str, Any]:
    row = {"mediaType": manifest.kind, "digest": manifest.digest, "size": len(manifest.body)}
    return {**row, "platform": dict(platform)}


def as_schema1(manifest: Manifest, repository: str, tag: str) -> Manifest:
    """Return an image in the form of 2015, newest layer first and without any size; its signature proves nothing."""
    newest_first = [EMPTY_LAYER, *(layer.digest for layer in reversed(manifest.layers))]
    body = {
        "schemaVersion": 1,
        "name": repository,
        "tag": tag,
        "architecture": "amd64",
        "fsLayers": [{"blobSum": digest} for digest in newest_first],
        "history": [{"v1Compatibility": json.dumps({"id": digest[7:], "os": "linux"})} for digest in newest_first],
        "signatures": [{"header": {"alg": "ES256"}, "signature": "practice", "protected": "practice"}],
    }
    return Manifest(SCHEMA1, json.dumps(body, indent=3).encode(), manifest.layers)
