"""Finds patterns in the lines of a log with one engine, or as people write it, line by line and pattern by pattern.

`pieces` of a line are what stands between line ends and carriage returns; every engine counts in how many pieces each
pattern is found, so that the answers can be compared.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

CODE = re.compile(rb"\x1b(?!\[32;1m\$)\[[0-?]*[ -/]*[@-~]")
"""A terminal's code, but for the one that marks a command."""
HEADER = re.compile(rb"\d{4}-[01]\d-[0-3]\dT\d\d:\d\d:\d\d\.\d{6}Z [0-9a-f]{2}[EO][ +]")
"""The runner's time stamp; the expressions of the engines pass over it."""
LINE_END = re.compile(rb"[\r\n]")
Find = Callable[[bytes], Iterable[tuple[int, int]]]
"""Finds in a block the index of each pattern and a place in each match."""


def main() -> None:
    """Read the order, scan, and print the seconds and in how many pieces each pattern was found."""
    order = json.load(sys.stdin)
    make, block_bytes = ENGINES[order["engine"]]
    began = time.perf_counter()
    find = make([one.encode("latin-1") for one in order["patterns"]])
    ready, cpu = time.perf_counter(), time.process_time()
    found = _count(find, Path(order["log"]), block_bytes)
    seconds, cpu = time.perf_counter() - ready, time.process_time() - cpu
    print(json.dumps({"start": ready - began, "seconds": seconds, "cpu": cpu, "found": sorted(found.items())}))


def _count(find: Find, log: Path, block_bytes: int) -> Counter[int]:
    found = Counter[int]()
    for block in _blocks(log, block_bytes):
        ends: dict[int, int] = {}
        for index, place in find(block):
            if place >= ends.get(index, -1):
                found[index] += 1
                ends[index] = _end(block, place)
    return found


def _blocks(log: Path, block_bytes: int) -> Iterator[bytes]:
    rest = b""
    with log.open("rb") as file:
        while chunk := file.read(block_bytes):
            block = rest + chunk
            end = block.rfind(b"\n") + 1
            yield CODE.sub(b"", block[:end])
            rest = block[end:]
    yield CODE.sub(b"", rest)


def _end(block: bytes, place: int) -> int:
    found = LINE_END.search(block, place)
    return found.start() if found else len(block)


def _text(piece: bytes) -> bytes:
    header = HEADER.match(piece)
    return piece[header.end() :] if header else piece


def _line_by_line(patterns: Sequence[bytes]) -> Find:
    searches = [re.compile(one).search for one in patterns]

    def find(block: bytes) -> Iterator[tuple[int, int]]:
        place = 0
        for piece in LINE_END.split(block):
            text = _text(piece)
            for index, search in enumerate(searches):
                if search(text):
                    yield index, place
            place += len(piece) + 1

    return find


def _hyperscan(patterns: Sequence[bytes]) -> Find:
    import hyperscan  # noqa: PLC0415 - a case needs one engine only

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=patterns,
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[hyperscan.HS_FLAG_MULTILINE] * len(patterns),
    )

    def find(block: bytes) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        take = found.append
        if block:
            database.scan(block, lambda index, _start, end, _flags, _context: take((index, _inside(block, end - 1))))
        return found

    return find


def _re2(patterns: Sequence[bytes]) -> Find:
    """Ask a set which patterns a block holds, as it does not tell where, and then look for each of those."""
    import re2  # noqa: PLC0415

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 1 << 30
    known, single = re2.Set.SearchSet(options), [re2.compile(b"(?m)" + one, options) for one in patterns]
    for one in patterns:
        known.Add(b"(?m)" + one)
    known.Compile()

    def find(block: bytes) -> Iterator[tuple[int, int]]:
        for index in known.Match(block) or ():
            for match in single[index].finditer(block):
                yield index, _inside(block, match.end() - 1)

    return find


def _standard_library(patterns: Sequence[bytes]) -> Find:
    """Look for words that a match cannot do without, and try the patterns where they stand."""
    searches = [re.compile(one).search for one in patterns]
    by_word: dict[bytes, list[int]] = {}
    for index, one in enumerate(patterns):
        for word in words_of(parser.parse(one)):
            by_word.setdefault(word, []).append(index)

    def find(block: bytes) -> list[tuple[int, int]]:
        found = set()
        for word, indexes in by_word.items():
            place = block.find(word)
            while place >= 0:
                begin = max(block.rfind(b"\n", 0, place), block.rfind(b"\r", 0, place)) + 1
                end = _end(block, place)
                text = _text(block[begin:end])
                found.update((begin, index) for index in indexes if searches[index](text))
                place = block.find(word, end)
        return [(index, begin) for begin, index in sorted(found)]

    return find


def words_of(parsed: Iterable[tuple[Any, Any]]) -> set[bytes]:
    """Return words one of which stands in every match: of all such sets the one whose shortest word is longest."""
    found, word = [{b""}], b""
    for kind, argument in parsed:
        if kind is kinds.LITERAL:
            word += bytes([argument])
            continue
        found.append({word})
        word = b""
        if kind is kinds.BRANCH:
            found.append(set().union(*map(words_of, argument[1])))
        elif kind is kinds.SUBPATTERN and not argument[1]:
            found.append(words_of(argument[3]))
    return max([*found, {word}], key=lambda words: min(map(len, words)))


def _inside(block: bytes, last: int) -> int:
    """Return the place of a match's last byte, or of the one before where the match took the end of its piece."""
    return last - (block[last] in b"\r\n")


ENGINES: dict[str, tuple[Callable[[Sequence[bytes]], Find], int]] = {
    "hyperscan": (_hyperscan, 256 * 1024),
    "google-re2": (_re2, 64 * 1024),
    "standard library": (_standard_library, 256 * 1024),
    "line by line": (_line_by_line, 256 * 1024),
}
"""What makes each engine ready, and the bytes that it is given at once, where it is fastest."""

if __name__ == "__main__":
    main()
