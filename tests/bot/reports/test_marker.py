"""The marker is found where we wrote it, and nowhere else."""

import pytest

from bot.actions import AsOf
from bot.reports.marker import Marker, is_answer, parse, write, write_answer

LINE = "<!-- lighterman:summary v1 project=1 mr=2 as-of=pipeline:3/2026-01-01T00:00:00+00:00 sha=abc123 -->"


@pytest.mark.parametrize(
    "marker",
    [
        Marker(1, 2, AsOf(3, "2026-01-01T00:00:00+00:00"), "abc123"),
        Marker(1, 2, AsOf(3, "2026-01-01T00:00:00.123456Z"), "0" * 64),
        Marker(10**18, 10**18, AsOf(10**18, "")),
        Marker(0, 0, AsOf(0, "")),
    ],
)
def test_what_is_written_is_read_again(marker):
    assert parse(write(marker)) == marker
    assert parse(f"{write(marker)}\nmore") == marker


def test_the_line_is_the_one_that_older_versions_wrote():
    assert write(Marker(1, 2, AsOf(3, "2026-01-01T00:00:00+00:00"), "abc123")) == LINE


@pytest.mark.parametrize("sha", ["--> /merge", "abc\n", "ABC", "a" * 65, "<b>"])
def test_what_is_no_commit_does_not_get_into_the_line(sha):
    assert write(Marker(1, 2, AsOf(3, ""), sha)).endswith(" sha= -->")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "a comment",
        f"> {LINE}",
        f"\n{LINE}",
        f" {LINE}",
        LINE.replace("v1", "v2"),
        LINE.replace("summary", "other"),
        LINE.replace("project=1", "project=-1"),
        LINE.replace("project=1", f"project={10**19}"),
        LINE.replace("abc123", "ABC123"),
        LINE.replace("abc123", "a" * 65),
        LINE.replace("2026-01-01", "<b>"),
        LINE.removesuffix("-->"),
    ],
)
def test_a_quotation_or_a_forgery_is_no_marker(body):
    assert parse(body) is None


@pytest.mark.parametrize(
    ("body", "is_it"),
    [
        (write_answer("7/0"), True),
        (f"{write_answer('7/0')}\nmore", True),
        (write_answer("7/1"), False),
        (write_answer("77/0"), False),
        (f"> {write_answer('7/0')}", False),
        (LINE, False),
        ("", False),
    ],
)
def test_an_answer_is_the_one_to_its_note(body, is_it):
    assert is_answer(body, "7/0") is is_it


def test_an_answer_is_no_summary():
    assert parse(write_answer("7/0")) is None
