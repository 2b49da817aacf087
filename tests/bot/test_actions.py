"""A comment speaks of a state; only a later state may replace it."""

import pytest

from bot.actions import AsOf


@pytest.mark.parametrize(
    ("mine", "other", "is_older"),
    [
        (AsOf(8, "2026-01-02T00:00:00Z"), AsOf(9, "2026-01-01T00:00:00Z"), True),
        (AsOf(9, "2026-01-01T00:00:00Z"), AsOf(9, "2026-01-01T00:00:05Z"), True),
        (AsOf(9, "2026-01-01T00:00:00Z"), AsOf(9, "2026-01-01T00:00:00Z"), False),
        (AsOf(10, "2026-01-01T00:00:00Z"), AsOf(9, "2026-01-03T00:00:00Z"), False),
    ],
)
def test_states_are_ordered_by_pipeline_and_then_by_time(mine: AsOf, other: AsOf, is_older: bool):
    assert mine.is_older_than(other) is is_older
