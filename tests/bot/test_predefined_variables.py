"""What GitLab sets for every job, in a pipeline of a branch and in one of a merge request."""

from dataclasses import replace

import pytest

from bot.predefined_variables import Surroundings, predefined_variables

BRANCH = Surroundings(
    project_path="Acme/tools/Shop",
    project_id=7,
    pipeline_id=4711,
    sha="0123456789abcdef0123456789abcdef01234567",
    branch="feature/Big_Thing",
)
MERGE_REQUEST = replace(BRANCH, merge_request_iid=12, target_branch="main")


@pytest.mark.parametrize(
    ("name", "in_branch", "in_merge_request"),
    [
        ("CI_COMMIT_SHA", BRANCH.sha, BRANCH.sha),
        ("CI_COMMIT_SHORT_SHA", "01234567", "01234567"),
        ("CI_COMMIT_REF_NAME", "feature/Big_Thing", "feature/Big_Thing"),
        ("CI_COMMIT_REF_SLUG", "feature-big-thing", "feature-big-thing"),
        ("CI_COMMIT_BRANCH", "feature/Big_Thing", ""),
        ("CI_COMMIT_TAG", "", ""),
        ("CI_PROJECT_ID", "7", "7"),
        ("CI_PROJECT_NAME", "Shop", "Shop"),
        ("CI_PROJECT_NAMESPACE", "Acme/tools", "Acme/tools"),
        ("CI_PROJECT_ROOT_NAMESPACE", "Acme", "Acme"),
        ("CI_PROJECT_PATH", "Acme/tools/Shop", "Acme/tools/Shop"),
        ("CI_PROJECT_PATH_SLUG", "acme-tools-shop", "acme-tools-shop"),
        ("CI_PIPELINE_ID", "4711", "4711"),
        ("CI_JOB_NAME", "build: [api]", "build: [api]"),
        ("CI_JOB_NAME_SLUG", "build---api", "build---api"),
        ("CI_MERGE_REQUEST_IID", "", "12"),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "", "feature/Big_Thing"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "", "main"),
    ],
)
def test_a_variable_has_gitlabs_value(name, in_branch, in_merge_request):
    assert predefined_variables(BRANCH, "build: [api]")[name] == in_branch
    assert predefined_variables(MERGE_REQUEST, "build: [api]")[name] == in_merge_request


@pytest.mark.parametrize("name", ["CI_REGISTRY_IMAGE", "CI_REGISTRY", "CI_DEFAULT_BRANCH", "CI_PIPELINE_SOURCE"])
def test_what_nobody_told_us_is_unknown_and_not_empty(name):
    assert name not in predefined_variables(BRANCH)


def test_the_registry_is_known_by_where_the_images_lie():
    found = predefined_variables(replace(BRANCH, registry_image="registry.example.com:5050/acme/tools/shop"))
    assert found["CI_REGISTRY"] == "registry.example.com:5050"
    assert found["CI_REGISTRY_IMAGE"] == "registry.example.com:5050/acme/tools/shop"
