"""The standing promises of all signatures: each reads its own sample alone, in time that grows with the length only."""

import re
import time
import timeit
from itertools import product
from pathlib import Path

import pytest

from bot import diagnosis, known_failures
from bot.known_failures import Signature, strongest
from bot.signatures import FailureClass, Role

pytestmark = pytest.mark.slow

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
LONG_BYTES = 8 * 1024
LEAST_SECONDS = 0.001
"""A square of that length takes longer, as eight thousand bytes have millions of pairs."""


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
    """The scanner is linear by its making; what reads its hits again is the standard library, which need not be."""
    assert slow_on(diagnosis.patterns()[name]) is None


def slow_on(source: bytes) -> tuple[str, str] | None:
    """Return a beginning and a pump on which the time grows faster than the length, None if there is none."""
    pattern, words = re.compile(source), _words(source)
    for start, pump in product(["", *words], [*PUMPS, *words]):
        text = (start + pump * (LONG_BYTES // len(pump))).encode()
        long = text + b"\x00"
        # Most are done at once, so that nobody has to know how they grow.
        if _seconds(pattern, long, 1) < LEAST_SECONDS:
            continue
        short = text[: LONG_BYTES // 4] + b"\x00"
        # Four times the length takes four times as long, on a machine that hiccups perhaps ten; a square is sixteen.
        if _seconds(pattern, long, 3) > max(10 * _seconds(pattern, short, 3), LEAST_SECONDS):
            return start, pump
    return None


def _words(pattern: bytes) -> list[str]:
    """Return what the pattern spells out, so that the pump reaches what comes behind it, again and again."""
    plain = re.sub(rb"\\([\[\]().'+*?{}|^$/-])", rb"\1", re.sub(rb"\\[dwsSb][+*]?", b"1", pattern))
    return [word.decode() for word in re.findall(rb"[A-Za-z\[\"' :/=>-]{4,}", plain)[:3]]


def _seconds(pattern: re.Pattern[bytes], text: bytes, tries: int) -> float:
    return min(timeit.repeat(lambda: pattern.search(text), number=1, repeat=tries, timer=time.thread_time))


@pytest.mark.parametrize("bad", [rb"connect: .*EOF", rb"layer \S* .*gone", rb"[^\"]*: not found$"])
def test_a_pattern_that_is_not_linear_is_noticed(bad):
    assert slow_on(bad) is not None


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
