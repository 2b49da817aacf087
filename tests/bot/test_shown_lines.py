"""Lines have the numbers that GitLab's log viewer shows: it leaves out what shows nothing."""

import pytest

from bot.explanation import LogReader
from bot.shown_lines import MOST_BYTES, ShownLines, shown_numbers

CLEAR = "\x1b[0K"
STAMP = "2026-03-02T10:14:31.123456Z 01O"


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        ([""], [1]),
        (["a"], [1]),
        (["a", "b", ""], [1, 2, 2]),
        (["a", "", "b"], [1, 1, 2]),
        (["", "", "a"], [1, 1, 1]),
        (["a\r", "\r", "b\r"], [1, 1, 2]),
        (["a", " ", "b"], [1, 2, 3]),
        (["a", CLEAR, "b"], [1, 1, 2]),
        (["a", "\x1b[32;1m\x1b[0;m", "\x1b[32;1mb\x1b[0;m"], [1, 1, 2]),
        (["10 %\r20 %\r100 %", "b"], [1, 2]),
        (["10 %\r20 %\r", "b"], [1, 2]),
        (["10 %\r", "b"], [1, 2]),
        (["10 %\r\r", "b"], [1, 1]),
        ([f"section_start:1:prepare\r{CLEAR}Preparing", "x"], [1, 2]),
        ([f"section_start:1:a[collapsed=true]\r{CLEAR}A", f"section_end:2:a\r{CLEAR}", "x"], [1, 1, 2]),
        ([f"section_end:2:a\r{CLEAR}{CLEAR}section_start:2:b\r{CLEAR}B", "x"], [1, 2]),
        ([f"last words section_end:2:a\r{CLEAR}section_start:2:b\r{CLEAR}B", "x"], [2, 3]),
        ([f"{STAMP} a", f"{STAMP} ", f"{STAMP} b"], [1, 1, 2]),
        ([f"{STAMP} 10 %", f"{STAMP}+\r20 %", f"{STAMP} b"], [1, 1, 2]),
        ([f"{STAMP} a", f"{STAMP}+", f"{STAMP} b"], [1, 1, 2]),
        (["no stamp", f"{STAMP}+ a"], [1, 2]),
    ],
)  # fmt: skip
def test_what_shows_nothing_has_no_number(lines, numbers):
    assert shown_numbers("\n".join(lines).encode()) == numbers


def read(log, *, chunk=1000):
    reader, shown = LogReader(), ShownLines()
    for start in range(0, len(log), chunk):
        reader.feed(log[start : start + chunk])
        shown.feed(log[start : start + chunk])
    return shown.renumber(reader.finish(has_failed=True))


LOG = b"""\
a

$ docker build .

Step 1/2 : FROM alpine
 ---> 0123456789ab

Step 2/2 : RUN false
 ---> Running in 0123456789ab

The command '/bin/sh -c false' returned a non-zero code: 1
"""


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_steps_builds_and_failures_are_numbered_anew(chunk):
    log = read(LOG, chunk=chunk)
    assert log.is_shown
    assert [step.line for step in log.trace.steps] == [3, 5]
    assert [build.line for build in log.trace.builds] == [3]
    assert [failure.line for failure in log.diagnosis.failures] == [7]


@pytest.mark.parametrize(("more", "is_shown", "line"), [(0, True, 3), (1, False, 5)])
def test_of_a_log_that_is_shown_in_part_the_lines_keep_their_own_numbers(more, is_shown, line):
    log = read(LOG + b"x" * (MOST_BYTES - len(LOG) + more), chunk=64 * 1024)
    assert (log.is_shown, log.trace.steps[0].line) == (is_shown, line)
