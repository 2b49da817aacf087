"""The bench of log reading in a small size: all read the same log, and engines that disagree are noticed."""

import re
import shutil
import sys

import pytest

from bench import joblog, logscan
from bench.processes import BenchError
from bench.rivals.scan_engines import words_of
from bot import diagnosis
from bot.traces.reading import PATTERNS

pytestmark = pytest.mark.slow

parser = re._parser


@pytest.mark.skipif(shutil.which("rg") is None, reason="not installed: ripgrep")
def test_a_small_log_is_read_by_all_with_the_same_answer():
    reading = logscan.Reading("stamped log", 20_000, ("standard library", "line by line"), rounds=1, warm=0)
    text = logscan.run(logscan.Plan((reading,)), lambda: sys.executable)
    rows = [line for line in text.splitlines() if line.startswith("| stamped log")]
    head = next(line for line in text.splitlines() if line.startswith("| log"))
    assert {row.count("|") for row in rows} == {head.count("|")}
    assert [row.split("|")[2].strip() for row in rows] == [
        logscan.OURS,
        logscan.RIPGREP,
        logscan.RIPGREP_START,
        "standard library",
        "line by line",
    ]


def test_engines_that_disagree_are_no_result(tmp_path):
    scan = logscan._Scan(tmp_path, logscan.Reading("log", 1), (), lambda: sys.executable)
    scan._found = {"hyperscan": [[1, 2]], "line by line": [[1, 1]]}
    with pytest.raises(BenchError, match="disagree"):
        scan._check()


@pytest.mark.parametrize("kind", logscan.KINDS)
def test_a_log_is_as_long_as_ordered_and_always_the_same(kind, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    logscan.KINDS[kind](first, 50_000)
    logscan.KINDS[kind](second, 50_000)
    assert 50_000 <= first.stat().st_size < 50_600
    assert first.read_bytes() == second.read_bytes()


def test_a_stamped_log_has_a_stamp_on_each_line(tmp_path):
    joblog.write(tmp_path / "log", 5_000, is_stamped=True)
    lines = (tmp_path / "log").read_bytes().split(b"\n")
    assert all(re.match(rb"2025-03-01T\d\d:\d\d:\d\d\.\d{6}Z 01O ", line) for line in lines if line)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (b"no space left", {b"no space left"}),
        (b"a+space left", {b"space left"}),
        (b"x(?:first|other one)y", {b"first", b"other one"}),
        (b"x(?:of )?y", {b"x"}),
        (b"[0-9]+", {b""}),
    ],
)
def test_a_match_cannot_do_without_one_of_the_words(pattern, words):
    assert words_of(parser.parse(pattern)) == words


def test_the_words_of_our_patterns_can_be_looked_for():
    """The rival that looks for words first would try a pattern without any on every line."""
    without = [
        name for name, one in {**diagnosis.patterns(), **PATTERNS}.items() if words_of(parser.parse(one)) == {b""}
    ]
    assert without == []


@pytest.mark.parametrize(("pattern", "expected"), [(rb"say \"a\"", b'say "a"'), (rb"isn\'t", b"isn't")])
def test_ripgrep_is_given_quotes_plain(pattern, expected):
    assert logscan.ripgrep_pattern(pattern) == expected
