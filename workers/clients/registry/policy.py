"""Which hosts may be asked, and which may see which credentials."""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.secret import Secret
from bot.server_file import RegistryAccess

ANY_USER = "lighterman"
"""GitLab's registry takes any user name with an access token."""


class Policy:
    """The registries of one installation: GitLab's own, and those of the server file."""

    def __init__(self, gitlab_url: str, gitlab_token: Secret, others: Iterable[RegistryAccess]) -> None:
        self._gitlab = urlsplit(gitlab_url)
        self._gitlab_host = self._gitlab.hostname or ""
        self._gitlab_token = gitlab_token
        self._others = {access.host: access for access in others}

    def allows(self, registry: str) -> bool:
        """Tell whether a registry may be asked at all."""
        return registry in self._others or self._is_gitlabs(registry)

    def credentials(self, registry: str) -> tuple[str, Secret]:
        """Return user and password for a registry that is allowed; without a user it is read anonymously."""
        if registry in self._others:
            access = self._others[registry]
            return access.username, access.password
        return ANY_USER, self._gitlab_token

    def trusts_realm(self, registry: str, realm: str) -> bool:
        """Tell whether a token service may see the registry's credentials: the same host, GitLab, or one of ours."""
        try:
            parts = urlsplit(realm)
        except ValueError:
            return False
        # Where GitLab itself is asked by plain HTTP, its token goes over that very line already.
        is_gitlab = (parts.scheme, parts.netloc) == (self._gitlab.scheme, self._gitlab.netloc)
        is_safe = parts.scheme == "https" or is_loopback(parts.hostname or "") or is_gitlab
        if not is_safe:
            return False
        # GitLab's own token goes to GitLab and its registry only, whatever else is listed.
        is_listed = registry in self._others and parts.netloc in self._others
        return is_listed or parts.hostname in {self._gitlab_host, registry.partition(":")[0]}

    def _is_gitlabs(self, registry: str) -> bool:
        return registry.partition(":")[0] in {self._gitlab_host, f"registry.{self._gitlab_host}"}


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine; Docker too speaks plain HTTP to it."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(registry: str) -> str:
    """Return the address of a registry's API."""
    return f"{'http' if is_loopback(registry.partition(':')[0]) else 'https'}://{registry}"
