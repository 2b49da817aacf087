"""Facts survive being written down as JSON, and take no more room than what is known of them."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import pytest

from bot.explanation import LogReader
from bot.readings import Log
from tests.bot.test_shown_lines import LOG
from workers.clients.json_values import read, shape, write


class Colour(StrEnum):
    """Some word."""

    RED = "red"


@dataclass(frozen=True)
class Part:
    """Some fact."""

    name: str
    size: float | None = None
    is_odd: bool = False


@dataclass(frozen=True)
class Whole:
    """Some facts together."""

    parts: tuple[Part, ...] = ()
    colour: Colour = Colour.RED
    at: datetime | None = None


WHEN = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (Whole(), "{}"),
        (Part("a"), '{"name": "a"}'),
        (Part("", 0.0), '{"name": "", "size": 0.0}'),
        (Whole((Part("a", 1.5, is_odd=True),)), '{"parts": [{"name": "a", "size": 1.5, "is_odd": true}]}'),
        (Whole(at=WHEN), '{"at": "2026-01-02T03:04:05.678000+00:00"}'),
    ],
)
def test_a_fact_comes_back_as_it_was_and_its_defaults_are_not_written(fact, text):
    assert json.dumps(write(fact)) == text
    found = read(json.loads(text), type(fact))
    assert (found, write(found)) == (fact, write(fact))


def test_several_facts_come_back_in_their_order():
    parts = (Part("b"), Part("a", 2))
    assert read(json.loads(json.dumps(write(parts))), tuple[Part, ...]) == parts


@pytest.mark.parametrize("value", [{"a": 1}, {1}, b"a", object()])
def test_what_is_no_fact_is_refused(value):
    with pytest.raises(TypeError, match="no kind of fact"):
        write(value)


def test_a_shape_changes_with_the_fields():
    assert shape(Whole) == shape(Whole) != shape(Part)


def test_the_reading_of_a_log_comes_back_as_it_was():
    reader = LogReader()
    reader.feed(LOG)
    log = reader.finish(has_failed=True)
    assert log.trace.steps
    assert log.diagnosis.failures
    assert read(json.loads(json.dumps(write(log))), Log) == log
