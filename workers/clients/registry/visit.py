"""One visit to one repository: manifests, configurations and layers, each checked by its digest."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from typing import TypeVar

from bot.facts import PlatformImage
from workers.clients.registry import configs, manifests
from workers.clients.registry.answers import UnreadError
from workers.clients.registry.asking import Asking
from workers.clients.registry.bodies import bounded, pieces
from workers.clients.registry.configs import BadConfigError, Config, read_config
from workers.clients.registry.manifests import ACCEPT, DIGEST, BadManifestError, Blob, Manifest

AT_ONCE = 8
ONLY_PLATFORM = "linux/amd64"
"""What a manifest without an index is taken for when its configuration does not say."""

One = TypeVar("One")
Other = TypeVar("Other")


class Visit:
    """Reads one repository; several threads may read at once."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def platforms(self, reference: str) -> tuple[str, tuple[PlatformImage, ...]]:
        """Return the digest of an image and what each of its platforms downloads; raise UnreadError."""
        digest, manifest = self._manifest(reference)
        if not manifest.is_index:
            return digest, (self._platform("", digest, manifest),)
        found = side_by_side(lambda one: self._platform(one.platform, *self._manifest(one.digest)), manifest.entries)
        return digest, tuple(found)

    @contextmanager
    def layer(self, digest: str) -> Iterator[Iterator[bytes]]:
        """Give the compressed bytes of a layer as they come; whoever reads them checks the digest.

        Raises UnreadError, also for what breaks while they are read.
        """
        if not DIGEST.fullmatch(digest):
            raise UnreadError("its manifest names a layer by no digest that we know")
        with self._asking.ask(f"blobs/{digest}", accept="*/*") as response:
            yield pieces(response)

    def _platform(self, name: str, digest: str, manifest: Manifest) -> PlatformImage:
        if manifest.is_index:
            raise UnreadError("its index lists another index")
        config, why = self._config(manifest.config)
        return PlatformImage(
            platform=name or config.platform or ONLY_PLATFORM,
            digest=digest,
            layers=manifest.layers,
            history=config.history,
            diff_ids=config.diff_ids,
            history_unread_because=why,
        )

    def _config(self, blob: Blob | None) -> tuple[Config, str | None]:
        """Return a configuration, or why it could not be read: the sizes do not need it."""
        if blob is None:
            return Config(), "its manifest names no configuration"
        try:
            return read_config(self._config_bytes(blob)), None
        except (BadConfigError, UnreadError) as error:
            return Config(), str(error)

    def _config_bytes(self, blob: Blob) -> bytes:
        too_large = BadConfigError(f"its configuration is larger than {configs.MOST_BYTES // 2**20} MiB")
        if blob.size_bytes > configs.MOST_BYTES:
            raise too_large
        with self._asking.ask(f"blobs/{blob.digest}", accept="*/*") as response:
            body = bounded(response, configs.MOST_BYTES, self._asking.ends_at, too_large)
        if digest_of(body) != blob.digest:
            raise BadConfigError("the registry sent a configuration of another digest")
        return body

    def _manifest(self, reference: str) -> tuple[str, Manifest]:
        too_large = UnreadError(f"its manifest is larger than {manifests.MOST_BYTES // 2**20} MiB")
        with self._asking.ask(f"manifests/{reference}", accept=ACCEPT) as response:
            body = bounded(response, manifests.MOST_BYTES, self._asking.ends_at, too_large)
            kind = response.headers.get("Content-Type", "")
        digest = digest_of(body)
        if reference.startswith("sha256:") and digest != reference:
            raise UnreadError("the registry sent a manifest of another digest")
        try:
            return digest, manifests.read(body, kind)
        except BadManifestError as error:
            raise UnreadError(str(error)) from None


def side_by_side(do: Callable[[One], Other], things: Sequence[One]) -> list[Other]:
    """Return what is made of each thing, several at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(do, things))


def digest_of(body: bytes) -> str:
    """Return the digest of a body."""
    return f"sha256:{sha256(body).hexdigest()}"
