"""A fix is offered only if it holds, and fixes are made until none is left."""

from dataclasses import replace

import pytest

from bot.lint.finding import Edit, Finding, Fix, Severity
from bot.lint.repair import Linted, offered, repaired, tried
from tests.bot.lint.projects import project

SQUASHED = "a:\n  script:\n    - docker build --squash .\n"
FILES = {".gitlab-ci.yml": SQUASHED, "config.toml": "[[runners]]\n  a = true <-- yes\n", "Dockerfile": "FROM scratch\n"}


def with_fix(linted: Linted, *edits: Edit) -> tuple[Linted, Finding]:
    finding = replace(linted.findings[0], fix=Fix("try it", edits))
    found = {path: frozenset({finding} if path == finding.path else ()) for path in linted.found}
    return replace(linted, found=found), finding


@pytest.mark.parametrize(
    "edit",
    [
        Edit(".gitlab-ci.yml", 1, 1, "b:\n"),
        Edit(".gitlab-ci.yml", 3, 3, "    - docker build --squash .\n"),
        Edit(".gitlab-ci.yml", 7, 7, "x\n"),
    ],
    ids=["the finding stays", "nothing changes", "the lines are not there"],
)
def test_a_fix_that_does_not_hold_is_taken_off(edit):
    linted, finding = with_fix(project({".gitlab-ci.yml": SQUASHED}), edit)
    assert tried(linted, finding.fix, finding) is None
    assert [one.fix for one in offered(linted)] == [None]


def test_a_fix_that_brings_an_error_elsewhere_is_taken_off():
    linted, finding = with_fix(
        project({".gitlab-ci.yml": SQUASHED, "Dockerfile": "FROM scratch\n"}),
        Edit(".gitlab-ci.yml", 3, 3, "    - docker build .\n"),
        Edit("Dockerfile", 1, 1, "FROOM scratch\n"),
    )
    assert tried(linted, finding.fix, finding) is None


def test_a_fix_that_holds_is_offered_with_what_it_makes_of_the_files():
    linted = project({".gitlab-ci.yml": SQUASHED})
    finding = next(one for one in offered(linted) if one.rule == "squash")
    after = tried(linted, finding.fix, finding)
    assert after.text_of(".gitlab-ci.yml") == SQUASHED.replace(" --squash", "")
    assert "squash" not in {one.rule for one in after.findings}


def test_fixes_are_made_the_worst_first_until_none_is_left():
    done = repaired(project(FILES))
    severities = [one.severity for one in done.mended]
    assert severities == sorted(severities, key=lambda one: one.rank)
    assert severities[0] is Severity.ERROR
    assert {"toml-syntax", "squash"} <= {one.rule for one in done.mended}
    assert repaired(done.after).changed == {}


def test_a_file_that_was_not_read_as_it_is_stays_untouched():
    linted = replace(project(FILES), untouchable=frozenset({"config.toml"}))
    assert "config.toml" not in repaired(linted).changed


def test_rules_that_were_not_chosen_mend_nothing():
    linted = project(FILES)
    only = {path: frozenset(one for one in found if one.rule == "squash") for path, found in linted.found.items()}
    assert set(repaired(replace(linted, found=only, chosen={"squash"})).changed) == {".gitlab-ci.yml"}


def test_a_file_that_is_there_and_was_not_read_is_not_made_anew():
    files = {"Dockerfile": "FROM a:1\nCOPY . .\n"}
    linted, finding = with_fix(project(files), Edit(".dockerignore", 1, 0, ".git\n"))
    assert tried(linted, finding.fix, finding) is not None
    there = replace(linted, texts=replace(linted.texts, tree=linted.texts.tree | {".dockerignore"}))
    assert tried(there, finding.fix, finding) is None
