"""An image in an OCI layout: a directory with an index and its blobs by digest, as skopeo and buildah write it."""

import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from bot.errors import UserError
from bot.facts import PlatformImage
from bot.layers.tar import BadLayerError, LayerFiles
from workers.clients.registry import configs, manifests
from workers.clients.registry.configs import BadConfigError, Config, read_config
from workers.clients.registry.manifests import DIGEST, INDEX_TYPES, BadManifestError, Blob, Entry
from workers.image_sources.source import ReadLayer

CHUNK_BYTES = 256 * 1024
ANY_PLATFORM = "linux/amd64"


class LayoutSource:
    """Reads an OCI layout."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder

    def platforms(self) -> tuple[PlatformImage, ...]:
        """Return the platforms of the layout's image; raise UserError."""
        try:
            return tuple(self._platforms())
        except (BadManifestError, BadConfigError) as error:
            raise UserError(f"{self.name}: {error}") from None
        except OSError as error:
            raise UserError(f"{self.name} is no OCI layout that can be read: {error.strerror or error}") from None

    def read_layers(self, image: PlatformImage, numbers: Collection[int], read: ReadLayer) -> dict[int, LayerFiles]:
        """Return what some layers hold; raise OutsideError."""
        found = {}
        for number in sorted(numbers):
            digest = image.layers[number - 1].digest
            try:
                found[number] = read(self._chunks(digest))
            except OSError as error:
                raise BadLayerError(f"{self.name}: a layer is missing: {error.strerror or error}") from None
            if found[number].digest != digest:
                raise BadLayerError(f"{self.name}: a layer is not what its digest says")
        return found

    def _platforms(self) -> Iterator[PlatformImage]:
        for entry in self._entries():
            manifest = manifests.read(self._blob(entry.digest, manifests.MOST_BYTES), "")
            config = self._config(manifest.config)
            platform = entry.platform if entry.platform != manifests.NOBODYS else config.platform or ANY_PLATFORM
            yield PlatformImage(
                platform, entry.digest, manifest.layers, history=config.history, diff_ids=config.diff_ids
            )

    def _entries(self) -> tuple[Entry, ...]:
        """Return the images of the index; an index that it holds instead of images is opened."""
        body = _bounded(self._folder / "index.json", manifests.MOST_BYTES)
        with suppress(ValueError, LookupError, TypeError, AttributeError):
            rows = json.loads(body)["manifests"]
            if len(rows) == 1 and rows[0].get("mediaType") in INDEX_TYPES and DIGEST.fullmatch(rows[0]["digest"]):
                body = self._blob(rows[0]["digest"], manifests.MOST_BYTES)
            elif len(rows) == 1 and "platform" not in rows[0]:
                # skopeo names no platform for the only image.
                return (Entry(manifests.NOBODYS, _digest(rows[0]["digest"])),)
        return manifests.read(body, INDEX_TYPES[0]).entries

    def _config(self, blob: Blob | None) -> Config:
        return read_config(self._blob(blob.digest, configs.MOST_BYTES)) if blob else Config()

    def _blob(self, digest: str, most_bytes: int) -> bytes:
        body = _bounded(self._path(digest), most_bytes)
        if f"sha256:{sha256(body).hexdigest()}" != digest:
            raise BadManifestError("a blob is not what its digest says")
        return body

    def _chunks(self, digest: str) -> Iterator[bytes]:
        with self._path(digest).open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk

    def _path(self, digest: str) -> Path:
        return self._folder / "blobs" / "sha256" / _digest(digest).removeprefix("sha256:")


def _digest(value: str) -> str:
    if not DIGEST.fullmatch(value):
        raise BadManifestError("it names a blob by no digest that we know")
    return value


def _bounded(path: Path, most_bytes: int) -> bytes:
    with path.open("rb") as file:
        body = file.read(most_bytes + 1)
    if len(body) > most_bytes:
        raise BadManifestError(f"a file is larger than {most_bytes // 2**20} MiB")
    return body
