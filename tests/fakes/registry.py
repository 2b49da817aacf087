"""A practice registry (distribution v2): layers are made from a seed when they are read and never stored."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

from tests.fakes.loopback import Answer, LoopbackServer, Request

SCHEMA2 = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
OCI = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
TOKEN = "practice-pull-token"
BLOCK_BYTES = 64 * 1024


@dataclass(frozen=True)
class Layer:
    """A layer of so many bytes; equal seeds and sizes are equal layers.

    Its digest is made of size and seed, not of its bytes: a layer of 600 MB costs nothing until it is read.
    """

    size: int
    seed: str
    created_by: str = ""

    @property
    def digest(self) -> str:
        """Return the fixed digest."""
        return f"sha256:{sha256(f'{self.seed}/{self.size}'.encode()).hexdigest()}"

    def content(self) -> bytes:
        """Return the bytes, made anew."""
        block = sha256(self.seed.encode()).digest() * (BLOCK_BYTES // 32)
        return (block * (self.size // BLOCK_BYTES + 1))[: self.size]


class PracticeRegistry:
    """Serves what was pushed into it, with a token service like GitLab's."""

    def __init__(self, port: int = 0) -> None:
        self._server = LoopbackServer(self._answer, port)
        self._manifests: dict[tuple[str, str], tuple[str, bytes]] = {}
        self._layers: dict[str, Layer] = {}
        self.requests: list[str] = []
        self.require_token = True
        self.realm: str | None = None
        self.fail_with: int | None = None

    @property
    def host(self) -> str:
        """Return host and port, as image references name them."""
        return f"127.0.0.1:{self._server.port}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def push(self, repository: str, *, tag: str, layers: Sequence[Layer], mediatype: str = "schema2") -> str:
        """Push an image and return its digest."""
        self._layers |= {layer.digest: layer for layer in layers}
        kind = SCHEMA2 if mediatype == "schema2" else OCI
        config = sha256(repr(layers).encode()).hexdigest()
        manifest = {
            "schemaVersion": 2,
            "mediaType": kind,
            "config": {"mediaType": "application/json", "size": 7023, "digest": f"sha256:{config}"},
            "layers": [{"mediaType": "application/gzip", "size": one.size, "digest": one.digest} for one in layers],
        }
        return self._keep(repository, tag, kind, manifest)

    def push_index(self, repository: str, *, tag: str, platforms: dict[str, str], attestations: bool = True) -> str:
        """Push an index of platforms by digest; BuildKit adds an attestation to each."""
        rows: list[dict[str, Any]] = []
        for platform, digest in platforms.items():
            system, architecture, *variant = platform.split("/")
            row: dict[str, Any] = {"os": system, "architecture": architecture}
            rows.append({"mediaType": OCI, "size": 500, "digest": digest, "platform": row})
            row.update({"variant": variant[0]} if variant else {})
        if attestations:
            nobody = {"os": "unknown", "architecture": "unknown"}
            rows += [{**row, "digest": f"sha256:{'0' * 64}", "platform": nobody} for row in rows]
        index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": rows}
        return self._keep(repository, tag, OCI_INDEX, index)

    def delete(self, repository: str, reference: str) -> None:
        """Lose an image."""
        del self._manifests[repository, reference]

    def _keep(self, repository: str, tag: str, kind: str, manifest: dict[str, Any]) -> str:
        body = json.dumps(manifest).encode()
        digest = f"sha256:{sha256(body).hexdigest()}"
        self._manifests[repository, tag] = self._manifests[repository, digest] = (kind, body)
        return digest

    def _answer(self, request: Request) -> Answer:
        self.requests.append(f"{request.method} {request.path}")
        if request.path == "/token":
            return self._token(request)
        if self.fail_with is not None:
            return Answer(self.fail_with, _error("UNAVAILABLE"))
        if self.require_token and request.headers.get("authorization") != f"Bearer {TOKEN}":
            return self._challenge(request)
        _, _, rest = request.path.partition("/v2/")
        for kind in ("manifests", "blobs"):
            repository, found, reference = rest.partition(f"/{kind}/")
            if found:
                return self._manifest(repository, reference) if kind == "manifests" else self._blob(reference)
        return Answer(200, {})

    def _token(self, request: Request) -> Answer:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind != "Basic" or not base64.b64decode(given).partition(b":")[2]:
            return Answer(403, _error("DENIED"))
        return Answer(200, {"token": TOKEN})

    def _challenge(self, request: Request) -> Answer:
        repository = request.path.removeprefix("/v2/").partition("/manifests/")[0].partition("/blobs/")[0]
        realm = self.realm or f"http://{self.host}/token"
        scope = f"repository:{repository}:pull"
        challenge = f'Bearer realm="{realm}",service="container_registry",scope="{scope}"'
        return Answer(401, _error("UNAUTHORIZED"), {"WWW-Authenticate": challenge})

    def _manifest(self, repository: str, reference: str) -> Answer:
        kept = self._manifests.get((repository, reference))
        if kept is None:
            return Answer(404, _error("MANIFEST_UNKNOWN"))
        kind, body = kept
        digest = f"sha256:{sha256(body).hexdigest()}"
        return Answer(200, body, {"Content-Type": kind, "Docker-Content-Digest": digest})

    def _blob(self, digest: str) -> Answer:
        layer = self._layers.get(digest)
        return Answer(200, layer.content()) if layer else Answer(404, _error("BLOB_UNKNOWN"))


def _error(code: str) -> dict[str, Any]:
    return {"errors": [{"code": code, "message": code.lower().replace("_", " "), "detail": None}]}
