"""Numbers as people read them, at the edges where units change."""

import pytest

from bot.reports.quantities import duration, duration_change, percent, percent_change, size, size_change

MIB, GIB = 2**20, 2**30


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KiB"),
        (1536, "1.5 KiB"),
        (10 * 1024, "10 KiB"),
        (MIB - 1, "1 MiB"),
        (MIB, "1 MiB"),
        (9.96 * MIB, "10 MiB"),
        (633 * MIB, "633 MiB"),
        (GIB - 1, "1 GiB"),
        (GIB, "1 GiB"),
        (5 * GIB // 2, "2.5 GiB"),
        (5000 * GIB, "5000 GiB"),
    ],
)
def test_a_size_has_the_largest_unit_that_fits(size_bytes, text):
    assert size(size_bytes) == text


@pytest.mark.parametrize(
    ("change", "text"), [(0, "±0"), (1, "+1 B"), (-1, "−1 B"), (184 * MIB, "+184 MiB"), (-3 * GIB, "−3 GiB")]
)
def test_a_change_of_size_has_a_sign(change, text):
    assert size_change(change) == text


@pytest.mark.parametrize(("share", "text"), [(0, "0 %"), (5, "5 %"), (2.25, "2.2 %"), (9.96, "10 %"), (41.4, "41 %")])
def test_a_share_is_short(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (141, 100, "+41 %"),
        (59, 100, "−41 %"),
        (0, 100, "−100 %"),
        (1001, 1000, "+0.1 %"),
        (100, 100, ""),
        (10_001, 10_000, ""),
        (9_999, 10_000, ""),
        (5, 0, ""),
        (0, 0, ""),
        (5, -1, ""),
    ],
)
def test_a_change_in_percent_is_silent_where_there_is_nothing_to_see(now, before, text):
    assert percent_change(now, before) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 m 00 s"),
        (302, "5 m 02 s"),
        (3599.6, "1 h 00 m"),
        (3840, "1 h 04 m"),
        (100 * 3600, "100 h 00 m"),
    ],
)
def test_a_duration_has_at_most_two_units(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "±0"), (0.4, "±0"), (-0.4, "±0"), (170, "+2 m 50 s"), (-42, "−42 s"), (-0.6, "−1 s")]
)
def test_a_change_of_duration_has_a_sign(seconds, text):
    assert duration_change(seconds) == text
