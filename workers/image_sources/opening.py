"""Opens an image by its name, as the command line takes it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import OutsideError
from bot.image_references import Reference, read_reference
from bot.secret import Secret
from bot.server_file import RegistryAccess
from bot.settings import Settings
from bot.task_queue.connection import connect, is_answering
from workers.clients.registry import Registry
from workers.clients.registry.policy import server_of
from workers.clients.store import MemoryKeeper, RedisKeeper, Store
from workers.environment import read_settings
from workers.image_sources.archive import ArchiveSource
from workers.image_sources.layout import LayoutSource
from workers.image_sources.remote import RegistrySource
from workers.image_sources.source import Source

OCI, ARCHIVE, ENGINE = "oci:", "docker-archive:", "docker:"


@contextmanager
def open_source(text: str, environ: Mapping[str, str]) -> Iterator[Source]:
    """Open the image that a name means; raise UserError for a name that means none."""
    if text.startswith(OCI):
        yield LayoutSource(text, Path(text.removeprefix(OCI)))
    elif text.startswith(ARCHIVE):
        yield ArchiveSource(text, Path(text.removeprefix(ARCHIVE)))
    elif text.startswith(ENGINE):
        # The SDK takes a while to import, and only this needs it.
        from workers.image_sources.engine import open_engine_image  # noqa: PLC0415

        with open_engine_image(text, text.removeprefix(ENGINE), environ) as source:
            yield source
    else:
        reference = read_reference(text)
        settings = read_settings(environ)
        store = _store(settings)
        registry = _registry(reference, settings, environ, store)
        with registry.visit(reference.registry, reference.repository) as visit:
            yield RegistrySource(reference, visit, store)


def _store(settings: Settings) -> Store:
    """Return what remembers: the Redis of an installation where one is named, else this process."""
    if settings.redis_url is None:
        return Store(MemoryKeeper())
    url = settings.require_redis()
    if not is_answering(url):
        raise OutsideError("Redis does not answer at the address in REDIS_URL; without one nothing is remembered")
    return Store(RedisKeeper(connect(url), lock_seconds=settings.lease_seconds))


def _registry(reference: Reference, settings: Settings, environ: Mapping[str, str], store: Store) -> Registry:
    """Return a client that may ask the registry that was named, with the account of a CI job where there is one."""
    known = [*settings.registries, *_of_ci_job(environ)]
    named = server_of(reference.registry)
    if not _is_known(named, known, settings):
        known.append(RegistryAccess(named, "", Secret("")))
    return Registry(settings.gitlab_url, settings.gitlab_token, known, store, ca_file=settings.ca_file)


def _of_ci_job(environ: Mapping[str, str]) -> Iterator[RegistryAccess]:
    host, user, password = (environ.get(f"CI_REGISTRY{end}", "") for end in ("", "_USER", "_PASSWORD"))
    if host and user and password:
        yield RegistryAccess(host, user, Secret(password))


def _is_known(server: str, known: list[RegistryAccess], settings: Settings) -> bool:
    if any(server_of(access.host) == server for access in known):
        return True
    host = urlsplit(settings.gitlab_url).hostname
    is_gitlabs = bool(host) and server.partition(":")[0] in {host, f"registry.{host}"}
    return is_gitlabs and bool(settings.gitlab_token.reveal())
