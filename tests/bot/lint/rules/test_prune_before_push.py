"""prune -a before the push."""

import pytest

from tests.bot.lint.projects import ci

RULE = "prune-before-push"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  script:\n    - docker build -t x .\n    - docker image prune -af\n    - docker push x\n", [4]),
        (
            "a:\n  script:\n    - docker build -t x .\n    - docker system prune --all --force\n    - docker push x\n",
            [4],
        ),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script:\n    - docker build -t x .\n    - docker push x\n    - docker image prune -af\n",
        "a:\n  script:\n    - docker build -t x .\n    - docker image prune -f\n    - docker push x\n",
        "a:\n  script:\n    - docker image prune -af\n    - docker build -t x .\n    - docker push x\n",
        "a:\n  script:\n    - docker build -t x .\n    - docker image prune -af --filter until=24h\n    - docker push x\n",
        "a:\n  script:\n    - docker build -t x .\n    - docker image prune -a\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
