"""An image in a Docker engine: unpacked sizes by layer; files are read from the stream of `docker save`."""

import io
import tarfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

from bot.errors import OutsideError
from bot.facts import HistoryEntry, Layer, PlatformImage
from bot.layers.history import instruction_of
from bot.layers.tar import LayerFiles
from workers.clients.engine import Engine, EngineImage, EngineStep
from workers.image_sources.source import ReadLayer

CHUNK_BYTES = 256 * 1024
_NO_ARCHIVE = frozenset({b"", b"{", b"["})
MAKES_LAYERS = ("RUN ", "COPY ", "ADD ")


@contextmanager
def open_engine_image(name: str, image_name: str, environ: Mapping[str, str]) -> Iterator["EngineSource"]:
    """Open an image of the engine that the environment names."""
    engine = Engine(environ)
    try:
        yield EngineSource(name, engine, image_name)
    finally:
        engine.close()


class EngineSource:
    """Reads an image of an engine."""

    def __init__(self, name: str, engine: Engine, image_name: str) -> None:
        self.name = name
        self._engine = engine
        self._image_name = image_name

    def platforms(self) -> tuple[PlatformImage, ...]:
        """Return the image; raise UserError or OutsideError."""
        return (platform_of(self._engine.image(self._image_name)),)

    def read_layers(self, image: PlatformImage, numbers: Collection[int], read: ReadLayer) -> dict[int, LayerFiles]:
        """Return what some layers hold; which layer is which tells only the digest of what was read."""
        wanted = {image.diff_ids[number - 1]: number for number in numbers}
        found: dict[int, LayerFiles] = {}
        stream = io.BufferedReader(_Stream(self._engine.save(self._image_name)), CHUNK_BYTES)
        with tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK_BYTES) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.isreg() and _may_be(member.name, wanted) else None
                first = file.read(1) if file and len(found) < len(wanted) else b""
                if file is None or first in _NO_ARCHIVE:
                    continue
                files = read(_chunks(first, file))
                if number := wanted.get(files.digest):
                    found[number] = files
        if len(found) < len(wanted):
            raise OutsideError(f"{self.name}: the engine did not send all layers")
        return found


def platform_of(image: EngineImage) -> PlatformImage:
    """Return an engine's image; where it cannot be told which step made which layer, the last one stands for all."""
    making = _making(image.steps, len(image.diff_ids))
    sizes = [image.steps[index].size_bytes for index in making]
    if not making and image.diff_ids:
        sizes = [*[0] * (len(image.diff_ids) - 1), image.size_bytes]
    return PlatformImage(
        image.platform,
        "",
        tuple(Layer(digest, size, size) for digest, size in zip(image.diff_ids, sizes, strict=True)),
        history=tuple(
            HistoryEntry(step.created_by, is_empty=index not in making, comment=step.comment)
            for index, step in enumerate(image.steps)
        )
        if making
        else (),
        diff_ids=image.diff_ids,
        history_unread_because=None if making else "the engine does not tell which step made which layer",
        is_unpacked_only=True,
    )


def _making(steps: Sequence[EngineStep], layers: int) -> tuple[int, ...]:
    """Return the steps that made layers; the engine tells their sizes, and a layer may be empty."""
    weighty = {index for index, step in enumerate(steps) if step.size_bytes}
    by_name = {index for index, step in enumerate(steps) if _instruction(step).startswith(MAKES_LAYERS)}
    with_folders = {index for index, step in enumerate(steps) if _instruction(step).startswith("WORKDIR ")}
    for guess in (weighty, weighty | by_name, weighty | by_name | with_folders):
        if len(guess) == layers:
            return tuple(sorted(guess))
    return ()


def _instruction(step: EngineStep) -> str:
    return instruction_of(HistoryEntry(step.created_by))


def _may_be(name: str, wanted: Collection[str]) -> bool:
    """Tell whether a member can be a wanted layer: Docker names layers by their digests since version 25."""
    return name.endswith("/layer.tar") or f"sha256:{name.removeprefix('blobs/sha256/')}" in wanted


def _chunks(first: bytes, file: IO[bytes]) -> Iterator[bytes]:
    yield first
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


class _Stream(io.RawIOBase):
    """Lets tarfile read what comes in chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._left = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as one chunk goes; 0 is the end."""
        self._left = self._left or next(self._chunks, b"")
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._left))
        view[:count], self._left = self._left[:count], self._left[count:]
        return count
