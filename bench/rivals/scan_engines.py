"""Finds patterns in the lines of a log with one engine: hyperscan, google-re2, the standard library, or line by line."""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from re import _constants as of  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

BLOCK_BYTES = {"hyperscan": 256 * 1024, "google-re2": 64 * 1024, "standard library": 256 * 1024}
"""What is scanned at once, where each engine is fastest."""
NOISE = re.compile(
    rb"\x1b(?!\[32;1m\$)\[[0-?]*[ -/]*[@-~]"
    rb"|(?m:^)\d{4}-[01]\d-[0-3]\dT\d\d:\d\d:\d\d\.\d{6}Z [0-9a-f]{2}[EO][ +]"
)
"""Terminal codes, but for the one that marks a command, and the runner's time stamps."""
Find = Callable[[bytes], Iterator[tuple[int, int]]]
"""Yields for a block the index of each pattern and where in the block it stands."""


def main() -> None:
    """Read the orders, scan, and print the seconds and how many lines each pattern was found in."""
    orders = json.load(sys.stdin)
    engine, path, patterns = orders["engine"], orders["log"], [one.encode("latin-1") for one in orders["patterns"]]
    began = time.perf_counter()
    scan = _line_by_line(patterns, path) if engine == "line by line" else _by_block(engine, patterns, path)
    ready = time.perf_counter()
    found = scan()
    seconds = time.perf_counter() - ready
    print(json.dumps({"start": ready - began, "seconds": seconds, "found": sorted(found.items())}))


def _line_by_line(patterns: list[bytes], path: str) -> Callable[[], Counter[int]]:
    searches = [re.compile(one.decode("latin-1")).search for one in patterns]

    def scan() -> Counter[int]:
        found = Counter[int]()
        with open(path, encoding="latin-1", newline="") as file:
            for piece in re.split(r"[\r\n]", _plain(file.read().encode("latin-1")).decode("latin-1")):
                found.update(index for index, search in enumerate(searches) if search(piece))
        return found

    return scan


def _by_block(engine: str, patterns: list[bytes], path: str) -> Callable[[], Counter[int]]:
    find = {"hyperscan": _hyperscan, "google-re2": _re2, "standard library": _standard_library}[engine](patterns)

    def scan() -> Counter[int]:
        found = Counter[int]()
        for block in _blocks(path, BLOCK_BYTES[engine]):
            ends: dict[int, int] = {}
            for index, place in find(block):
                if place >= ends.get(index, -1):
                    found[index] += 1
                    ends[index] = _end(block, place)
        return found

    return scan


def _blocks(path: str, size: int) -> Iterator[bytes]:
    rest = b""
    with open(path, "rb") as file:
        while chunk := file.read(size):
            whole, end, rest = (rest + chunk).rpartition(b"\n")
            yield _plain(whole + end)
    yield _plain(rest)


def _plain(text: bytes) -> bytes:
    return NOISE.sub(b"", text)


def _end(block: bytes, place: int) -> int:
    found = LINE_END.search(block, place)
    return found.start() if found else len(block)


LINE_END = re.compile(rb"[\r\n]")


def _hyperscan(patterns: list[bytes]) -> Find:
    import hyperscan  # noqa: PLC0415 - each engine is needed by one case only

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=patterns,
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[hyperscan.HS_FLAG_MULTILINE] * len(patterns),
    )

    def find(block: bytes) -> Iterator[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        take = found.append
        if block:
            database.scan(block, lambda index, _start, end, _flags, _context: take((index, end - 1)))
        return iter(found)

    return find


def _re2(patterns: list[bytes]) -> Find:
    import re2  # noqa: PLC0415

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 1 << 30
    known = re2.Set.SearchSet(options)
    for one in patterns:
        known.Add(b"(?m)" + one)
    known.Compile()
    single = [re2.compile(b"(?m)" + one, options) for one in patterns]

    def find(block: bytes) -> Iterator[tuple[int, int]]:
        for index in known.Match(block) or ():
            for match in single[index].finditer(block):
                yield index, max(match.start(), match.end() - 1)

    return find


def _standard_library(patterns: list[bytes]) -> Find:
    """Look for the longest word that a pattern cannot do without; where it stands, try the pattern."""
    searches = [re.compile(one, re.MULTILINE) for one in patterns]
    by_word: dict[bytes, list[int]] = {}
    for index, one in enumerate(patterns):
        by_word.setdefault(longest_word(one), []).append(index)

    def find(block: bytes) -> Iterator[tuple[int, int]]:
        for word, indexes in by_word.items():
            place = block.find(word)
            while place >= 0:
                begin = max(block.rfind(b"\n", 0, place), block.rfind(b"\r", 0, place)) + 1
                end = _end(block, place)
                for index in indexes:
                    if searches[index].search(block, begin, end):
                        yield index, begin
                place = block.find(word, end)

    return find


def longest_word(pattern: bytes) -> bytes:
    """Return the longest run of plain bytes that stands in every match, empty when there is none."""
    words, word = [b""], b""
    for kind, argument in parser.parse(pattern):
        if kind is of.LITERAL:
            word += bytes([argument])
        else:
            words.append(word)
            word = b""
    return max([*words, word], key=len)


if __name__ == "__main__":
    main()
