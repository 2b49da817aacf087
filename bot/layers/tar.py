"""Reads a layer as it comes: gzip, zstd or plain tar, file by file, in bounded memory and without writing anything."""

import sys
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Protocol, cast

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

from bot.errors import OutsideError
from bot.layers.secret_names import is_secret

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
PIECE_BYTES = 512 * 1024
"""How much is unpacked at once: of a bomb too, no more stands in memory."""
WINDOW_LOG = 26
"""The largest window of zstd that is taken: 64 MiB, twice what its level 19 uses for a layer."""
MOST_AT_ONCE = 32 * 1024
"""The largest header, which holds a long name or the attributes of one file; tarfile reads each as a whole, and before
Python 3.11.10 in time that grows with the square of its length."""
MOST_UNPACKED_BYTES = 64 * 2**30
MOST_FILES = 250_000
LONGEST_PATH = 4096
LEAST_SUMMED_BYTES = 2**20
"""Smaller files are not compared by content."""
WHITEOUT, OPAQUE = ".wh.", ".wh..wh..opq"
MAY_BE_READ_BY_ALL = 0o004


class BadLayerError(OutsideError):
    """A layer that cannot be read as one; the text is for people."""


@dataclass
class LayerFiles:
    """What a layer holds: sizes of regular files by path, and what it hides of the layers below.

    A hard link weighs nothing. `unpacked_bytes` counts the regular files. `sums` are checksums of large files,
    `secrets` the files that are secrets by their names and that everybody may read.
    """

    sizes: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)
    sums: dict[str, int] = field(default_factory=dict)
    digest: str = ""
    compressed_bytes: int = 0
    unpacked_bytes: int = 0
    is_partial: bool = False


def read_layer(
    chunks: Iterable[bytes], *, most_files: int = MOST_FILES, most_bytes: int = MOST_UNPACKED_BYTES
) -> LayerFiles:
    """Return what a layer holds; whoever calls compares its digest. Raises BadLayerError."""
    stream = _Forward(chunks, most_bytes)
    found = LayerFiles()
    try:
        with tarfile.TarFile(fileobj=cast("IO[bytes]", stream), mode="r") as archive:
            _read_members(archive, stream, found, most_files)
        stream.drain()
    except (tarfile.TarError, zlib.error, ZstdError, EOFError, ValueError, LookupError, OverflowError) as error:
        raise BadLayerError(f"a layer cannot be read ({type(error).__name__})") from None
    found.digest = f"sha256:{stream.digest}"
    found.compressed_bytes = stream.taken_bytes
    return found


def _read_members(archive: tarfile.TarFile, stream: "_Forward", found: LayerFiles, most_files: int) -> None:
    member = archive.next()
    while member is not None:
        path = clean_path(member.name)
        if len(found.sizes) + len(found.hidden) >= most_files:
            found.is_partial = True
        elif path:
            _note(path, member, found)
        if member.isreg():
            found.unpacked_bytes += member.size
            if member.size >= LEAST_SUMMED_BYTES and not member.issparse() and path in found.sizes:
                found.sums[path] = stream.sum_of_next(member.offset_data, member.size)
        # It keeps all it has seen, for those who come back; typeshed does not know that list.
        archive.members.clear()  # type: ignore[attr-defined]
        member = archive.next()


def _note(path: str, member: tarfile.TarInfo, found: LayerFiles) -> None:
    folder, _, name = path.rpartition("/")
    if name == OPAQUE:
        found.emptied.add(folder)
    elif name.startswith(WHITEOUT):
        found.hidden.add(f"{folder}/{name.removeprefix(WHITEOUT)}".lstrip("/"))
    elif member.isreg() or member.islnk():
        found.sizes[path] = member.size if member.isreg() else 0
        if member.mode & MAY_BE_READ_BY_ALL and is_secret(path):
            found.secrets.add(path)


def clean_path(name: str) -> str:
    """Return a path without `./`, `..` and a leading slash; it is a name to show, nothing is ever opened by it."""
    if len(name) > LONGEST_PATH:
        raise BadLayerError("a layer holds a path longer than any system takes")
    return "/".join(part for part in name.split("/") if part not in {"", ".", ".."})


