"""The practice registry itself: what was pushed into it, and the routes that serve it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Self
from urllib.parse import urlencode

from tests.fakes.clock import Clock
from tests.fakes.faults import Faults
from tests.fakes.holds import Holds
from tests.fakes.log import NO_ANSWER, Logged, RequestLog
from tests.fakes.loopback import Answer, DroppedError, LoopbackServer, Request
from tests.fakes.registry import answers, images
from tests.fakes.registry.answers import VERSION, RefusedError, no_such_page, not_allowed, refused
from tests.fakes.registry.images import DOCKER_LIST, OCI, OCI_INDEX, SCHEMA2, Manifest
from tests.fakes.registry.layers import Layer
from tests.fakes.registry.negotiation import negotiated
from tests.fakes.registry.ranges import blob_answer
from tests.fakes.registry.tokens import Tokens

ROUTE = re.compile(r"/v2/(?P<name>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)/(?P<what>manifests|blobs|tags)/(?P<rest>[^/]+)")
REFERENCE = re.compile(r"sha256:[0-9a-f]{64}|[\w][\w.-]{0,127}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
JSON = {"Content-Type": "application/json; charset=utf-8", **VERSION}


class PracticeRegistry:
    """Serves what was pushed into it, with a token service like GitLab's; use it as a context manager.

    `faults` answer wrongly, `redirects` is how many times each manifest and blob sends a client on (to
    `redirect_host`, if that is set), and a spoilt manifest is not what its digest says.
    """

    def __init__(self, port: int = 0) -> None:
        self.clock = Clock()
        self.faults = Faults(answers.error)
        self.holds = Holds()
        self.tokens = Tokens(self.clock, lambda: f"http://{self.host}")
        self.requests: list[str] = []
        self.log = RequestLog()
        self.redirects = 0
        self.redirect_host: str | None = None
        self._server = LoopbackServer(self._answer, port)
        self._manifests: dict[tuple[str, str], Manifest] = {}
        self._layers: dict[str, Layer] = {}
        self._configs: dict[str, bytes] = {}
        self._spoilt: set[str] = set()

    @property
    def host(self) -> str:
        """Return host and port, as image references name them."""
        return f"127.0.0.1:{self._server.port}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.holds.drop_all()
        self._server.stop()

    def push(
        self,
        repository: str,
        *,
        tag: str,
        layers: Sequence[Layer],
        mediatype: str = "schema2",
        platform: str = "linux/amd64",
    ) -> str:
        """Push an image, `schema2` or `oci`, and return its digest."""
        kind = {"schema2": SCHEMA2, "oci": OCI}[mediatype]
        return self._keep(repository, tag, self._image(layers, kind, platform))

    def push_index(
        self,
        repository: str,
        *,
        tag: str,
        platforms: Mapping[str, str],
        attestations: bool = True,
        mediatype: str = "oci",
    ) -> str:
        """Push an index of platforms by digest, `oci` or a Docker `list`; BuildKit adds an attestation to each."""
        found = {platform: self._manifests[repository, digest] for platform, digest in platforms.items()}
        proofs = {}
        for platform in platforms if attestations and mediatype == "oci" else ():
            proofs[platform] = self._image(
                [Layer(700, f"attestation of {platforms[platform]}", is_exact=True)], OCI, "unknown/unknown"
            )
            self._keep(repository, proofs[platform].digest, proofs[platform])
        kind = {"oci": OCI_INDEX, "list": DOCKER_LIST}[mediatype]
        return self._keep(repository, tag, images.index(found, proofs, kind))

    def delete(self, repository: str, reference: str) -> None:
        """Lose an image."""
        del self._manifests[repository, reference]

    def spoil(self, digest: str) -> None:
        """Serve other bytes under this digest from now on."""
        self._spoilt.add(digest)

    def serve_endlessly(self, *, match: str = "", times: int | None = 1) -> None:
        """Answer with a body that never ends."""
        self.faults.instead(Answer(200, repeat(b" " * 65_536), {"Content-Type": SCHEMA2}), times, match=match)

    def _image(self, layers: Sequence[Layer], kind: str, platform: str) -> Manifest:
        self._layers |= {layer.digest: layer for layer in layers}
        config = images.config_of(layers, platform)
        self._configs[images.digest_of(config)] = config
        return images.image(layers, config, kind)

    def _keep(self, repository: str, tag: str, manifest: Manifest) -> str:
        self._manifests[repository, tag] = self._manifests[repository, manifest.digest] = manifest
        return manifest.digest

    def _answer(self, request: Request) -> Answer:
        self.requests.append(f"{request.method} {request.path}")
        try:
            answer = self._twisted(request)
        except DroppedError:
            self._log(request, NO_ANSWER)
            raise
        self._log(request, NO_ANSWER if answer.is_reset else answer.status)
        return answer

    def _twisted(self, request: Request) -> Answer:
        line = f"{request.method} {request.path}"
        self.faults.delay(line)
        self._stand(request, "before")
        fault = self.faults.take(line)
        try:
            answer = self._right_answer(request) if fault is None or fault.is_carried_out else Answer()
        except RefusedError as refusal:
            answer = refusal.answer
        self._stand(request, "after")
        return fault.twist(answer) if fault else answer

    def _stand(self, request: Request, when: str) -> None:
        if not self.holds.stand(request.method, request.path, when):
            raise DroppedError

    def _log(self, request: Request, status: int) -> None:
        user = request.headers.get("authorization", "").partition(" ")[0] or None
        self.log.append(Logged(request.method, request.path, status, user, request.headers, request.query))

    def _right_answer(self, request: Request) -> Answer:
        if request.path == "/token":
            return self.tokens.give(request)
        if request.path == "/v2":
            return Answer(301, b'<a href="/v2/">Moved Permanently</a>.\n', {"Location": "/v2/", **VERSION})
        if request.path == "/v2/":
            self.tokens.check(request, "")
            return Answer(200, b"{}", JSON)
        route = ROUTE.fullmatch(request.path)
        if route is None or (route["what"] == "tags" and route["rest"] != "list"):
            return no_such_page()
        return self._serve(request, route["name"], route["what"], route["rest"])

    def _serve(self, request: Request, repository: str, what: str, rest: str) -> Answer:
        methods = {"manifests": ("DELETE", "GET", "HEAD", "PUT"), "blobs": ("DELETE", "GET", "HEAD"), "tags": ("GET",)}
        is_deletion = request.method == "DELETE" and what == "manifests"
        if not is_deletion and (request.method not in {"GET", "HEAD"} or (what == "tags" and request.method == "HEAD")):
            return not_allowed(*methods[what])
        self.tokens.check(request, repository)
        if is_deletion:
            return self._delete(repository, rest)
        if what == "tags":
            return self._tags(request, repository)
        hops = int(request.query.get("hop", ["0"])[-1])
        if hops < self.redirects:
            host = self.redirect_host or self.host
            return Answer(307, b"", {"Location": f"http://{host}{request.path}?{urlencode({'hop': hops + 1})}"})
        serve = self._manifest if what == "manifests" else self._blob
        return serve(request, repository, rest)

    def _manifest(self, request: Request, repository: str, reference: str) -> Answer:
        if not REFERENCE.fullmatch(reference):
            return no_such_page()
        kept = self._manifests.get((repository, reference))
        if kept is None:
            is_digest = DIGEST.fullmatch(reference)
            detail = {"Name": repository, "Revision": reference} if is_digest else {"Tag": reference}
            return refused(404, "MANIFEST_UNKNOWN", detail)
        found = negotiated(kept, repository, reference, request.headers.get("accept", ""), self._manifests)
        return self._manifest_answer(request, found)

    def _delete(self, repository: str, digest: str) -> Answer:
        """Delete a manifest by its digest, and with it every tag that names it, as a registry does."""
        if not DIGEST.fullmatch(digest):
            return refused(400, "DIGEST_INVALID", {})
        gone = [key for key, kept in self._manifests.items() if key[0] == repository and kept.digest == digest]
        for key in gone:
            del self._manifests[key]
        return Answer(202, b"", VERSION) if gone else refused(404, "MANIFEST_UNKNOWN", {"Revision": digest})

    def _manifest_answer(self, request: Request, found: Manifest) -> Answer:
        tag = f'"{found.digest}"'
        if tag in request.headers.get("if-none-match", ""):
            return Answer(304, b"", VERSION)
        headers = {"Content-Type": found.kind, "Docker-Content-Digest": found.digest, "Etag": tag, **VERSION}
        body = found.body + b" " if found.digest in self._spoilt else found.body
        return Answer(200, body, headers)

    def _blob(self, request: Request, _repository: str, digest: str) -> Answer:
        if not DIGEST.fullmatch(digest):
            return refused(400, "DIGEST_INVALID", {})
        layer, config = self._layers.get(digest), self._configs.get(digest)
        if layer is None and config is None:
            return refused(404, "BLOB_UNKNOWN", digest)
        size = layer.size if layer else len(config or b"")

        def content(start: int, end: int) -> Iterator[bytes]:
            return layer.content(start, end) if layer else iter([(config or b"")[start:end]])

        return blob_answer(request, digest, size, content)

    def _tags(self, request: Request, repository: str) -> Answer:
        """List the tags by name, in pages where asked for, as GitLab's registry and distribution 3 do."""
        known = sorted(tag for name, tag in self._manifests if name == repository and not DIGEST.fullmatch(tag))
        if not any(name == repository for name, _ in self._manifests):
            return refused(404, "NAME_UNKNOWN", {"name": repository})
        last, asked = request.query.get("last", [""])[-1], request.query.get("n", [""])[-1]
        if asked and not asked.isdigit():
            return refused(400, "PAGINATION_NUMBER_INVALID", {"n": asked})
        left = [tag for tag in known if tag > last]
        page = left[: int(asked)] if asked else left
        body = json.dumps({"name": repository, "tags": page}, separators=(",", ":")).encode() + b"\n"
        if len(page) == len(left) or not page:
            return Answer(200, body, JSON)
        more = f'</v2/{repository}/tags/list?{urlencode({"last": page[-1], "n": asked})}>; rel="next"'
        return Answer(200, body, {**JSON, "Link": more})
