"""What the practice GitLab answers is what GitLab's own schemas and its client's contract describe."""

import json
from datetime import datetime
from functools import cache

import pytest
from jsonschema import Draft7Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT7

from tests.shared_material import shared

SCHEMAS = "gitlab/schemas"
NOT_STANDARD = {"uri": "string", "date": "string"}
# Older than what GitLab answers today, as the README of the schemas says: there more fields are no fault.
OUTDATED = {
    "public_api/v4/job.json",
    "public_api/v4/merge_requests.json",
    "public_api/v4/notes.json",
    "public_api/v4/branch.json",
}
NOTE, JOB, PIPELINE = "public_api/v4/notes.json", "public_api/v4/job.json", "public_api/v4/pipeline"
REGISTRY_OF_SCHEMAS = "http://schemas.test/"
MR = "{home}/merge_requests/1"
ANSWERS = [
    ("/user", "public_api/v4/user/basic.json", "one"),
    ("{home}/members", "public_api/v4/members.json", "list"),
    ("{home}/members/all", "public_api/v4/members.json", "list"),
    ("{home}/members/all/{dana}", "public_api/v4/members.json", "item"),
    ("{home}/members/{dana}", "public_api/v4/members.json", "item"),
    ("{home}/merge_requests", "public_api/v4/merge_requests.json", "list"),
    (MR, "public_api/v4/merge_request.json", "one"),
    (f"{MR}/changes", "public_api/v4/merge_request.json", "one"),
    (f"{MR}/notes", NOTE, "list"),
    (f"{MR}/notes/{{note}}", NOTE, "item"),
    (f"{MR}/commits", "public_api/v4/commit/basic.json", "each"),
    (f"{MR}/pipelines", f"{PIPELINE}/basic.json", "each"),
    ("{home}/pipelines", f"{PIPELINE}/basic.json", "each"),
    ("{home}/pipelines/{run}", f"{PIPELINE}/detail.json", "one"),
    ("{home}/pipelines/{run}/jobs", JOB, "each"),
    ("{home}/pipelines/{run}/jobs?include_retried=true", JOB, "each"),
    ("{home}/jobs", JOB, "each"),
    ("{home}/jobs/{job}", JOB, "one"),
    ("{home}/repository/branches", "public_api/v4/branch.json", "each"),
    ("{home}/repository/branches/feature", "public_api/v4/branch.json", "one"),
    ("{home}/repository/commits/{sha}", "public_api/v4/commit/basic.json", "one"),
    ("{home}/repository/commits/{sha}/merge_requests", "public_api/v4/merge_requests.json", "list"),
]
CONTRACT = [
    (MR, "MergeRequest", {"expires_at"}),
    (f"{MR}/notes/{{note}}", "Note", set()),
    (f"{MR}/diffs", "MergeRequestDiff", set()),
    (f"{MR}/discussions", "Discussion", set()),
    ("{home}/pipelines", "PipelineInfo", set()),
    ("{home}/pipelines/{run}", "Pipeline", set()),
    ("{home}/pipelines/{run}/bridges", "Bridge", set()),
    ("{home}/jobs/{job}", "Job", set()),
    ("{home}/repository/branches/main", "Branch", set()),
    ("{home}/repository/commits/{sha}", "Commit", set()),
    ("{home}/repository/compare?from=main&to=feature", "Compare", set()),
    ("{home}/repository/files/Dockerfile?ref=main", "File", set()),
    ("{home}/ci/lint", "ProjectLintResult", set()),
    ("{home}/hooks", "ProjectHook", set()),
]
# Fields of the client that GitLab sends only in other places or has withdrawn.
NEVER_SENT = {
    "Note": {"title", "file_name", "expires_at", "commit_id", "position", "resolved", "resolved_at", "resolved_by"},
    "MergeRequest": {
        *("label_details", "changes", "diverged_commits_count", "rebase_in_progress", "overflow"),
        "allow_collaboration",
    },
    "Job": {"artifacts_file", "failure_reason"},
    "Bridge": {"failure_reason"},
    "Commit": {"last_pipeline"},
}
FORMATS = FormatChecker([])


@FORMATS.checks("date-time", raises=ValueError)
def is_a_time(value):
    return value is None or datetime.fromisoformat(value) is not None


