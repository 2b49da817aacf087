"""Layers: bytes that come from a seed, block by block, so that one of many gigabytes costs nothing until it is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

BLOCK_BYTES = 64 * 1024


@dataclass(frozen=True)
class Layer:
    """A layer of so many bytes; equal seeds and sizes are equal layers.

    Its digest is made of size and seed, not of its bytes; an exact layer has the digest of its bytes, which takes
    reading them once, and can be pulled by real clients, which check. With a `body` its bytes are those.
    """

    size: int
    seed: str
    created_by: str = ""
    is_exact: bool = False
    body: bytes = b""

    @property
    def digest(self) -> str:
        """Return the fixed digest."""
        if self.body:
            return f"sha256:{sha256(self.body).hexdigest()}"
        if self.is_exact:
            return _digest_of_bytes(self.size, self.seed)
        return f"sha256:{sha256(f'{self.seed}/{self.size}'.encode()).hexdigest()}"

    def content(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from a place to another, made anew, never more than a block at once."""
        if self.body:
            return iter([self.body[start:end]])
        return _content(self.seed, start, self.size if end is None else min(end, self.size))


def _content(seed: str, start: int, end: int) -> Iterator[bytes]:
    block = sha256(seed.encode()).digest() * (BLOCK_BYTES // 32)
    while start < end:
        place = start % BLOCK_BYTES
        piece = block[place : place + end - start]
        yield piece
        start += len(piece)


@cache
def _digest_of_bytes(size: int, seed: str) -> str:
    found = sha256()
    for piece in _content(seed, 0, size):
        found.update(piece)
    return f"sha256:{found.hexdigest()}"
