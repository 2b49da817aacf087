"""The variables that GitLab sets for every job, as far as they follow from what is known of its pipeline."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.image_names import slug

SHORT_SHA = 8
"""GitLab's CI_COMMIT_SHORT_SHA has eight characters, unlike git's own short form."""


@dataclass(frozen=True)
class Surroundings:
    """The pipeline that a job runs in.

    `branch` is the source branch in a pipeline of a merge request, `merge_request_iid` is None in all others.
    `registry_image` is where the project's images lie, with the registry's host; empty where nobody knows.
    """

    project_path: str
    project_id: int
    pipeline_id: int
    sha: str
    branch: str
    source: str = ""
    merge_request_iid: int | None = None
    target_branch: str = ""
    default_branch: str = ""
    registry_image: str = ""


def predefined_variables(around: Surroundings, job_name: str = "") -> dict[str, str]:
    """Return GitLab's variables by name; those that GitLab leaves unset in such a pipeline are empty.

    Source: GitLab's list of predefined variables. In a pipeline of a merge request CI_COMMIT_REF_NAME is the source
    branch and CI_COMMIT_BRANCH is not set.
    """
    namespace, _, name = around.project_path.rpartition("/")
    is_of_merge_request = around.merge_request_iid is not None
    found = {
        "CI_COMMIT_SHA": around.sha,
        "CI_COMMIT_SHORT_SHA": around.sha[:SHORT_SHA],
        "CI_COMMIT_REF_NAME": around.branch,
        "CI_COMMIT_REF_SLUG": slug(around.branch),
        "CI_COMMIT_BRANCH": "" if is_of_merge_request else around.branch,
        "CI_COMMIT_TAG": "",
        "CI_PROJECT_ID": str(around.project_id),
        "CI_PROJECT_NAME": name,
        "CI_PROJECT_NAMESPACE": namespace,
        "CI_PROJECT_ROOT_NAMESPACE": namespace.partition("/")[0],
        "CI_PROJECT_PATH": around.project_path,
        "CI_PROJECT_PATH_SLUG": slug(around.project_path),
        "CI_PIPELINE_ID": str(around.pipeline_id),
        "CI_JOB_NAME": job_name,
        "CI_JOB_NAME_SLUG": slug(job_name),
        **_of_merge_request(around),
    }
    return {**found, **_if_known(around)}


def _of_merge_request(around: Surroundings) -> Mapping[str, str]:
    is_ours = around.merge_request_iid is not None
    return {
        "CI_MERGE_REQUEST_IID": str(around.merge_request_iid) if is_ours else "",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": around.branch if is_ours else "",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": around.target_branch if is_ours else "",
    }


def _if_known(around: Surroundings) -> Mapping[str, str]:
    """Return what GitLab sets in any case and we may not know; unknown is not empty."""
    given = {
        "CI_PIPELINE_SOURCE": around.source,
        "CI_DEFAULT_BRANCH": around.default_branch,
        "CI_REGISTRY_IMAGE": around.registry_image,
        "CI_REGISTRY": around.registry_image.partition("/")[0],
    }
    return {name: value for name, value in given.items() if value}
