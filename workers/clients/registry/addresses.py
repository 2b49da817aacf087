"""Which addresses of a network may be connected to: where a registry sends us is not for the registry to decide."""

import socket
from collections.abc import Callable, Iterable
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Resolve = Callable[[str, int], list[str]]

METADATA = frozenset({"169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192"})
"""Where clouds tell a machine its secrets; some of them lie outside of the ranges that are reserved."""
_NAT64 = ip_network("64:ff9b::/96")


class Reach(Enum):
    """How far an address reaches."""

    GLOBAL = "global"
    PRIVATE = "private"
    LOOPBACK = "loopback"
    NEVER = "never"


OPEN = frozenset({Reach.GLOBAL, Reach.PRIVATE, Reach.LOOPBACK})


class ForbiddenError(Exception):
    """A host has no address that may be connected to."""


def reach_of(address: str) -> Reach:
    """Return how far an address reaches; link-local ones, those of clouds' metadata and broken ones are for nobody."""
    try:
        found = _unwrapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return Reach.NEVER
    if str(found) in METADATA or found.is_link_local or found.is_multicast or found.is_unspecified:
        return Reach.NEVER
    if found.is_loopback:
        return Reach.LOOPBACK
    return Reach.GLOBAL if found.is_global else Reach.PRIVATE


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 one stands for."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host in the order in which the system prefers them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class AddressRule:
    """Finds the addresses of hosts once, and keeps those that may be connected to.

    Hosts that the operator named may lie anywhere; any other host must be reachable by everybody, or lie where the
    home registry lies itself (a registry in a private network keeps its blobs there too).
    """

    def __init__(self, home: tuple[str, int], named: Iterable[str], find: Resolve = resolve) -> None:
        self._home = home
        self._named = frozenset((home[0], *named))
        self._find = find
        self._known: dict[tuple[str, int], list[str]] = {}

    def check_literal(self, host: str) -> None:
        """Raise ForbiddenError for an address that stands where a name could; a proxy would connect to it for us."""
        try:
            ip_address(host)
        except ValueError:
            return
        if reach_of(host) not in (OPEN if host in self._named else {Reach.GLOBAL}):
            raise ForbiddenError(host)

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host that may be connected to; raise ForbiddenError where there is none."""
        if (host, port) not in self._known:
            self._known[host, port] = self._find(host, port)
        allowed = self._allowed(host)
        found = [address for address in self._known[host, port] if reach_of(address) in allowed]
        if not found:
            raise ForbiddenError(host)
        return found

    def _allowed(self, host: str) -> frozenset[Reach]:
        if host in self._named:
            return OPEN
        at_home = {reach_of(address) for address in self.addresses(*self._home)}
        return frozenset({Reach.GLOBAL, *at_home})
