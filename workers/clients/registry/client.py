"""Reads the platforms and layers of an image: challenge and token once, then one manifest per platform."""

import json
import re
import time
from collections.abc import Callable, Iterable
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

import requests

from bot.facts import Image, PlatformImage
from bot.secret import Secret
from bot.server_file import RegistryAccess
from bot.traces.model import PushedImage
from workers.clients.registry.manifests import ACCEPT, MOST_BYTES, BadManifestError, Manifest, read
from workers.clients.registry.policy import Policy, address_of
from workers.clients.store import Store

TIMEOUTS = (5.0, 15.0)
MOST_REDIRECTS = 3
TOKEN_SECONDS = 300
"""GitLab's tokens live 5 minutes where nothing else is set, and the answer need not say so."""
TOKEN_MARGIN_SECONDS = 30
AGAIN = frozenset({429, 500, 502, 503, 504})
ONLY_PLATFORM = "linux/amd64"
"""A manifest without an index names its platform only in its config, which we do not fetch."""
REASONS = {
    401: "the registry does not accept our token; grant the scope read_registry",
    403: "the registry refuses our token; grant the scope read_registry and the role Reporter",
    404: "the image is not in the registry any more",
    429: "the registry asks to wait",
}


_Auth = tuple[str, str] | Callable[[requests.PreparedRequest], requests.PreparedRequest]


class _UnreadError(Exception):
    """Why an image could not be read, for people."""


class Registry:
    """Reads images of the registries that the policy allows."""

    def __init__(
        self,
        gitlab_url: str,
        gitlab_token: Secret,
        others: Iterable[RegistryAccess],
        store: Store,
        *,
        ca_file: str | None = None,
        pause_seconds: float = 1.0,
    ) -> None:
        self._policy = Policy(gitlab_url, gitlab_token, others)
        self._store = store
        self._verify = ca_file or True
        self._pause_seconds = pause_seconds

    def image(self, push: PushedImage, *, name: str, job_name: str) -> Image:
        """Return the image of a push; when it cannot be read it says why, and no exception leaves."""
        by_digest = push.digest and not push.tags
        reference = f"{push.registry}/{push.repository}{f'@{push.digest}' if by_digest else f':{_tag(push)}'}"
        try:
            digest, platforms = self._read(push)
        except (_UnreadError, BadManifestError) as error:
            return Image(name, job_name, reference, push.digest, unread_because=str(error))
        except requests.RequestException as error:
            why = f"the registry {push.registry} did not answer ({type(error).__name__})"
            return Image(name, job_name, reference, push.digest, unread_because=why)
        return Image(name, job_name, reference, digest, platforms)

    def _read(self, push: PushedImage) -> tuple[str, tuple[PlatformImage, ...]]:
        if not self._policy.allows(push.registry):
            raise _UnreadError(f"the registry {push.registry} is not among `registries` of the server's configuration")
        if push.digest:
            known = self._store.platforms(push.registry, push.repository, push.digest)
            if known is not None:
                return push.digest, known
        with requests.Session() as session:
            session.verify = self._verify
            visit = _Visit(session, self._policy, self._store, push, self._pause_seconds)
            digest, platforms = visit.platforms(push.digest or _tag(push))
        self._store.remember_platforms(push.registry, push.repository, digest, platforms)
        return digest, platforms


