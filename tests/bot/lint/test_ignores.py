"""Remarks silence a rule on their line or the next, until a day."""

from datetime import date

import pytest

from tests.bot.lint.projects import project

OLD = "FROM golang:1.20 AS a"


def rules(text, path="Dockerfile", day=date(2026, 11, 24)):
    return {one.rule for one in project({path: text}, day).findings}


@pytest.mark.parametrize(
    "remark",
    [
        "# lighterman: ignore=base-eol",
        "# lighterman: ignore=base-eol we know",
        "#lighterman: ignore=base-eol until=2026-11-24 today still",
        "# lighterman: ignore=squash,base-eol",
        "# why\n# lighterman: ignore=base-eol\n# more",
    ],
)
def test_a_remark_above_silences_the_next_line(remark):
    assert "base-eol" not in rules(f"{remark}\n{OLD}\n")


@pytest.mark.parametrize(
    "remark",
    [
        "# lighterman: ignore=squash",
        "# lighterman: ignore=base-eol until=2026-11-23 too late",
        "# lighterman: ignore=base-eol until=soon",
        "# lighterman: ignore=base-eol\nARG A",
        "# ignore=base-eol",
    ],
)
def test_other_remarks_silence_nothing(remark):
    assert "base-eol" in rules(f"{remark}\n{OLD}\n")


def test_a_remark_on_the_line_itself_silences_it_in_yaml_and_toml():
    ci_file = "a:\n  script:\n    - docker build --squash . # lighterman: ignore=squash\n"
    assert "squash" not in rules(ci_file, ".gitlab-ci.yml")
    toml = '[[runners]]\n  executor = "docker"\n  [runners.docker] # lighterman: ignore=runner-not-privileged\n'
    assert "runner-not-privileged" not in rules(toml, "config.toml")


def test_a_remark_that_has_ended_is_a_finding_itself():
    text = f"# lighterman: ignore=base-eol until=2026-12-31 soon\n{OLD}\n"
    assert rules(text) == set()
    assert rules(text, day=date(2027, 1, 1)) == {"base-eol", "expired-ignore"}
