"""Numbers the lines of a log as GitLab's viewer does, so that a link to a line leads there.

The viewer leaves out lines that show nothing, and joins what FF_TIMESTAMPS marks as the rest of a line (GitLab,
lib/gitlab/ci/ansi2json/converter.rb). Of a long log it shows the end alone, and numbers that from 1.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from bot.patterns import HEADER, HEADER_BYTES
from bot.readings import Failure, Log
from bot.traces.model import Build, CacheSource, Phase, PushedImage, Step

Line = TypeVar("Line", Build, CacheSource, Failure, Phase, PushedImage, Step)

MOST_BYTES = 500 * 1024
"""How long a log may be to be shown whole (Gitlab::Ci::Trace::Stream::LIMIT_SIZE)."""
_SECTION = re.compile(rb"section_(?:start|end):\d+:[^\r\n]*?\r\x1b\[0K")
_UNSEEN = re.compile(rb"\x1b[@-_].*?[@-~]|\x1b.*")
_GOES_ON = b"+"


class ShownLines:
    """Takes a log in chunks and keeps it as long as it would be shown whole."""

    def __init__(self) -> None:
        self._log: bytes | None = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the log."""
        is_whole = self._log is not None and len(self._log) + len(chunk) <= MOST_BYTES
        self._log = (self._log or b"") + chunk if is_whole else None

    def renumber(self, log: Log) -> Log:
        """Return what was found in that log with the numbers of the viewer; a log that is too long keeps its own."""
        if self._log is None:
            return log
        numbers = shown_numbers(self._log)
        trace = replace(
            log.trace,
            builds=_moved(log.trace.builds, numbers),
            steps=_moved(log.trace.steps, numbers),
            cache_sources=_moved(log.trace.cache_sources, numbers),
            pushes=_moved(log.trace.pushes, numbers),
            phases=_moved(log.trace.phases, numbers),
        )
        diagnosis = replace(log.diagnosis, failures=_moved(log.diagnosis.failures, numbers))
        return Log(trace, diagnosis, is_shown=True)


def shown_numbers(log: bytes) -> list[int]:
    """Return the number that each line of a log has in the viewer; one that is not shown has that of the last shown."""
    lines = log.split(b"\n")
    if HEADER.match(lines[0]) is None:
        # Nearly all lines hold no control codes, and a call for each would cost more than all other reading of a log.
        pieces = (_pieces_shown(line) if b"\r" in line or b"\x1b" in line else 1 if line else 0 for line in lines)
        return [shown or 1 for shown in accumulate(pieces)]
    numbers: list[int] = []
    whole, shown = b"", 0
    for place, line in enumerate(lines, 1):
        whole += line[HEADER_BYTES:] if HEADER.match(line) else line
        goes_on = place < len(lines) and lines[place][HEADER_BYTES - 1 : HEADER_BYTES] == _GOES_ON
        if not goes_on:
            shown += _pieces_shown(whole)
            numbers += [max(1, shown)] * (place - len(numbers))
            whole = b""
    return numbers


def _pieces_shown(line: bytes) -> int:
    """Count what the viewer makes of a line: a section that begins or ends within begins a new one."""
    if b"\r" not in line and b"\x1b" not in line:
        return 1 if line else 0
    pieces = _SECTION.split(line.removesuffix(b"\r"))
    # Behind a carriage return alone the line is written anew.
    return sum(1 for piece in pieces if _UNSEEN.sub(b"", piece.rpartition(b"\r")[2]))


def _moved(found: tuple[Line, ...], numbers: Sequence[int]) -> tuple[Line, ...]:
    return tuple(replace(one, line=numbers[min(max(one.line, 1), len(numbers)) - 1]) for one in found)
