"""Jobs without a time limit."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "no-job-timeout"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  script: [docker build .]\n", [1]),
        (".t:\n  script: [docker build .]\n", [1]),
        ("a:\n  image: docker:29\n  script: [./x]\n", [1]),
        ("a:\n  services: [docker:29-dind]\n  script: [./x]\n", [1]),
        ("a:\n  script: [/kaniko/executor]\nb:\n  script: [make]\nc:\n  script: [docker-compose up]\n", [1, 5]),
        (".t:\n  script: [docker info]\na:\n  extends: .t\n", [3]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  timeout: 1h\n  script: [docker build .]\n",
        "default:\n  timeout: 1h\na:\n  script: [docker build .]\n",
        ".t:\n  timeout: 1h\na:\n  extends: .t\n  script: [docker build .]\n",
        "a:\n  script: [make docker]\n",
        "a:\n  script: [echo docker]\n",
        "image: docker:29\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_the_keyword_goes_below_the_name_of_the_job():
    text = "a: # ours\n    stage: x\n    script: [docker build .]\n"
    lines = mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"].splitlines()
    assert lines[0] == "a: # ours"
    assert lines[1].startswith("    timeout:")
    assert lines[-2:] == ["    stage: x", "    script: [docker build .]"]
