"""Reads images of registries: what was read once is remembered by its digest, which never changes."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from bot.facts import Image, PlatformImage
from bot.secret import Secret
from bot.server_file import RegistryAccess
from bot.traces.model import PushedImage
from workers.clients.registry.addresses import AddressRule, Resolve, resolve
from workers.clients.registry.answers import UnreadError
from workers.clients.registry.asking import Asking
from workers.clients.registry.connections import PORTS, open_session
from workers.clients.registry.policy import Policy, address_of
from workers.clients.registry.visit import AT_ONCE, Visit
from workers.clients.store import Store


class Registry:
    """Reads images of the registries that the policy allows; `pause` and `find` are the clock's and the resolver's."""

    def __init__(
        self,
        gitlab_url: str,
        gitlab_token: Secret,
        others: Iterable[RegistryAccess],
        store: Store,
        *,
        ca_file: str | None = None,
        pause: Callable[[float], None] = time.sleep,
        find: Resolve = resolve,
    ) -> None:
        self._policy = Policy(gitlab_url, gitlab_token, others)
        self._store = store
        self._verify = ca_file or True
        self._pause = pause
        self._find = find

    def image(self, push: PushedImage, *, name: str, job_name: str) -> Image:
        """Return the image of a push; when it cannot be read it says why, and no exception leaves."""
        known = self.known_image(push, name=name, job_name=job_name)
        if known is not None:
            return known
        reference = _reference(push)
        try:
            with self.visit(push.registry, push.repository) as visit:
                digest, platforms = visit.platforms(push.digest or _tag(push))
            self._remember(push, digest, platforms)
        except UnreadError as error:
            return Image(name, job_name, reference, push.digest, unread_because=str(error))
        return Image(name, job_name, reference, digest, platforms)

    def known_image(self, push: PushedImage, *, name: str, job_name: str) -> Image | None:
        """Return the image of a push when it was read before; no registry is asked."""
        platforms = self._store.platforms(push.registry, push.repository, push.digest) if push.digest else None
        return None if platforms is None else Image(name, job_name, _reference(push), push.digest, platforms)

    @contextmanager
    def visit(self, registry: str, repository: str) -> Iterator[Visit]:
        """Open a repository for several questions; raise UnreadError when its registry may not be asked."""
        if not self._policy.allows(registry):
            raise UnreadError(f"the registry {registry} is not among `registries` of the server's configuration")
        parts = urlsplit(address_of(registry))
        home = parts.hostname or "", parts.port or PORTS[parts.scheme]
        rule = AddressRule(home, self._policy.named_hosts, self._find)
        with open_session(rule, self._verify, at_once=AT_ONCE) as session:
            yield Visit(Asking(session, self._policy, self._store, (registry, repository), self._pause))

    def _remember(self, push: PushedImage, digest: str, platforms: tuple[PlatformImage, ...]) -> None:
        # A configuration that could not be read may be readable next time.
        if all(one.history_unread_because is None for one in platforms):
            self._store.remember_platforms(push.registry, push.repository, digest, platforms)


def _reference(push: PushedImage) -> str:
    by_digest = push.digest and not push.tags
    return f"{push.registry}/{push.repository}{f'@{push.digest}' if by_digest else f':{_tag(push)}'}"


def _tag(push: PushedImage) -> str:
    # As Docker reads a name without a tag.
    return push.tags[0] if push.tags else "latest"
