"""Connections of one visit: pinned to the addresses that were checked, and no proxy for this machine itself."""

from collections.abc import Mapping, MutableMapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, select_proxy

from workers.clients.registry.addresses import AddressRule, ForbiddenError
from workers.clients.registry.policy import is_loopback

PORTS = {"http": 80, "https": 443}
NO_PROXIES: MutableMapping[str, Any] = {}


class ForbiddenAddressError(requests.ConnectionError):
    """A host lies where we do not connect to."""


class PinnedAdapter(HTTPAdapter):
    """Resolves a host once, checks its addresses, and connects to just those: a name that changes in between is no use.

    Behind a proxy the proxy resolves names, so there is nothing to pin.
    """

    def __init__(self, rule: AddressRule, **options: Any) -> None:
        super().__init__(**options)
        self._rule = rule

    def send(  # noqa: PLR0917 - the signature is of requests
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send a request to the first address that answers; raise requests.ConnectionError."""
        send = partial(super().send, stream=stream, timeout=timeout, verify=verify, cert=cert, proxies=proxies)
        if select_proxy(str(request.url), dict(proxies or {})):
            self._check_literal(request)
            return send(request)
        *others, last = self._pinned(request)
        for one in others:
            try:
                return _named(send(one), request)
            except requests.ConnectTimeout:
                continue
            except requests.ConnectionError as error:
                if not _is_before_sending(error):
                    raise
        return _named(send(last), request)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: Any = None
    ) -> tuple[Any, Any]:
        """Have the certificate checked for the host's name, which the address says no more."""
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        name = urlsplit(f"//{request.headers.get('Host', '')}").hostname
        is_tls = host.get("scheme") == "https" and name
        return host, {**tls, "server_hostname": name, "assert_hostname": name} if is_tls else tls

    def _check_literal(self, request: requests.PreparedRequest) -> None:
        try:
            self._rule.check_literal(urlsplit(str(request.url)).hostname or "")
        except ForbiddenError as error:
            raise ForbiddenAddressError(str(error), request=request) from error

    def _pinned(self, request: requests.PreparedRequest) -> list[requests.PreparedRequest]:
        parts = urlsplit(str(request.url))
        port = parts.port or PORTS[parts.scheme]
        try:
            addresses = self._rule.addresses(parts.hostname or "", port)
        except ForbiddenError as error:
            raise ForbiddenAddressError(str(error), request=request) from error
        except OSError as error:
            raise requests.ConnectionError(error, request=request) from error
        return [_at(request, address, port) for address in addresses]


def _at(request: requests.PreparedRequest, address: str, port: int) -> requests.PreparedRequest:
    parts = urlsplit(str(request.url))
    place = f"[{address}]" if ":" in address else address
    copy = request.copy()
    copy.url = urlunsplit(parts._replace(netloc=f"{place}:{port}"))
    copy.headers["Host"] = parts.netloc.rpartition("@")[2]
    return copy


def _named(response: requests.Response, request: requests.PreparedRequest) -> requests.Response:
    """Let an answer tell where it was asked for, so that redirects are read from there."""
    response.request, response.url = request, str(request.url)
    return response


def _is_before_sending(error: requests.ConnectionError) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return type(reason).__name__ == "NewConnectionError"


def open_session(rule: AddressRule, verify: str | bool, *, at_once: int) -> requests.Session:
    """Return a session that keeps to a rule."""
    session = requests.Session()
    # The environment is read once and not for each request; an own CA goes before its REQUESTS_CA_BUNDLE. Its proxies
    # are said with each request (`proxies_for`), and an account of a ~/.netrc would stand in our header's place.
    session.verify = session.merge_environment_settings("", {}, None, verify, None)["verify"]
    session.trust_env = False
    for scheme in PORTS:
        session.mount(f"{scheme}://", PinnedAdapter(rule, pool_maxsize=at_once))
    return session


def proxies_for(url: str) -> MutableMapping[str, Any]:
    """Return what to hand to requests as proxies: none for this machine itself, else what the environment says."""
    return NO_PROXIES if is_loopback(urlsplit(url).hostname or "") else get_environ_proxies(url)