class _Forward:
    """What tarfile reads from: goes forward only, counts and sums what comes, and gives nothing large at once."""

    def __init__(self, chunks: Iterable[bytes], most_bytes: int) -> None:
        self._sum = sha256()
        self.taken_bytes = 0
        self._pieces = _unpacked(self._counted(chunks), most_bytes)
        self._piece = b""
        self._at = 0
        self._place = 0

    @property
    def digest(self) -> str:
        """Return the digest of all that was taken."""
        return self._sum.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, fewer at the end."""
        if not 0 <= size <= MOST_AT_ONCE:
            raise BadLayerError("a layer has a header that is larger than 32 KiB")
        found = self._piece[self._at : self._at + size]
        self._at += len(found)
        while len(found) < size and self._more():
            rest = self._piece[: size - len(found)]
            self._at = len(rest)
            found += rest
        self._place += len(found)
        return found

    def tell(self) -> int:
        """Return the place in the unpacked layer."""
        return self._place

    def seek(self, place: int, whence: int = 0) -> int:
        """Go forward."""
        if whence or place < self._place:
            raise BadLayerError("a layer's archive does not go forward")
        for _ in self._passing(place - self._place):
            pass
        return self._place

    def sum_of_next(self, start: int, size: int) -> int:
        """Return the checksum of a file's content, and stand behind it."""
        self.seek(start)
        found = 0
        for piece in self._passing(size):
            found = zlib.crc32(piece, found)
        return found

    def drain(self) -> None:
        """Read to the end, for the digest's sake."""
        while self._more():
            pass

    def _passing(self, size: int) -> Iterator[memoryview]:
        while size > 0:
            left = len(self._piece) - self._at
            if not left:
                if not self._more():
                    return
                continue
            step = min(size, left)
            yield memoryview(self._piece)[self._at : self._at + step]
            self._at += step
            self._place += step
            size -= step

    def _more(self) -> bool:
        self._piece, self._at = next(self._pieces, b""), 0
        return bool(self._piece)

    def _counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._sum.update(chunk)
            self.taken_bytes += len(chunk)
            yield chunk


def _unpacked(chunks: Iterator[bytes], most_bytes: int) -> Iterator[bytes]:
    """Yield the unpacked bytes in pieces of bounded size; raise BadLayerError when there is no end of them."""
    first = next(chunks, b"")
    while 0 < len(first) < len(ZSTD) and (more := next(chunks, b"")):
        first += more
    if not first:
        return
    total = 0
    for piece in _decoded(first, chunks):
        total += len(piece)
        if total > most_bytes:
            raise BadLayerError(f"a layer unpacks to more than {most_bytes // 2**30} GiB")
        yield piece


def _decoded(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    make: type[_Gzip | _Zstd]
    if first.startswith(GZIP):
        make = _Gzip
    elif first.startswith(ZSTD):
        make = _Zstd
    else:
        yield first
        yield from chunks
        return
    decoder: _Decoder = make()
    data = first
    while True:
        piece = decoder.unpack(data)
        if piece:
            yield piece
        if decoder.is_at_end:
            # Layers made by pigz, stargz or zstd:chunked are several streams in a row.
            data = decoder.rest or next(chunks, b"")
            if not data:
                return
            decoder = make()
        elif decoder.is_hungry:
            data = next(chunks, b"")
            if not data:
                raise BadLayerError("a layer breaks off in the middle")
        else:
            data = b""


class _Decoder(Protocol):
    @property
    def is_at_end(self) -> bool: ...

    @property
    def is_hungry(self) -> bool: ...

    @property
    def rest(self) -> bytes: ...

    def unpack(self, data: bytes) -> bytes: ...


class _Gzip:
    """One stream of gzip; what it was given and has not unpacked yet it keeps."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(wbits=31)
        self._waiting = b""
        self._is_full = False

    @property
    def is_at_end(self) -> bool:
        return self._decoder.eof

    @property
    def is_hungry(self) -> bool:
        # Behind a full piece there may be more of the same input.
        return not self._waiting and not self._is_full

    @property
    def rest(self) -> bytes:
        return self._decoder.unused_data

    def unpack(self, data: bytes) -> bytes:
        found = self._decoder.decompress(self._waiting + data if self._waiting else data, PIECE_BYTES)
        self._waiting, self._is_full = self._decoder.unconsumed_tail, len(found) == PIECE_BYTES
        return found


class _Zstd:
    """One frame of zstd."""

    def __init__(self) -> None:
        self._decoder = ZstdDecompressor(options={DecompressionParameter.window_log_max: WINDOW_LOG})

    @property
    def is_at_end(self) -> bool:
        return self._decoder.eof

    @property
    def is_hungry(self) -> bool:
        return self._decoder.needs_input

    @property
    def rest(self) -> bytes:
        return self._decoder.unused_data

    def unpack(self, data: bytes) -> bytes:
        return self._decoder.decompress(data, PIECE_BYTES)
