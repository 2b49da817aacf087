"""Which hosts may be asked, and which may see which credentials."""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.secret import Secret
from bot.server_file import RegistryAccess

ANY_USER = "lighterman"
"""GitLab's registry takes any user name with an access token."""
DOCKER_HUB = "docker.io"
HUB_SERVER = "registry-1.docker.io"
"""Docker Hub's names begin with one host, and its API is at another one."""
TOKEN_SERVICES = {HUB_SERVER: "auth.docker.io", "registry.gitlab.com": "gitlab.com"}
"""Well-known registries whose tokens come from another host."""


class Policy:
    """The registries of one installation: GitLab's own, and those of the server file."""

    def __init__(self, gitlab_url: str, gitlab_token: Secret, others: Iterable[RegistryAccess]) -> None:
        self._gitlab = urlsplit(gitlab_url)
        self._gitlab_host = self._gitlab.hostname or ""
        self._gitlab_token = gitlab_token
        self._others = {server_of(access.host): access for access in others}

    @property
    def named_hosts(self) -> frozenset[str]:
        """Return the hosts that the operator named; they may lie in a private network."""
        return frozenset({self._gitlab_host, *(urlsplit(f"//{host}").hostname or "" for host in self._others)})

    def allows(self, registry: str) -> bool:
        """Tell whether a registry may be asked at all."""
        return server_of(registry) in self._others or self._is_gitlabs(registry)

    def credentials(self, registry: str) -> tuple[str, Secret]:
        """Return user and password for a registry that is allowed; without a user it is read anonymously."""
        access = self._others.get(server_of(registry))
        if access is not None:
            return access.username, access.password
        return ANY_USER, self._gitlab_token

    def trusts_realm(self, registry: str, realm: str) -> bool:
        """Tell whether a token service may see the registry's credentials: the same host, GitLab, or one of ours.

        Where there are none, any service may be asked over TLS that lies where everybody may connect to.
        """
        try:
            parts = urlsplit(realm)
        except ValueError:
            return False
        if not parts.hostname:
            return False
        # Where GitLab itself is asked by plain HTTP, its token goes over that very line already.
        is_gitlab = (parts.scheme, parts.netloc) == (self._gitlab.scheme, self._gitlab.netloc)
        is_safe = parts.scheme == "https" or is_loopback(parts.hostname or "") or is_gitlab
        if not is_safe:
            return False
        server = server_of(registry)
        if parts.netloc == TOKEN_SERVICES.get(server) or (server in self._others and not self.credentials(server)[0]):
            return True
        # GitLab's own token goes to GitLab and its registry only, whatever else is listed.
        is_listed = server in self._others and parts.netloc in self._others
        return is_listed or parts.hostname in {self._gitlab_host, server.partition(":")[0]}

    def _is_gitlabs(self, registry: str) -> bool:
        return registry.partition(":")[0] in {self._gitlab_host, f"registry.{self._gitlab_host}"}


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine; Docker too speaks plain HTTP to it."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def server_of(registry: str) -> str:
    """Return the host of a registry's API."""
    return HUB_SERVER if registry in {DOCKER_HUB, f"index.{DOCKER_HUB}"} else registry


def address_of(registry: str) -> str:
    """Return the address of a registry's API."""
    server = server_of(registry)
    return f"{'http' if is_loopback(urlsplit(f'//{server}').hostname or '') else 'https'}://{server}"
