"""DOCKER_DRIVER."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "storage-driver-noop"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("variables:\n  DOCKER_DRIVER: overlay2\na:\n  script: [x]\n", [2]),
        ("a:\n  variables: {DOCKER_DRIVER: overlay}\n  script: [x]\n", [2]),
        ("variables:\n  DOCKER_DRIVER: overlay2\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "variables:\n  DOCKER_DRIVER: vfs\na:\n  script: [x]\n",
        "variables:\n  DRIVER: overlay2\na:\n  script: [x]\n",
        "a:\n  script: [echo DOCKER_DRIVER=overlay2]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_the_line_goes_where_other_variables_stay():
    text = "variables:\n  A: 1\n  DOCKER_DRIVER: overlay2 # fast\na:\n  script: [x]\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == "variables:\n  A: 1\na:\n  script: [x]\n"
