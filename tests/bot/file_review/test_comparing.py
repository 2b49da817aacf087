"""Only what a merge request brings is said, and on the line where it stands in the diff."""

import pytest

from bot.file_review.comparing import is_worth_a_look, new_findings
from bot.lint.finding import Severity
from tests.bot.file_review.merge_requests import changed_files, news

TOP = "FROM node:24.1-alpine\nWORKDIR /app\n"
RIGHT = f'{TOP}COPY package.json ./\nRUN npm ci\nCOPY . .\nUSER node\nCMD ["node"]\n'
WRONG = f'{TOP}COPY . .\nRUN npm ci\nUSER node\nCMD ["node"]\n'
FILES = {"package.json": "{}\n", ".dockerignore": "x\n"}
APT = "FROM debian:13.1\nRUN apt-get update && apt-get install -y curl\nUSER nobody\n"


def project(text: str, name: str = "Dockerfile") -> dict[str, str]:
    """Return a project around a Dockerfile."""
    return {**FILES, name: text}


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (project(RIGHT), project(WRONG), ["Dockerfile:3 copy-order +"]),
        (project(WRONG), project(WRONG + "#\n"), []),
        (project(WRONG), project(RIGHT), []),
        (project(WRONG), project("# new\n" + WRONG), []),
        (project(WRONG), project(WRONG.replace("COPY . .", "COPY . /app")), []),
        (FILES, project(APT), ["Dockerfile:2 package-cache-left +"]),
        (project(APT), project(APT.replace("curl", "curl wget")), []),
        (
            project(APT),
            project(APT.replace("USER", "RUN apt-get update && apt-get install -y git\nUSER")),
            ["Dockerfile:3 package-cache-left +"],
        ),
        (
            project(APT + "#\n" * 9 + "ENV A=1\n"),
            project(
                "FROM debian:13.1\nRUN true\nUSER nobody\n"
                + "#\n" * 9
                + "USER root\nRUN apt-get update && apt-get install -y curl\nUSER nobody\n"
            ),
            [],
        ),
        (
            project("FROM debian:13.1\nUSER nobody\n"),
            project("FROM debian\nUSER nobody\n"),
            ["Dockerfile:1 unpinned-base +"],
        ),
        (project("FROM debian:latest\nUSER nobody\n"), project("FROM debian\nUSER nobody\n"), []),
        ({"a": "x"}, {"a": "y"}, []),
        (project(APT), FILES, []),
    ],
)
def test_what_the_target_branch_has_too_is_not_said(before, now, said):
    assert news(before, now) == said


def test_a_file_that_was_renamed_brings_nothing_new():
    before, now = project(WRONG), project(WRONG, "api.Dockerfile")
    assert news(before, now, renamed={"api.Dockerfile": "Dockerfile"}) == []
    assert "api.Dockerfile:3 copy-order +" in news(before, now)


def test_a_line_that_stood_there_already_is_placed_by_both_its_numbers():
    before = project(f"{TOP}RUN true\nCOPY . .\nUSER node\n")
    now = project(f"{TOP}COPY . .\nRUN npm ci\nUSER node\n")
    [one] = [one for one in new_findings(changed_files(before, now)) if one.finding.rule == "copy-order"]
    assert (one.place.line, one.place.old_line) == (3, 4)


def test_a_mistake_on_a_line_that_the_diff_does_not_show_has_no_place():
    ci = "a:\n  image: docker:29\n  script:\n    - docker build --target {} .\n"
    before = {**project(f"{TOP}{'#' * 3}\nUSER node\n"), ".gitlab-ci.yml": ci.format("x")}
    with_stage = {**before, "Dockerfile": before["Dockerfile"].replace("alpine", "alpine AS x")}
    found = [one for one in new_findings(changed_files(with_stage, before)) if one.finding.rule == "missing-target"]
    assert [(one.finding.path, one.place) for one in found] == [(".gitlab-ci.yml", None)]


def test_a_mistake_stands_at_the_number_that_its_line_has_now():
    before = project(RIGHT)
    now = project(RIGHT.replace("COPY package.json ./\nRUN npm ci\nCOPY . .\n", "COPY . .\nRUN npm ci\n"))
    [one] = new_findings(changed_files(before, now))
    assert (one.place.line, one.place.old_path, one.place.path) == (3, "Dockerfile", "Dockerfile")
    assert one.suggestion.lines == ("COPY package*.json ./", "RUN npm ci", "COPY . .")


def test_the_worst_comes_first_and_hygiene_last():
    ci = "a:\n  image: docker:29.1\n  script:\n    - docker login -u x -p $SECRET r\n    - docker build .\n"
    found = new_findings(changed_files(project(RIGHT), {**project(WRONG), ".gitlab-ci.yml": ci}))
    ranks = [one.finding.severity.rank for one in found]
    assert ranks == sorted(ranks)
    assert {one.finding.severity for one in found} == set(Severity)


def test_a_binary_or_broken_file_is_no_reason_to_stop():
    assert news(FILES, {**project("FROM \0\n"), ".gitlab-ci.yml": "a: [\n"}) == [".gitlab-ci.yml:1 ci-syntax +"]


@pytest.mark.parametrize(
    ("path", "is_worth"),
    [
        ("Dockerfile", True),
        ("services/api/Dockerfile.dev", True),
        (".gitlab-ci.yml", True),
        (".gitlab/ci/build.yml", True),
        ("runner/config.toml", True),
        ("odd/main.txt", True),
        ("README.md", False),
        ("count", False),
        ("pyproject.toml", False),
        ("docker-compose.yml", False),
        (".lighterman.yml", False),
        ("src/main.py", False),
    ],
)
def test_only_files_of_the_three_kinds_are_worth_a_look(path, is_worth):
    assert is_worth_a_look(path, "odd/main.txt") is is_worth
