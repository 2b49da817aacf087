"""registry_unauthorized: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    "unauthorized: authentication required",
    'time="2018-06-20T14:42:27Z" level=error msg="UNAUTHORIZED: \\"authentication required\\""',
    "ERROR: failed to solve: failed to fetch oauth token: unexpected status: 401 Unauthorized",
]
SILENT = [
    "npm warn audit unauthorised usage",
    "GET /api/session 401 12ms",
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"registry_unauthorized"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "registry_unauthorized" not in reading.signatures(line)
