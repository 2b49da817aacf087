"""Finds which of many named patterns stand in the lines of a job's log, all of them in one pass over its bytes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import hyperscan

BLOCK_BYTES = 256 * 1024
"""Text that is scanned at once; hyperscan is slower below 64 KiB and above 1 MiB."""
PIECE_BYTES = 16 * 1024
"""What is read of a piece of a line; the rest of it is skipped, so that no line costs memory."""

HEADER = re.compile(rb"\d{4}-[01]\d-[0-3]\dT\d\d:\d\d:\d\d\.\d{6}Z [0-9a-f]{2}[EO][ +]")
"""What the runner's FF_TIMESTAMPS writes before each line: time, stream, O or E, and "+" where a line goes on."""
HEADER_BYTES = 32
COMMAND_MARK = b"\x1b[32;1m$"
"""How the runner begins the echo of a job's command: bright green, which tells it from a RUN that prints a dollar."""
_CODE = re.compile(
    rb"\x1b(?!\[32;1m\$)(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\r\n]{0,500}(?:\x07|\x1b\\)|[ -/]{0,3}[0-Z\\-~])"
)
"""A terminal's code, but for that mark: colours and the cursor, titles and links, character sets."""
_LINE_END = re.compile(rb"[\r\n]")
_STARTS = rb"(?:^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [0-9a-f]{2}[OE][ +])?|\r)"
_ENDS = rb"(?:\r|$)"

_TOKEN = re.compile(rb"\\.|\[\^?(?:\\.|[^\]\\])+\]|[.^$]|\{(\d+),(\d+)\}")
_NARROW = {b".": b"[^\\r\\n]", b"\\s": b"[ \\t]", b"^": _STARTS, b"$": _ENDS}
_MOST_COUNTED = 12
"""Repeats that the engine is to count: each costs it a state, and what reads its hits again counts all of them."""

_LAST_REPEAT = re.compile(rb"(?<!\\)\+(\)*)$")
"""The engine tells every end of a match: with this one, a call for every byte of a long word."""

_INDEX_BITS = 12
_INDEX_MASK = (1 << _INDEX_BITS) - 1

Find = Callable[[bytes], list[int]]
"""Finds patterns in a block: the offset behind each match, and in the lowest bits the pattern's index."""

_Search = Callable[[bytes], re.Match[bytes] | None]


class Hit(NamedTuple):
    """A piece of a line (what stands between two line ends or carriage returns) in which patterns were found.

    `number` counts the line feeds of the log from 1. `text` has neither header nor terminal codes; `header` is the
    runner's 32 bytes, empty where there is none. `matches` holds the match of each pattern by its name.
    """

    number: int
    text: bytes
    header: bytes
    matches: Mapping[str, re.Match[bytes]]


class Scanner:
    """Reads a log in chunks of any size and yields the pieces of its lines in which a pattern was found.

    Patterns are regular expressions over bytes without look-around and back references. They see one piece without
    header and terminal codes, but for COMMAND_MARK; `^` and `$` are the ends of the piece.
    """

    def __init__(self, patterns: Mapping[str, bytes]) -> None:
        self._searches = _searches(tuple(patterns.items()))
        self._find = _finder(tuple(patterns.values()))
        self._rest = b""
        self._is_skipping = False
        self._header = b""
        self._begins_line = True
        self.lines = 0
        """Line feeds read so far."""

    def feed(self, chunk: bytes) -> Iterator[Hit]:
        """Read the next bytes of the log and yield what was found in the pieces that ended."""
        for start in range(0, len(chunk), BLOCK_BYTES):
            block = self._rest + self._unskipped(chunk[start : start + BLOCK_BYTES])
            end = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
            self._rest = block[end : end + PIECE_BYTES]
            self._is_skipping = self._is_skipping or len(block) - end > PIECE_BYTES
            yield from self._scan(_shortened(block[:end]))

    def finish(self) -> Iterator[Hit]:
        """Yield what was found in the last piece, where no line end follows it."""
        rest, self._rest = self._rest, b""
        yield from self._scan(rest)

    def _unskipped(self, chunk: bytes) -> bytes:
        if not self._is_skipping:
            return chunk
        end = _LINE_END.search(chunk)
        self._is_skipping = end is None
        return chunk[end.start() :] if end else b""

    def _scan(self, raw: bytes) -> list[Hit]:
        block = _CODE.sub(b"", raw) if b"\x1b" in raw else raw
        hits, counted, line, start = [], 0, 0, 0
        for place, end, indexes in _pieces(block, sorted(self._find(block))):
            line = block.rfind(b"\n", start, place) + 1 or line
            start = block.rfind(b"\r", line, place) + 1 or line
            self.lines += block.count(b"\n", counted, start)
            counted = start
            if hit := self._hit(block, line, start, end, indexes):
                hits.append(hit)
        self._keep_header(block)
        self.lines += block.count(b"\n", counted)
        if raw:
            self._begins_line = raw.endswith(b"\n")
        return hits

    def _hit(self, block: bytes, line: int, start: int, end: int, indexes: Iterable[int]) -> Hit | None:
        header = HEADER.match(block, line) if line or self._begins_line else None
        text = block[start + HEADER_BYTES if header and start == line else start : end]
        # The engine read the header as part of the line; what counts is what the piece itself says.
        matches, searches = {}, self._searches
        for index in indexes:
            name, search = searches[index]
            if match := search(text):
                matches[name] = match
        if not matches:
            return None
        of_line = header.group() if header else b"" if line else self._header
        return Hit(self.lines + 1, text.replace(COMMAND_MARK, b"$"), of_line, matches)

    def _keep_header(self, block: bytes) -> None:
        """Remember the header of a line that goes on in the next block."""
        line = block.rfind(b"\n") + 1
        header = HEADER.match(block, line) if line or self._begins_line else None
        if header or line:
            self._header = header.group() if header else b""