class _Visit:
    """One visit to one repository."""

    def __init__(
        self, session: requests.Session, policy: Policy, store: Store, push: PushedImage, pause_seconds: float
    ) -> None:
        self._session = session
        self._policy = policy
        self._store = store
        self._registry = push.registry
        self._repository = push.repository
        self._pause_seconds = pause_seconds
        self._bearer = store.registry_token(push.registry, push.repository)
        self._is_authenticated = False
        self._uses_basic = False

    def platforms(self, reference: str) -> tuple[str, tuple[PlatformImage, ...]]:
        digest, manifest = self._manifest(reference)
        if not manifest.is_index:
            return digest, (PlatformImage(ONLY_PLATFORM, digest, manifest.layers),)
        return digest, tuple(
            PlatformImage(entry.platform, entry.digest, self._manifest(entry.digest)[1].layers)
            for entry in manifest.entries
        )

    def _manifest(self, reference: str) -> tuple[str, Manifest]:
        address = f"{address_of(self._registry)}/v2/{self._repository}/manifests/{reference}"
        response, body = self._get_twice(address)
        if response.status_code == requests.codes.unauthorized and not self._is_authenticated:
            # A token that was remembered may have been withdrawn in the meantime.
            self._authenticate(response.headers.get("WWW-Authenticate", ""))
            self._is_authenticated = True
            response, body = self._get_twice(address)
        if response.status_code != requests.codes.ok:
            reason = REASONS.get(response.status_code, f"the registry answered {response.status_code}")
            raise _UnreadError(reason)
        digest = f"sha256:{sha256(body).hexdigest()}"
        if reference.startswith("sha256:") and digest != reference:
            raise _UnreadError("the registry sent a manifest of another digest")
        return digest, read(body, response.headers.get("Content-Type", ""))

    def _get_twice(self, address: str) -> tuple[requests.Response, bytes]:
        """Return the answer; one hiccup is forgiven."""
        try:
            response, body = self._get(address)
        except (requests.Timeout, requests.ConnectionError):
            return self._get(address)
        if response.status_code not in AGAIN:
            return response, body
        time.sleep(self._pause_seconds)
        return self._get(address)

    def _get(self, address: str) -> tuple[requests.Response, bytes]:
        for _ in range(MOST_REDIRECTS + 1):
            is_home = urlsplit(address).netloc == self._registry
            headers = {"Accept": ACCEPT}
            if is_home and self._bearer:
                headers["Authorization"] = f"Bearer {self._bearer}"
            basic = self._basic() if is_home and self._uses_basic else _unchanged
            response = self._session.get(
                address, headers=headers, auth=basic, timeout=TIMEOUTS, stream=True, allow_redirects=False
            )
            if not response.is_redirect:
                return response, _bounded(response)
            address = urljoin(address, response.headers["Location"])
            if not self._policy.allows(urlsplit(address).netloc):
                raise _UnreadError("the registry redirects to a host that is not allowed")
        raise _UnreadError("the registry redirects in circles")

    def _authenticate(self, challenge: str) -> None:
        kind, _, rest = challenge.partition(" ")
        if kind.lower() == "basic":
            self._uses_basic = True
            return
        asked = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        realm = asked.get("realm", "")
        if kind.lower() != "bearer" or not self._policy.trusts_realm(self._registry, realm):
            raise _UnreadError("the registry sends us for a token to a host that is not allowed")
        query = {"service": asked.get("service", ""), "scope": f"repository:{self._repository}:pull"}
        answer = self._session.get(
            realm, params=query, auth=self._basic(), timeout=TIMEOUTS, stream=True, allow_redirects=False
        )
        body = _bounded(answer)
        if answer.status_code != requests.codes.ok:
            raise _UnreadError(REASONS.get(answer.status_code, "the token service of the registry refuses us"))
        self._bearer, seconds = _token(body)
        if seconds > TOKEN_MARGIN_SECONDS:
            lasts = seconds - TOKEN_MARGIN_SECONDS
            self._store.remember_registry_token(self._registry, self._repository, self._bearer, lasts)

    def _basic(self) -> _Auth:
        username, password = self._policy.credentials(self._registry)
        return (username, password.reveal()) if username else _unchanged


def _tag(push: PushedImage) -> str:
    # As Docker reads a name without a tag.
    return push.tags[0] if push.tags else "latest"


def _bounded(response: requests.Response) -> bytes:
    """Return a body that is no larger than a manifest may be."""
    with response:
        body = bytearray()
        for chunk in response.iter_content(65536):
            body += chunk
            if len(body) > MOST_BYTES:
                raise BadManifestError(f"its manifest is larger than {MOST_BYTES // 2**20} MiB")
    return bytes(body)


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    # Without an `auth` of ours, requests would put the account of a ~/.netrc over our header.
    return request


def _token(body: bytes) -> tuple[str, int]:
    """Return the token and for how many seconds it is good."""
    try:
        answer = json.loads(body)
        return str(answer.get("token") or answer["access_token"]), int(answer.get("expires_in") or TOKEN_SECONDS)
    except (ValueError, KeyError, AttributeError, TypeError, OverflowError, RecursionError):
        raise _UnreadError("the token service of the registry answered nonsense") from None
