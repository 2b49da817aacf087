"""Which jobs run for every branch."""

import pytest

from bot.lint.branches import runs_everywhere
from tests.bot.lint.projects import job, project


def everywhere(text):
    (source,) = project({".gitlab-ci.yml": text}).project.ci_files
    return runs_everywhere(source.file, source.jobs[0])


@pytest.mark.parametrize(
    "head",
    [
        "stage: build",
        "only: [branches]",
        "only: {changes: [x]}",
        "except: [main]",
        "rules:\n  - when: on_success",
        "rules:\n  - if: $CI_COMMIT_BRANCH",
        "rules:\n  - if: $CI_COMMIT_BRANCH == 'main'\n  - if: $CI_COMMIT_BRANCH",
        "rules:\n  - changes: [x]",
    ],
)
def test_these_run_everywhere(head):
    assert everywhere(job("make", head=head))


@pytest.mark.parametrize(
    "head",
    [
        "only: [main]",
        "only: [tags]",
        "only: {refs: [main], changes: [x]}",
        "only: {variables: [$X]}",
        "rules:\n  - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
        "rules:\n  - if: $CI_COMMIT_REF_NAME =~ /^release/",
        "rules:\n  - if: $CI_COMMIT_TAG\n  - when: manual",
        "rules:\n  - if: $CI_PIPELINE_SOURCE == 'schedule'",
        "rules:\n  - if: $CI_COMMIT_BRANCH != 'main'\n    when: never\n  - when: always",
        "rules:\n  - when: never",
    ],
)
def test_these_run_for_some_branches(head):
    assert not everywhere(job("make", head=head))


def test_rules_of_the_workflow_count_too():
    workflow = "workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n"
    assert not everywhere(workflow + job("make"))


def test_what_others_make_of_a_template_is_not_known():
    assert not everywhere(job("make", name=".a"))
