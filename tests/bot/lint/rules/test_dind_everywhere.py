"""dind among the defaults."""

import pytest

from tests.bot.lint.projects import ci

RULE = "dind-everywhere"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("default:\n  services: [docker:29-dind]\na:\n  script: [x]\n", [2]),
        ("services:\n  - name: docker:29-dind\na:\n  script: [x]\n", [2]),
        ("services:\n  - redis:8\n  - docker:dind\n", [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  services: [docker:29-dind]\n  script: [x]\n",
        "services: [redis:8]\na:\n  script: [x]\n",
        ".t:\n  services: [docker:29-dind]\na:\n  extends: .t\n  script: [x]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []
