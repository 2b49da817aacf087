"""until with --volumes."""

import pytest

from tests.bot.lint.projects import ci

RULE = "prune-until-volumes"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  script:\n    - docker system prune -af --volumes --filter until=24h\n", [3]),
        ('a:\n  script:\n    - docker system prune --volumes --filter="until=1h"\n', [3]),
        ("a:\n  script:\n    - docker volume prune -f --filter until=1h\n", [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script:\n    - docker system prune -af --filter until=24h\n",
        "a:\n  script:\n    - docker system prune -af --volumes\n",
        "a:\n  script:\n    - docker system prune --volumes --filter label=x\n",
        "a:\n  script:\n    - docker image prune -a --filter until=1h\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
