"""Sizes, shares and durations: what is read, and what is refused rather than guessed."""

import pytest

from bot.files.quantities import Growth, read_growth, read_percent, read_seconds, read_size


@pytest.mark.parametrize(
    ("written", "size_bytes"),
    [
        ("0B", 0),
        ("7B", 7),
        ("1kB", 1_000),
        ("1KB", 1_000),
        ("1KiB", 1_024),
        ("500 MB", 500_000_000),
        ("20MiB", 20 * 2**20),
        ("1.5GiB", 3 * 2**29),
        (" 2GB ", 2_000_000_000),
        ("0.001kB", 1),
        ("999999999GiB", 999_999_999 * 2**30),
    ],
)
def test_a_size_is_read_exactly(written, size_bytes):
    assert read_size(written) == size_bytes


@pytest.mark.parametrize(("written", "percent"), [("5%", 5.0), ("0%", 0.0), ("2.5 %", 2.5), ("250%", 250.0)])
def test_a_share_is_read(written, percent):
    assert read_percent(written) == percent


@pytest.mark.parametrize(("written", "seconds"), [("90s", 90), ("0.5s", 0.5), ("10 min", 600), ("1.5h", 5400)])
def test_a_duration_is_read(written, seconds):
    assert read_seconds(written) == seconds


@pytest.mark.parametrize(
    ("written", "growth"),
    [("20MiB", Growth(size_bytes=20 * 2**20)), ("5%", Growth(percent=5.0)), ("0 B", Growth(size_bytes=0))],
)
def test_a_growth_is_a_size_or_a_share(written, growth):
    assert read_growth(written) == growth


NOTHING = [None, True, 5, 5.0, [], {}, "", " ", "B", "-1", "1e3", "1_000"]


@pytest.mark.parametrize("written", NOTHING)
@pytest.mark.parametrize("reader", [read_size, read_percent, read_seconds, read_growth])
def test_what_is_no_amount_is_refused_by_every_reader(reader, written):
    with pytest.raises(ValueError, match="; write a "):
        reader(written)


@pytest.mark.parametrize(
    ("reader", "written"),
    [
        (read_size, "20"),
        (read_size, "20M"),
        (read_size, "20mb"),
        (read_size, "20Mb"),
        (read_size, "-20MB"),
        (read_size, "5%"),
        (read_size, "1,5MB"),
        (read_size, "1.2345MB"),
        (read_size, "1234567890B"),
        (read_size, "1MB 2MB"),
        (read_size, "1  MB"),
        (read_size, "٣MB"),
        (read_percent, "5"),
        (read_percent, "5MB"),
        (read_percent, "5%%"),
        (read_seconds, "10"),
        (read_seconds, "10m"),
        (read_seconds, "1h30min"),
        (read_seconds, "10MIN"),
        (read_growth, "10s"),
        (read_growth, "20"),
    ],
)
def test_what_could_mean_two_things_is_refused(reader, written):
    with pytest.raises(ValueError, match=f'^"{written}" is no (size|share|duration|growth); write a '):
        reader(written)


@pytest.mark.parametrize(("written", "quoted"), [(None, '""'), (5, '"5"'), ("x" * 41, f'"{"x" * 40}"')])
def test_a_refusal_quotes_at_most_forty_characters(written, quoted):
    with pytest.raises(ValueError, match=f"^{quoted} is no size"):
        read_size(written)
