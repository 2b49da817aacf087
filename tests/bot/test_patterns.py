"""The scanner: what a piece of a line is, what patterns see of it, and that neither chunks nor threads matter."""

import itertools
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import patterns
from bot.patterns import COMMAND_MARK, PIECE_BYTES, Scanner

HEADER = b"2024-05-17T09:12:44.123456Z 01O "
GOES_ON = b"2024-05-17T09:12:44.123456Z 01E+"
WORDS = {
    "step": rb"^Step \d+",
    "end": rb"full$",
    "whole": rb"^Step 1 full$",
    "any": rb"space.*left",
    "not": rb"from [^/]+/end",
    "blank": rb"a\sb",
    "mark": rb"^\x1b\[32;1m\$ ",
}


def found(*chunks: bytes):
    scanner = Scanner(WORDS)
    hits = [hit for chunk in chunks for hit in scanner.feed(chunk)]
    return [*hits, *scanner.finish()]


def brief(*chunks: bytes):
    return [(hit.number, hit.text, sorted(hit.matches)) for hit in found(*chunks)]


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (b"Step 1\n", [(1, b"Step 1", ["step"])]),
        (b"Step 1", [(1, b"Step 1", ["step"])]),
        (b"one\ntwo\nStep 3\n", [(3, b"Step 3", ["step"])]),
        (b"Step 1 full\n", [(1, b"Step 1 full", ["end", "step", "whole"])]),
        (b"Step 1 full\r\nStep 2\r\n", [(1, b"Step 1 full", ["end", "step", "whole"]), (2, b"Step 2", ["step"])]),
        (b"10%\rStep 1 full\r20%\n", [(1, b"Step 1 full", ["end", "step", "whole"])]),
        (b"Step 1\rStep 2\n", [(1, b"Step 1", ["step"]), (1, b"Step 2", ["step"])]),
        (b"\x1b[0KStep 1 \x1b[31;1mfull\x1b[0;m\n", [(1, b"Step 1 full", ["end", "step", "whole"])]),
        (b"no sp\x1b[1mace\x1b[0m left\n", [(1, b"no space left", ["any"])]),
        (
            b"\x1b(B\x1b[mStep 1 \x1b]8;;https://a.example/?x=1\x1b\\full\x1b]8;;\x07\n",
            [(1, b"Step 1 full", ["end", "step", "whole"])],
        ),
        (b"\x1b]0;make\x07Step 1 \x1b7full\x1b8\n", [(1, b"Step 1 full", ["end", "step", "whole"])]),
        (HEADER + b"Step 1 full\n", [(1, b"Step 1 full", ["end", "step", "whole"])]),
        (b"x\r\n" + GOES_ON + b"Step 1 full\n", [(2, b"Step 1 full", ["end", "step", "whole"])]),
        (HEADER + b"\x1b[32;1m$ make\x1b[0;m\n", [(1, b"$ make", ["mark"])]),
        (b"a b\n", [(1, b"a b", ["blank"])]),
        (b"from here/end\n", [(1, b"from here/end", ["not"])]),
    ],
)
def test_a_pattern_sees_a_piece_without_header_and_codes(log, expected):
    assert brief(log) == expected


@pytest.mark.parametrize(
    "log",
    [
        b"",
        b"\n\n\r\r\n",
        b"a Step 1\n",
        b"$ make\n",
        b"space\nleft\n",
        b"space\rleft\n",
        b"from x\n/end\n",
        b"from x\r/end\n",
        b"a\nb\n",
        b"full of it\n",
        b"2024-05-17T09:12:44.123456Z 01O\tStep 1\n",
    ],
)
def test_nothing_is_found_where_nothing_is(log):
    assert brief(log) == []


def test_the_runners_header_comes_with_the_hit():
    assert [hit.header for hit in found(HEADER + b"Step 1\nStep 2\n")] == [HEADER, b""]