def _pieces(block: bytes, found: Sequence[int]) -> Iterator[tuple[int, int, Mapping[int, None]]]:
    """Group what was found by pieces: an offset in each, where it ends, and the indexes of the patterns found there."""
    end, at, indexes = -1, 0, dict[int, None]()
    for one in found:
        last = (one >> _INDEX_BITS) - 1
        # A pattern that ends with the piece has taken the carriage return behind it.
        last -= block[last] in b"\r\n"
        if last >= end:
            if indexes:
                yield at, end, indexes
            at, indexes = last, {}
            after = _LINE_END.search(block, last)
            end = after.start() if after else len(block)
        indexes[one & _INDEX_MASK] = None
    if indexes:
        yield at, end, indexes


def _shortened(block: bytes) -> bytes:
    """Return the block with what is too long of its pieces cut away."""
    kept, start, piece = [], 0, 0
    while len(block) - piece > PIECE_BYTES + 1:
        limit = piece + PIECE_BYTES + 1
        end = max(block.rfind(b"\n", piece, limit), block.rfind(b"\r", piece, limit)) + 1
        if not end:
            kept.append(block[start : limit - 1])
            after = _LINE_END.search(block, limit)
            end = start = after.start() if after else len(block)
        piece = end
    return b"".join((*kept, block[start:])) if kept else block


class _Searches(dict[int, tuple[str, _Search]]):
    """By a pattern's index its name and what searches a piece; compiled when first found, as most of them never are."""

    def __init__(self, patterns: tuple[tuple[str, bytes], ...]) -> None:
        super().__init__()
        self._patterns = patterns

    def __missing__(self, index: int) -> tuple[str, _Search]:
        name, pattern = self._patterns[index]
        self[index] = known = name, re.compile(pattern).search
        return known


_searches = cache(_Searches)
"""One table for all logs that are read for the same patterns."""


def _finder(patterns: tuple[bytes, ...]) -> Find:
    """Return what finds the patterns; each has room of its own to work in, so that threads may read side by side."""
    database = _database(patterns)
    scratch = database.scratch.clone()

    def find(block: bytes) -> list[int]:
        found: list[int] = []
        take = found.append
        if block:
            database.scan(
                block,
                lambda index, _start, end, _flags, _context: take(end << _INDEX_BITS | index),
                scratch=scratch,
            )
        return found

    return find


@cache
def _database(patterns: tuple[bytes, ...]) -> "hyperscan.Database":
    """Compile the patterns once; hyperscan is imported late, as only who reads a log should spend its memory."""
    engine = _engine()
    database: hyperscan.Database = engine.Database(mode=engine.HS_MODE_BLOCK)
    database.compile(
        expressions=[expression(pattern) for pattern in patterns],
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[engine.HS_FLAG_MULTILINE] * len(patterns),
    )
    return database


def _engine() -> ModuleType:
    try:
        return import_module("hyperscan")
    except ImportError as missing:
        raise ImportError(
            "hyperscan, which finds patterns in job logs, is not installed; there are wheels for Linux on x86-64 and "
            "arm64 (glibc 2.28 or newer, or musl) and for macOS on arm64"
        ) from missing


def expression(pattern: bytes) -> bytes:
    """Return a pattern as the engine takes it: nothing in it reaches over the ends of a piece of a line."""
    return _TOKEN.sub(_narrow, _LAST_REPEAT.sub(rb"\1", pattern))


def _narrow(token: re.Match[bytes]) -> bytes:
    if token[0].startswith(b"[^"):
        return b"[^\\r\\n" + token[0][2:]
    if token[2] and int(token[2]) > _MOST_COUNTED:
        return b"{%b,}" % token[1]
    return _NARROW.get(token[0], token[0])
