"""Asks one repository: is let in once, follows redirects that are allowed, and forgives one hiccup."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from urllib.parse import urljoin, urlsplit

import requests

from workers.clients.registry.answers import AGAIN, REASONS, UnreadError, pause_of, read_token, refusal
from workers.clients.registry.bodies import bounded
from workers.clients.registry.connections import ForbiddenAddressError, proxies_for
from workers.clients.registry.policy import Policy, address_of, server_of
from workers.clients.store import Store

TIMEOUTS = (5.0, 15.0)
TOTAL_SECONDS = 60.0
"""How long a visit may take that reads no layers."""
MOST_REDIRECTS = 3
TOKEN_MARGIN_SECONDS = 30
MOST_TOKEN_BYTES = 2**20

Place = tuple[str, str]
"""A registry's host and a repository in it."""


class Asking:
    """Asks one repository; several threads may ask at once."""

    def __init__(
        self,
        session: requests.Session,
        policy: Policy,
        store: Store,
        place: Place,
        pause: Callable[[float], None],
    ) -> None:
        self.ends_at = time.monotonic() + TOTAL_SECONDS
        self._session = session
        self._policy = policy
        self._store = store
        self._registry, self._repository = place
        self._pause = pause
        self._home = server_of(self._registry)
        self._bearer = store.registry_token(*place)
        self._uses_basic = False
        self._is_open = False
        self._door = Lock()

    @contextmanager
    def ask(self, path: str, *, accept: str) -> Iterator[requests.Response]:
        """Give an answer that is right, its body unread; raise UnreadError, also for what breaks while it is read."""
        try:
            with self._answer(path, accept) as response:
                yield response
        except ForbiddenAddressError:
            raise UnreadError("the registry sends us to a host that is not allowed") from None
        except requests.RequestException as error:
            raise UnreadError(f"the registry {self._registry} did not answer ({type(error).__name__})") from error

    def _answer(self, path: str, accept: str) -> requests.Response:
        """Return the right answer; a token that was remembered may have been withdrawn."""
        address = f"{address_of(self._registry)}/v2/{self._repository}/{path}"
        response, bearer = self._first(address, accept)
        if response is None:
            bearer = self._bearer
            response = self._get_twice(address, accept)
        if response.status_code == requests.codes.unauthorized:
            response.close()
            self._be_let_in(response.headers.get("WWW-Authenticate", ""), bearer)
            response = self._get_twice(address, accept)
        if response.status_code != requests.codes.ok:
            with response:
                raise UnreadError(refusal(response))
        return response

    def _first(self, address: str, accept: str) -> tuple[requests.Response | None, str | None]:
        """Ask first and alone, so that of many threads only one learns how to be let in; None when that is known."""
        with self._door:
            if self._is_open:
                return None, None
            response = self._get_twice(address, accept)
            self._is_open = True
            if response.status_code != requests.codes.unauthorized:
                return response, self._bearer
            with response:
                self._authenticate(response.headers.get("WWW-Authenticate", ""))
        return None, None

    def _be_let_in(self, challenge: str, bearer: str | None) -> None:
        with self._door:
            if self._bearer == bearer:
                self._authenticate(challenge)

    def _get_twice(self, address: str, accept: str) -> requests.Response:
        """Return the answer; one hiccup is forgiven, and a wait that is short is waited."""
        try:
            response = self._get(address, accept)
        except ForbiddenAddressError:
            raise
        except (requests.Timeout, requests.ConnectionError):
            return self._get(address, accept)
        seconds = pause_of(response)
        if response.status_code not in AGAIN or seconds is None:
            return response
        response.close()
        self._pause(seconds)
        return self._get(address, accept)

    def _get(self, address: str, accept: str) -> requests.Response:
        is_blob = "/blobs/" in address
        for _ in range(MOST_REDIRECTS + 1):
            is_home = urlsplit(address).netloc == self._home
            # Without Accept-Encoding a server between might compress once more what has a digest.
            headers = {"Accept": accept, "Accept-Encoding": "identity"}
            if is_home and self._bearer:
                headers["Authorization"] = f"Bearer {self._bearer}"
            basic = self._basic() if is_home and self._uses_basic else None
            response = self._send(address, headers, basic)
            if not response.is_redirect:
                return response
            response.close()
            address = self._next(address, response.headers["Location"], is_blob=is_blob)
        raise UnreadError("the registry redirects in circles")

    def _next(self, address: str, location: str, *, is_blob: bool) -> str:
        """Return where a redirect leads; a blob may lie in any store that everybody can reach, as GitLab's do."""
        try:
            found = urljoin(address, location)
            parts = urlsplit(found)
            is_plain = parts.scheme == "http" and urlsplit(address).scheme == "http"
        except ValueError:
            raise UnreadError("the registry redirects to nowhere") from None
        is_known = self._policy.allows(parts.netloc) or parts.netloc == self._home
        if parts.scheme != "https" and not is_plain:
            raise UnreadError("the registry redirects to an address without TLS")
        if not is_known and not is_blob:
            raise UnreadError("the registry redirects to a host that is not allowed")
        return found

    def _authenticate(self, challenge: str) -> None:
        kind, _, rest = challenge.partition(" ")
        if kind.lower() == "basic":
            self._uses_basic = True
            return
        asked = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        realm = asked.get("realm", "")
        if kind.lower() != "bearer" or not self._policy.trusts_realm(self._registry, realm):
            raise UnreadError("the registry sends us for a token to a host that is not allowed")
        query = {"service": asked.get("service", ""), "scope": f"repository:{self._repository}:pull"}
        with self._send(realm, {"Accept-Encoding": "identity"}, self._basic(), query) as answer:
            body = bounded(answer, MOST_TOKEN_BYTES, self.ends_at, UnreadError("the token service answers endlessly"))
            if answer.status_code != requests.codes.ok:
                raise UnreadError(REASONS.get(answer.status_code, "the token service of the registry refuses us"))
        self._bearer, seconds = read_token(body)
        if seconds > TOKEN_MARGIN_SECONDS:
            lasts = seconds - TOKEN_MARGIN_SECONDS
            self._store.remember_registry_token(self._registry, self._repository, self._bearer, lasts)

    def _send(
        self,
        url: str,
        headers: Mapping[str, str],
        basic: tuple[str, str] | None,
        query: Mapping[str, str] | None = None,
    ) -> requests.Response:
        return self._session.get(
            url,
            params=query,
            headers=headers,
            auth=basic,
            timeout=TIMEOUTS,
            stream=True,
            allow_redirects=False,
            proxies=proxies_for(url),
        )

    def _basic(self) -> tuple[str, str] | None:
        username, password = self._policy.credentials(self._registry)
        return (username, password.reveal()) if username else None