def test_all_pieces_of_a_line_have_the_header_of_the_line():
    log = HEADER + b"10%\r" + b"x" * 100 + b"\rStep 1\n"
    assert [hit.header for hit in found(log)] == [HEADER]
    assert [hit.header for hit in found(*(log[n : n + 1] for n in range(len(log))))] == [HEADER]


def test_a_match_has_its_groups():
    scanner = Scanner({"step": rb"^Step (\d+)/(\d+)"})
    [hit] = scanner.feed(b"\x1b[1mStep 3/12 : RUN make\n")
    assert hit.matches["step"].groups() == (b"3", b"12")


def test_a_long_piece_is_read_in_part_only():
    near, far = b"x" * (PIECE_BYTES - 20), b"x" * (PIECE_BYTES + 1)
    assert len(found(near + b" space left\n")) == 1
    assert found(far + b" space left\nStep 2\n")[0].number == 2
    assert found(far + b" space left\rStep 2\n")[0].number == 1


def test_lines_are_counted_whatever_is_found():
    scanner = Scanner(WORDS)
    assert list(scanner.feed(b"a\nb\r\nc")) == []
    assert scanner.lines == 2


def test_escape_codes_may_be_cut_by_chunks():
    assert brief(b"\x1b[0", b"KStep 1 \x1b", b"[31;1mfull\x1b[0;m\n") == [(1, b"Step 1 full", ["end", "step", "whole"])]


LOGS = st.lists(
    st.sampled_from(
        [
            *(b"Step 1", b" full", b"space", b" left", b"\n", b"\r", b"\r\n", b"\x1b[0K", b"\x1b[", b"\x1b", b"31m"),
            *(b"\x1b]0;", b"\x07", b"\x1b\\", b"\x1b(B"),
            *(b"a b", b"from ", b"/end", HEADER, GOES_ON, COMMAND_MARK + b" ls", b"x" * 9000, b"\xff\x00", b"\xc3"),
        ]
    )
    | st.binary(max_size=12),
    max_size=40,
).map(b"".join)


@given(LOGS, st.lists(st.integers(min_value=0, max_value=50_000), max_size=12))
def test_chunks_do_not_matter(log, cuts):
    places = sorted({0, len(log), *(cut for cut in cuts if cut < len(log))})
    chunks = [log[start:end] for start, end in itertools.pairwise(places)]
    assert brief(*chunks) == brief(log)


@settings(max_examples=25)
@given(LOGS)
def test_a_byte_at_a_time_gives_the_same(log):
    short = log[:3000]
    assert brief(*(short[n : n + 1] for n in range(len(short)))) == brief(short)


@given(LOGS)
def test_what_is_found_is_what_each_piece_says(log):
    """The rule in the fewest words: split at line ends, drop the header and the codes, search."""
    expected = []
    for number, line in enumerate(log.split(b"\n"), 1):
        for place, piece in enumerate(line.split(b"\r")):
            text = patterns._CODE.sub(b"", piece[:PIECE_BYTES])
            text = text[32:] if place == 0 and patterns.HEADER.match(text) else text
            names = sorted(name for name, word in WORDS.items() if re.search(word, text))
            if names:
                expected.append((number, text.replace(COMMAND_MARK, b"$"), names))
    assert brief(log) == expected


def test_threads_may_read_side_by_side():
    log = b"".join(b"%d space left\n" % n for n in range(5_000))
    with ThreadPoolExecutor(4) as pool:
        counts = pool.map(lambda _: len(found(log)), range(8))
    assert set(counts) == {5_000}


def test_without_the_engine_it_says_what_is_missing(monkeypatch):
    """An interpreter without the package is made by hiding it, which touches no code of ours."""
    monkeypatch.setitem(__import__("sys").modules, "hyperscan", None)
    with pytest.raises(ImportError, match="hyperscan, which finds patterns in job logs, is not installed"):
        Scanner({"other": rb"not compiled before"})
