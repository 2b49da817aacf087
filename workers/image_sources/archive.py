"""An image in an archive of `docker save`: its layers lie in it unpacked, so only unpacked sizes are known."""

import json
import posixpath
import tarfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.errors import UserError
from bot.facts import Layer, PlatformImage
from bot.layers.tar import BadLayerError, LayerFiles, read_layer
from workers.clients.registry import configs, manifests
from workers.clients.registry.configs import BadConfigError, Config, read_config
from workers.image_sources.source import ReadLayer

CHUNK_BYTES = 256 * 1024
ANY_PLATFORM = "linux/amd64"


class ArchiveSource:
    """Reads an archive of one image."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._path = path
        self._layers: tuple[str, ...] = ()

    def platforms(self) -> tuple[PlatformImage, ...]:
        """Return the archive's image; every layer is read once for its size. Raises UserError or OutsideError."""
        with self._open() as archive:
            config, self._layers = self._read_manifest(archive)
            if len(config.diff_ids) != len(self._layers):
                raise UserError(f"{self.name}: its configuration lists other layers than its manifest")
            layers = tuple(self._layer(archive, number, digest) for number, digest in enumerate(config.diff_ids, 1))
        return (
            PlatformImage(
                config.platform or ANY_PLATFORM,
                "",
                layers,
                history=config.history,
                diff_ids=config.diff_ids,
                is_unpacked_only=True,
            ),
        )

    def read_layers(
        self,
        image: PlatformImage,  # noqa: ARG002 - an archive holds one image
        numbers: Collection[int],
        read: ReadLayer,
    ) -> dict[int, LayerFiles]:
        """Return what some layers hold; raise OutsideError."""
        with self._open() as archive:
            return {number: read(self._chunks(archive, self._layers[number - 1])) for number in sorted(numbers)}

    @contextmanager
    def _open(self) -> Iterator[tarfile.TarFile]:
        try:
            with tarfile.open(self._path, "r:*") as archive:
                yield archive
        except OSError as error:
            raise UserError(f"{self.name} cannot be read: {error.strerror or error}") from None
        except (tarfile.TarError, BadConfigError, LookupError, ValueError, TypeError, AttributeError) as error:
            raise UserError(f"{self.name} is no archive of `docker save` ({type(error).__name__})") from None

    def _read_manifest(self, archive: tarfile.TarFile) -> tuple[Config, tuple[str, ...]]:
        images = json.loads(_bounded(self._file(archive, "manifest.json"), manifests.MOST_BYTES))
        if len(images) != 1:
            raise UserError(
                f"{self.name} holds {len(images)} images; save the one that is meant into a file of its own"
            )
        config = read_config(_bounded(self._file(archive, images[0]["Config"]), configs.MOST_BYTES))
        layers = tuple(str(one) for one in images[0]["Layers"] or ())
        if len(layers) > manifests.MOST_LAYERS:
            raise UserError(f"{self.name} lists more than {manifests.MOST_LAYERS} layers")
        return config, layers

    def _layer(self, archive: tarfile.TarFile, number: int, digest: str) -> Layer:
        files = read_layer(self._chunks(archive, self._layers[number - 1]))
        return Layer(digest, files.unpacked_bytes, files.unpacked_bytes)

    def _chunks(self, archive: tarfile.TarFile, name: str) -> Iterator[bytes]:
        file = self._file(archive, name)
        while chunk := file.read(CHUNK_BYTES):
            yield chunk

    def _file(self, archive: tarfile.TarFile, name: str) -> IO[bytes]:
        member = archive.getmember(name)
        if member.issym():
            # Docker before 25 writes a layer that occurs twice as a link to the first.
            member = archive.getmember(posixpath.normpath(posixpath.join(posixpath.dirname(name), member.linkname)))
        file = archive.extractfile(member) if member.isreg() else None
        if file is None:
            raise BadLayerError(f"{self.name}: `{name[:80]}` is no file")
        return file


def _bounded(file: IO[bytes], most_bytes: int) -> bytes:
    body = file.read(most_bytes + 1)
    if len(body) > most_bytes:
        raise BadConfigError(f"a file is larger than {most_bytes // 2**20} MiB")
    return body
