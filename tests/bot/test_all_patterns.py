"""All patterns of all readers side by side: the engine finds what each pattern finds by itself, and no word is slow."""

import re
from pathlib import Path

import pytest

from bot import diagnosis
from bot.patterns import _CODE, HEADER, HEADER_BYTES, Scanner, _finder, expression
from bot.traces.reading import PATTERNS

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent.parent / "data"
HERE = Path(__file__).parent
STAMP = b"2024-05-17T09:12:44.123456Z 01O "
ALL = {**diagnosis.patterns(), **PATTERNS}
SEARCHES = {name: re.compile(pattern).search for name, pattern in ALL.items()}
CODES = re.compile(_CODE.pattern + rb"|" + HEADER.pattern)


def _lines():
    """Return every line of our samples, and every line that a signature's own test shows it."""
    samples = [path.read_bytes() for path in sorted(DATA.glob("*/*.log"))]
    shown = [
        text.encode().decode("unicode_escape").encode("latin-1", "replace")
        for path in sorted(HERE.glob("signatures/test_*.py"))
        for text in re.findall(r'^\s+"(.+)",$', path.read_text(), re.MULTILINE)
    ]
    return sorted({line for one in (*samples, *shown) for line in re.split(rb"[\r\n]", CODES.sub(b"", one)) if line})


LINES = _lines()
FORMS = {
    "plain": (b"", b""),
    "stamped": (STAMP, b""),
    "CRLF": (b"", b"\r"),
    "stamped CRLF": (STAMP, b"\r"),
    "behind a carriage return": (b"x\r", b""),
    "indented": (b" ", b""),
    "coloured": (b"\x1b[31m", b"\x1b[0m"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_engine_finds_what_each_pattern_finds_by_itself(form):
    """The engine joins patterns that begin alike, and has lost some by that: hence all of them, in one block."""
    before, behind = FORMS[form]
    indent = b" " if form == "indented" else b""
    expected = {(number, name) for number, line in enumerate(LINES, 1) for name in ALL if SEARCHES[name](indent + line)}
    scanner = Scanner(ALL)
    hits = [*scanner.feed(b"".join(before + line + behind + b"\n" for line in LINES)), *scanner.finish()]
    assert {(hit.number, name) for hit in hits for name in hit.matches} == expected
    assert len(expected) > len(LINES)


@pytest.mark.parametrize("pattern", [rb"tagged (\S+)", rb"status \d+", rb"of [a-z]+"])
def test_a_long_word_at_the_end_of_a_match_is_told_once(pattern):
    block = b"tagged aaaaaa" + b"1" * 5000 + b"status 5" + b"1" * 5000 + b" of aaaa" + b"a" * 5000
    assert len(_finder((pattern,))(block)) == 1


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (rb"a.{0,400}b", rb"a[^\r\n]{0,}b"),
        (rb"\{[^]}]{2,30}\}", rb"\{[^\r\n]}]{2,}\}"),
        (rb"[0-9a-f]{12} \d{1,6}", rb"[0-9a-f]{12} \d{1,6}"),
        (rb"\$ \^[$^]\+", rb"\$ \^[$^]\+"),
        (rb"(?:a|b+)", rb"(?:a|b)"),
    ],
)
def test_the_engine_takes_a_pattern_that_stays_in_its_line_and_counts_little(pattern, expected):
    assert expression(pattern) == expected


def test_a_stamp_is_as_long_as_the_scanner_cuts():
    assert len(STAMP) == HEADER_BYTES
