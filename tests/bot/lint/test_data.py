"""Facts that age: each data file has its day and its sources, and none may grow old."""

from datetime import date, timedelta

import pytest

from bot import plugins
from bot.lint import data
from bot.lint.data import base_images, docker_releases

FILES = plugins.load(data)
OLDEST = timedelta(days=548)
"""18 months."""


def is_old(day, today):
    return today - day > OLDEST


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_data_file_is_older_than_18_months(name):
    assert not is_old(FILES[name].AS_OF, date.today()), f"look bot/lint/data/{name}.py through again"  # noqa: DTZ011


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_data_file_names_its_sources(name):
    assert FILES[name].SOURCES
    assert all(source.startswith("https://") for source in FILES[name].SOURCES)


def test_a_file_is_old_after_18_months_and_not_before():
    assert is_old(date(2026, 1, 1), date(2027, 7, 5))
    assert not is_old(date(2026, 1, 1), date(2027, 7, 1))


def test_every_name_of_a_release_leads_to_a_date():
    for codename, (product, version) in base_images.CODENAMES.items():
        assert version in base_images.ENDS[product], codename


def test_the_line_to_move_to_has_not_ended():
    assert docker_releases.CURRENT not in docker_releases.ENDS
