"""short_name_unresolved: what it reads, and what it leaves to others or to nobody."""

import pytest

from tests.bot.signatures import reading

SPEAKS = [
    'Error: creating build container: short-name "alpine" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
    "Error: short-name resolution enforced but cannot prompt without a TTY",
]
SILENT = [
    'Resolving "golang" using unqualified-search registries (/etc/containers/registries.conf)',
]


@pytest.mark.parametrize("line", SPEAKS)
def test_it_speaks(line):
    assert reading.signatures(line) == {"short_name_unresolved"}


@pytest.mark.parametrize("line", SILENT)
def test_it_stays_silent(line):
    assert "short_name_unresolved" not in reading.signatures(line)