@pytest.fixture
def answers(shop):
    """Fill the workshop and return how to ask for a path."""
    lab = shop.lab
    run = shop.run()
    lab.retry_job(run.jobs[0])
    lab.add_bridge(run, "trigger")
    lab.finish(run, "failed")
    note = lab.add_note(shop.mr, author=shop.dana, body="needs work")
    lab.subscribe(shop.project.path, "http://127.0.0.1:1", token="x", events={"push"})
    names = {
        "home": shop.home,
        "dana": shop.dana.id,
        "note": note.id,
        "run": run.id,
        "job": run.jobs[1].id,
        "sha": shop.mr.head_sha,
    }
    boss = lab.token_for(shop.dana)

    def ask(path):
        answer = shop.ask(path.format(**names), token=boss)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.mark.parametrize(("path", "schema", "shape"), ANSWERS, ids=[path for path, _, _ in ANSWERS])
def test_an_answer_satisfies_its_schema(answers, path, schema, shape):
    found = answers(path)
    assert found, "an empty answer proves nothing"
    validator = validator_of(schema)
    for one in found if shape == "each" else [[found] if shape == "item" else found]:
        assert faults(validator, one) == []


def test_a_merged_merge_request_names_who_closed_and_merged_it(answers, shop):
    shop.lab.close_mr(shop.mr, user=shop.kim)
    shop.lab.merge_mr(shop.mr, user=shop.dana)
    found = answers(MR)
    assert faults(validator_of("public_api/v4/merge_request.json"), found) == []
    assert (found["closed_by"]["username"], found["merged_by"]["username"]) == ("kim", "dana")


def test_an_answer_that_does_not_fit_is_noticed(answers):
    row = answers("{home}/jobs/{job}")
    for change in ({"id": "7"}, {"started_at": 1}, {"runner": {**row["runner"], "more": 1}}, {"commit": {"id": 1}}):
        assert not validator_of(JOB).is_valid({**row, **change}), change
    assert not validator_of(JOB).is_valid({name: value for name, value in row.items() if name != "pipeline"})
    note = answers(f"{MR}/notes/{{note}}")
    assert not validator_of(NOTE).is_valid([{**note, "author": {**note["author"], "avatar_url": 1}}])


@pytest.mark.parametrize(("path", "kind", "others"), CONTRACT, ids=[kind for _, kind, _ in CONTRACT])
def test_an_answer_without_a_schema_has_the_fields_of_the_contract(answers, path, kind, others):
    contract = json.loads(shared("gitlab/openapi/client_derived_contract.json").read_text())
    found = answers(path)
    row = found[0] if isinstance(found, list) else found
    wanted = set(contract["types"][kind]["fields"]) - NEVER_SENT.get(kind, set()) - others
    assert wanted - set(row) == set()


def faults(validator, answer):
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(answer)]


@cache
def validator_of(name):
    """Return a validator; the types of old schemas are made standard ones, and relative references are resolved."""
    folder = shared(SCHEMAS)

    def retrieve(uri):
        file = uri.removeprefix(REGISTRY_OF_SCHEMAS)
        return DRAFT7.create_resource(_standard(json.loads((folder / file).read_text()), relaxed=file in OUTDATED))

    schema = {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": f"{REGISTRY_OF_SCHEMAS}{name}"}
    return Draft7Validator(schema, registry=Registry(retrieve=retrieve), format_checker=FORMATS)


def _standard(schema, *, relaxed):
    if isinstance(schema, list):
        return [_standard(one, relaxed=relaxed) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _standard(one, relaxed=relaxed) for name, one in schema.items()}
    if isinstance(made.get("type"), str):
        made["type"] = NOT_STANDARD.get(made["type"], made["type"])
    if relaxed:
        made.pop("additionalProperties", None)
    if "head_pipeline" in made:
        # A slip of the original: it stands beside the properties instead of among them.
        made["properties"]["head_pipeline"] = made.pop("head_pipeline")
        # Written for a merged request: of an open one nobody merged or closed it, and a live server sends null.
        for name in ("merged_by", "merge_user", "closed_by", "assignee"):
            made["properties"][name] = {"anyOf": [{"type": "null"}, made["properties"][name]]}
    return made


def test_a_token_is_told_with_its_scopes_and_never_its_text(answers, shop):
    """As the page on personal access tokens of GitLab's API shows it."""
    row = answers("/personal_access_tokens/self")
    assert row.keys() == {
        *("id", "name", "description", "revoked", "created_at", "scopes", "user_id"),
        *("last_used_at", "active", "expires_at"),
    }
    assert (row["scopes"], row["user_id"]) == (["api"], shop.dana.id)
