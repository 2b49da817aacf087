"""A cache is dead where none of those tried could be used, and how long it was so is counted over pipelines."""

import pytest

from bot.misses.dead_caches import MOST_PIPELINES, dead_in_a_row, dead_sources, is_alive, remembered
from bot.traces.model import CacheSource, SourceKind
from tests.bot.misses.logs_in_words import imported, log

READ, GONE = imported("a"), imported("b", message="manifest unknown", kind=SourceKind.PULL)
OPEN = CacheSource(SourceKind.IMPORT, "c", 5)


@pytest.mark.parametrize(
    ("sources", "dead", "alive"),
    [
        ([], [], None),
        ([OPEN], [], None),
        ([READ], [], True),
        ([GONE], ["b"], False),
        ([GONE, READ], [], True),
        ([GONE, OPEN], ["b"], False),
        ([GONE, GONE], ["b"], False),
    ],
)
def test_a_cache_is_dead_where_none_that_was_tried_could_be_used(sources, dead, alive):
    trace = log(sources=sources)
    assert ([one.reference for one in dead_sources(trace)], is_alive(trace)) == (dead, alive)


@pytest.mark.parametrize(
    ("history", "count"),
    [
        ({}, 0),
        ({9: True}, 0),
        ({9: False}, 1),
        ({7: False, 8: False, 9: False}, 3),
        ({7: False, 8: True, 9: False}, 1),
        ({8: True, 9: False, 10: True, 11: False}, 1),
        ({8: False, 9: True, 10: False}, 0),
    ],
)
def test_the_pipelines_up_to_this_one_are_counted_back_to_the_last_that_had_a_cache(history, count):
    assert dead_in_a_row(history, 9) == count


def test_what_is_seen_anew_counts_and_only_the_newest_pipelines_are_remembered():
    assert remembered({1: True, 2: False}, {2: True, 3: False}) == {1: True, 2: True, 3: False}
    many = remembered(dict.fromkeys(range(MOST_PIPELINES), False), {99: False})
    assert (len(many), min(many), max(many)) == (MOST_PIPELINES, 1, 99)
