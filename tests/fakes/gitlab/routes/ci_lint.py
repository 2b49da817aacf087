"""The check of CI configurations; what is looked at is a little of what GitLab does, includes are not followed."""

from typing import Any

import yaml

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.access import DEVELOPER, Call
from tests.fakes.loopback import Answer

NO_JOB = frozenset(
    {"default", "include", "stages", "variables", "workflow", "image", "services", "cache", "before_script"}
    | {"after_script", "spec", "pages"}
)
RUNS = frozenset({"script", "trigger", "run", "extends"})


class _Loader(yaml.SafeLoader):
    """Knows GitLab's own tag."""


_Loader.add_constructor("!reference", lambda loader, node: loader.construct_sequence(node, deep=True))


def of_commit(call: Call, key: str) -> Answer:
    """Check the configuration of a commit."""
    found = call.project(key, DEVELOPER)
    ref = call.one("content_ref") or call.one("sha") or "HEAD"
    commit = found.commit_at(ref)
    text = commit.files.get(".gitlab-ci.yml") if commit else None
    errors = [] if text else ["Please provide content of .gitlab-ci.yml"]
    return Answer(200, {"valid": bool(text), "merged_yaml": text, "errors": errors, "warnings": [], "includes": []})


def of_content(call: Call, key: str) -> Answer:
    """Check a text that need not be in the repository; a token that only reads is refused before this."""
    call.require(call.project(key, DEVELOPER), DEVELOPER)
    text = str(call.sent("content"))
    errors = list(_errors(text))
    merged = None if errors else text
    row: dict[str, Any] = {"valid": not errors, "merged_yaml": merged, "errors": errors, "warnings": [], "includes": []}
    return Answer(200, row | ({"jobs": []} if shapes.read_json(call.request.body).get("include_jobs") else {}))


def _errors(text: str) -> list[str]:
    try:
        found = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        return [f"Invalid configuration format: {str(error).splitlines()[0]}"]
    if not isinstance(found, dict):
        return ["Invalid configuration format"]
    jobs = {name: job for name, job in found.items() if name not in NO_JOB and not str(name).startswith(".")}
    stages = [".pre", *found.get("stages", ["build", "test", "deploy"]), ".post"]
    if not jobs:
        return ["jobs config should contain at least one visible job"]
    return [one for name, job in jobs.items() for one in _of_job(str(name), job, stages)]


def _of_job(name: str, job: Any, stages: list[str]) -> list[str]:
    if not isinstance(job, dict) or not RUNS & job.keys():
        return [f"jobs:{name} config should implement the script:, run:, or trigger: keyword"]
    if "stage" in job and job["stage"] not in stages:
        return [f"{name} job: chosen stage {job['stage']} does not exist; available stages are {', '.join(stages)}"]
    return []


ROUTES = {"GET /projects/:id/ci/lint": of_commit, "POST /projects/:id/ci/lint": of_content}
