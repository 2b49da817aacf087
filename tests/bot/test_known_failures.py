"""The standing promises of all signatures: each reads its own sample alone, in time that grows with the length only."""

import re
import time
from itertools import product
from pathlib import Path

import pytest

from bot import diagnosis, known_failures
from bot.known_failures import Signature, strongest
from bot.signatures import FailureClass, Role

SAMPLES = Path(__file__).parent.parent / "data" / "signatures"
NAMES = sorted(known_failures.known())
PUMPS = (
    "a",
    " ",
    "1",
    "/",
    ": ",
    '"',
    "a.",
    "-a",
    "[a",
    "STEP 1/2: RUN ",
    "error during connect: ",
    "lookup a: ",
    "x ",
)


def sample(name):
    return (SAMPLES / f"{name}.log").read_bytes()


def test_there_is_a_sample_for_each_and_none_besides():
    assert sorted(path.stem for path in SAMPLES.glob("*.log")) == NAMES


def test_there_are_as_many_as_the_speed_was_measured_with():
    assert len(NAMES) >= 81


@pytest.mark.parametrize("name", NAMES)
def test_a_signature_reads_its_own_sample_and_no_other_does(name):
    found = diagnosis.diagnose([sample(name)], has_failed=True)
    assert [one.signature for one in found.failures] == [name]
    assert found.failure == known_failures.known()[name].failure_class


@pytest.mark.parametrize("name", NAMES)
def test_a_signature_shows_the_line_that_it_means(name):
    [failure] = diagnosis.diagnose([sample(name)], has_failed=True).failures
    line = re.sub(rb"\x1b\[[0-9;]*m", b"", sample(name).split(b"\n")[failure.line - 1]).decode()
    assert failure.evidence[:60] in line


@pytest.mark.parametrize("name", NAMES)
def test_a_signature_explains_itself(name):
    one = known_failures.known()[name]
    assert one.failure_class is not FailureClass.NONE
    assert one.explanation.endswith(".")
    assert one.fix("", {}).endswith(".")
    assert one.retry_reason.endswith(".")


def test_every_class_but_none_has_a_signature():
    assert {one.failure_class for one in known_failures.known().values()} == set(FailureClass) - {FailureClass.NONE}


def test_what_is_outranked_exists():
    outranked = {name for one in known_failures.known().values() for name in one.outranks}
    assert outranked - {known_failures.ALL_OTHERS} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_retry_is_only_promised_for_what_passes(name):
    one = known_failures.known()[name]
    ours = {
        FailureClass.BUILD_COMMAND_FAILED,
        FailureClass.DOCKERFILE_INVALID,
        FailureClass.USAGE_ERROR,
        FailureClass.REGISTRY_AUTH,
        FailureClass.OUT_OF_MEMORY,
        FailureClass.DISK_FULL,
        FailureClass.RATE_LIMITED,
        FailureClass.COPY_SOURCE_MISSING,
        FailureClass.IMAGE_NOT_FOUND,
    }
    assert not (one.retry_helps and one.failure_class in ours)


@pytest.mark.parametrize("name", sorted(diagnosis.patterns()))
def test_a_pattern_takes_time_that_grows_with_the_length_only(name):
    """The scanner is linear by its making; what checks its hits is the standard library, which need not be."""
    pattern = re.compile(diagnosis.patterns()[name])
    starts = ["", *_words(diagnosis.patterns()[name])]
    for start, pump in product(starts, PUMPS):
        short, long = (
            _seconds(pattern, (start + pump * (size // len(pump))).encode() + b"\x00") for size in (1024, 16 * 1024)
        )
        # Sixteen times the length may take sixteen times as long, and a machine that hiccups a little more.
        assert long <= max(64 * short, 0.01), (start, pump)


def _words(pattern: bytes) -> list[str]:
    """Return literal beginnings of the pattern, so that the pump reaches what comes behind them."""
    words = re.findall(rb"[A-Za-z][A-Za-z :']{5,}", pattern)
    return [word.decode() for word in words[:2]]


def _seconds(pattern, text):
    best = 1.0
    for _ in range(2):
        start = time.perf_counter()
        pattern.search(text)
        best = min(best, time.perf_counter() - start)
    return best


def test_a_pattern_that_is_not_linear_would_be_noticed():
    bad = re.compile(rb"(?:a+)+b")
    assert _seconds(bad, b"a" * 24 + b"\x00") > 64 * _seconds(bad, b"a" * 12 + b"\x00")


def test_no_pattern_looks_around_or_back():
    """The engine of the scanner knows neither, and both are how patterns get slow."""
    assert [name for name, one in diagnosis.patterns().items() if re.search(rb"\(\?[=!<]|\\[1-9]", one)] == []


def _signature(name, **words):
    return Signature(
        name=name,
        failure_class=FailureClass.OTHER,
        patterns=(rb"x",),
        explanation="",
        fix=lambda _evidence, _clues: "",
        retry_helps=False,
        retry_reason="",
        **words,
    )


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ([_signature("a"), _signature("b")], ["a", "b"]),
        ([_signature("a", outranks=frozenset({"b"})), _signature("b")], ["a"]),
        ([_signature("a", outranks=frozenset({"*"})), _signature("b"), _signature("c")], ["a"]),
        ([_signature("a", yields=True), _signature("b")], ["b"]),
        ([_signature("a", yields=True), _signature("b", yields=True)], ["a", "b"]),
        ([_signature("a", yields=True, outranks=frozenset({"b"})), _signature("b")], ["a"]),
        ([_signature("a", yields=True), _signature("b", role=Role.LAST_WORD)], ["a", "b"]),
        ([_signature("a", outranks=frozenset({"b"})), _signature("b", outranks=frozenset({"a"}))], ["a", "b"]),
        ([_signature("a"), _signature("a")], ["a"]),
        ([], []),
    ],
)
def test_of_the_signatures_in_one_line_the_strongest_stay(found, kept):
    assert [one.name for one in strongest(found)] == kept
