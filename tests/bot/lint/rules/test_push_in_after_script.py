"""Pushes nobody sees fail."""

import pytest

from tests.bot.lint.projects import ci, job, mended, offers, project

RULE = "push-in-after-script"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (job("docker build -t x .", after=["docker push x"]), [5]),
        (job("make", after=["docker image push x"]), [5]),
        ("default:\n  after_script: [docker push x]\na:\n  script: [make]\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        job("docker push x"),
        job("make", after=["docker logout"]),
        job("make", after=["git push"]),
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_the_push_moves_to_the_end_of_script_and_an_empty_after_script_goes():
    text = "a:\n  script:\n    - docker build -t x .\n  after_script:\n    - docker push x\n  tags: [y]\n"
    new = "a:\n  script:\n    - docker build -t x .\n    - docker push x\n  tags: [y]\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == new


def test_other_commands_of_after_script_stay():
    text = "a:\n  script:\n    - make\n  after_script:\n    - docker push x\n    - docker logout\n"
    new = "a:\n  script:\n    - make\n    - docker push x\n  after_script:\n    - docker logout\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == new


def test_what_script_pushes_already_only_goes():
    text = "a:\n  script:\n    - docker push x\n  after_script:\n    - docker push x\n    - make\n"
    new = "a:\n  script:\n    - docker push x\n  after_script:\n    - make\n"
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"] == new


def test_a_script_that_jobs_share_is_left_alone():
    files = {".gitlab-ci.yml": "default:\n  after_script: [docker push x]\na:\n  script: [make]\n"}
    assert offers(project(files), RULE) == []
