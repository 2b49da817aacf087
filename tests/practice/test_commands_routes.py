"""What commands ask of GitLab: emoji, retries, cancellations, pipelines, users, and the tags of a registry."""

import json

import pytest

from tests.fakes.gitlab.registry import Registry
from tests.fakes.registry import Layer, PracticeRegistry
from tests.practice.test_schemas import JOB, PIPELINE, faults, validator_of
from tests.shared_material import shared


@pytest.fixture
def note(shop):
    return shop.lab.add_note(shop.mr, author=shop.dana, body="/report")


@pytest.fixture
def stored(shop):
    """Give the project a repository in a registry with a cache, a release, and an alias of the release."""
    with PracticeRegistry() as registry:
        for tag, content in (("cache", "cached"), ("1.0", "released"), ("stable", "released")):
            registry.push("acme/api", tag=tag, layers=[Layer(1000, content)])
        shop.repository = shop.lab.add_container_repository(shop.project, registry.host)
        yield shop


def fields(kind):
    contract = json.loads(shared("gitlab/openapi/client_derived_contract.json").read_text())
    return set(contract["types"][kind]["fields"])


def emoji(shop, note, *, method="GET", path="", **how):
    return shop.ask(f"{shop.notes}/{note.id}/award_emoji{path}", method=method, **how)


def test_an_emoji_is_given_once_and_taken_by_who_gave_it(shop, note):
    given = emoji(shop, note, method="POST", json={"name": "eyes"})
    assert given.status_code == 201
    assert fields("AwardEmoji") <= set(given.json())
    assert emoji(shop, note, method="POST", json={"name": "eyes"}).status_code == 404
    assert [row["name"] for row in emoji(shop, note).json()] == ["eyes"]
    assert emoji(shop, note, method="DELETE", path=f"/{given.json()['id']}").status_code == 204
    assert emoji(shop, note).json() == []


def test_nobody_takes_the_emoji_of_another_one_but_a_maintainer(shop, note):
    kim = shop.lab.award_emoji(shop.mr, note, user=shop.kim, name="thumbsup")
    assert emoji(shop, note, method="DELETE", path=f"/{kim.id}").status_code == 403
    dana = shop.lab.token_for(shop.dana)
    assert emoji(shop, note, method="DELETE", path=f"/{kim.id}", token=dana).status_code == 204


@pytest.mark.parametrize("path", ["/projects/1/merge_requests/1/notes/1/award_emoji", "{notes}/999/award_emoji"])
def test_there_is_no_emoji_on_what_is_not_there(shop, path):
    assert shop.ask(path.format(notes=shop.notes)).status_code == 404


def job_call(shop, job, verb, **how):
    return shop.ask(f"{shop.home}/jobs/{job.id}/{verb}", method="POST", **how)


def test_a_job_is_retried_once_under_a_new_id(shop):
    job = shop.run().jobs[1]
    answer = job_call(shop, job, "retry")
    assert answer.status_code == 201
    assert faults(validator_of(JOB), answer.json()) == []
    assert (answer.json()["name"], answer.json()["id"] > job.id) == ("test", True)
    assert job_call(shop, job, "retry").status_code == 403


def test_what_has_not_ended_is_not_retried(shop):
    run = shop.run()
    job = shop.lab.add_job(run, "slow", status="running", duration=None)
    assert job_call(shop, job, "retry").json() == {"message": "403 Forbidden - Job is not retryable"}


def test_what_runs_is_canceling_first_and_a_maintainer_may_force_it(shop):
    job = shop.lab.add_job(shop.run(), "slow", status="running", duration=None)
    assert job_call(shop, job, "cancel").json()["status"] == "canceling"
    assert job_call(shop, job, "cancel", json={"force": True}).status_code == 403
    boss = shop.lab.token_for(shop.dana)
    assert job_call(shop, job, "cancel", json={"force": True}, token=boss).json()["status"] == "canceled"


def test_a_reporter_neither_retries_nor_cancels_nor_starts(shop):
    token = shop.lab.token_for(shop.kim)
    job = shop.run().jobs[1]
    for verb in ("retry", "cancel"):
        assert job_call(shop, job, verb, token=token).status_code == 403
    sent = {"ref": "feature", "variables": []}
    assert shop.ask(f"{shop.home}/pipeline", method="POST", json=sent, token=token).status_code == 403


def test_a_pipeline_of_a_branch_takes_variables_and_names_who_started_it(shop):
    sent = {"ref": "feature", "variables": [{"key": "NO_CACHE", "value": "1"}]}
    answer = shop.ask(f"{shop.home}/pipeline", method="POST", json=sent)
    assert answer.status_code == 201
    assert faults(validator_of(f"{PIPELINE}/detail.json"), answer.json()) == []
    started = shop.lab.pipelines[answer.json()["id"]]
    assert (started.variables, started.user, started.source) == ({"NO_CACHE": "1"}, shop.lab.bot, "api")
    rows = shop.ask(f"{shop.home}/pipelines?username=lighterman&source=api&ref=feature").json()
    assert [row["id"] for row in rows] == [started.id]


@pytest.mark.parametrize(("ref", "status"), [("nowhere", 400), ("main", 403)])
def test_a_ref_that_is_not_there_or_is_protected_starts_nothing(shop, ref, status):
    answer = shop.ask(f"{shop.home}/pipeline", method="POST", json={"ref": ref, "variables": []})
    assert answer.status_code == status
    assert not shop.lab.pipelines


def test_a_merge_request_gets_a_pipeline_of_its_own(shop):
    answer = shop.ask(f"{shop.home}/merge_requests/{shop.mr.iid}/pipelines", method="POST")
    assert faults(validator_of(f"{PIPELINE}/basic.json"), answer.json()) == []
    assert answer.json()["ref"] == f"refs/merge-requests/{shop.mr.iid}/head"


def test_whoever_asks_sees_of_a_user_whether_it_is_blocked_or_a_bot(shop):
    shop.kim.state = "blocked"
    assert shop.ask(f"/users/{shop.kim.id}").json()["state"] == "blocked"
    assert shop.ask(f"/users/{shop.lab.bot.id}").json()["bot"] is True
    assert shop.ask("/users/999").status_code == 404


def test_a_membership_that_ended_is_still_listed_but_opens_nothing(shop):
    shop.project.ended[shop.kim.id] = "2026-01-01"
    assert shop.ask(f"{shop.home}/members/all/{shop.kim.id}").json()["expires_at"] == "2026-01-01"
    assert shop.ask(f"{shop.home}/pipelines", token=shop.lab.token_for(shop.kim)).status_code == 404


def tags_path(shop, name=""):
    return f"{shop.home}/registry/repositories/{shop.repository.id}/tags{f'/{name}' if name else ''}"


def test_repositories_and_tags_are_those_of_the_registry(stored):
    (row,) = stored.ask(f"{stored.home}/registry/repositories").json()
    assert fields("RegistryRepository") - {"tags", "tags_count"} == set(row)
    assert row["location"] == f"{stored.repository.host}/acme/api"
    rows = stored.ask(tags_path(stored)).json()
    assert [one["name"] for one in rows] == ["1.0", "cache", "stable"]
    assert set(rows[0]) == {"name", "path", "location"}
    tag = stored.ask(tags_path(stored, "cache")).json()
    assert set(tag) == fields("RegistryRepositoryTag")
    assert tag["digest"] == Registry(stored.repository.host, "acme/api").digest("cache")
    assert tag["total_size"] == 1000


def test_a_deleted_tag_takes_those_of_its_digest_with_it(stored):
    assert stored.ask(tags_path(stored, "stable"), method="DELETE").status_code == 200
    assert Registry(stored.repository.host, "acme/api").names() == ["cache"]
    assert stored.ask(tags_path(stored, "stable"), method="DELETE").status_code == 404
    assert stored.ask(tags_path(stored, "stable")).status_code == 404


def test_a_protected_tag_takes_a_higher_role(stored):
    stored.repository.protected_tags["cache"] = 40
    assert stored.ask(tags_path(stored, "cache"), method="DELETE").status_code == 403
    boss = stored.lab.token_for(stored.dana)
    assert stored.ask(tags_path(stored, "cache"), method="DELETE", token=boss).status_code == 200


def test_a_reporter_reads_tags_and_deletes_none(stored):
    token = stored.lab.token_for(stored.kim)
    assert stored.ask(tags_path(stored), token=token).status_code == 200
    assert stored.ask(tags_path(stored, "cache"), method="DELETE", token=token).status_code == 403


QUERY = """query($id: ContainerRepositoryID!, $after: String) {
  containerRepository(id: $id) {
    tags(first: 2, after: $after) {
      nodes { name digest userPermissions { destroyContainerRepositoryTag } }
      pageInfo { hasNextPage endCursor }
    }
  }
}"""


def graphql(shop, after=None):
    variables = {"id": f"gid://gitlab/ContainerRepository/{shop.repository.id}", "after": after}
    answer = shop.ask("/../graphql", method="POST", json={"query": QUERY, "variables": variables}).json()
    return answer["data"]["containerRepository"]["tags"]


def test_graphql_tells_digests_and_rights_page_by_page(stored):
    stored.repository.protected_tags["cache"] = 40
    first = graphql(stored)
    second = graphql(stored, first["pageInfo"]["endCursor"])
    rows = [*first["nodes"], *second["nodes"]]
    assert [row["name"] for row in rows] == ["1.0", "cache", "stable"]
    assert rows[0]["digest"] == rows[2]["digest"] != rows[1]["digest"]
    may = [row["userPermissions"]["destroyContainerRepositoryTag"] for row in rows]
    assert may == [True, False, True]
    assert second["pageInfo"]["hasNextPage"] is False


def change(shop, path, sent, **how):
    return shop.ask(f"{shop.home}/{path}", method="POST", json=sent, **how)


def a_commit(branch, action="update", path="Dockerfile", **more):
    one = {"action": action, "file_path": path, "content": "FROM debian:13\n"}
    return {"branch": branch, "commit_message": "Mend", "actions": [one], **more}


def test_files_are_committed_to_a_branch_that_begins_at_a_commit(shop):
    answer = change(shop, "repository/commits", a_commit("mended", start_sha=shop.mr.head_sha))
    assert answer.status_code == 201
    assert faults(validator_of("public_api/v4/commit/basic.json"), answer.json()) == []
    assert answer.json()["parent_ids"] == [shop.mr.head_sha]
    again = change(shop, "repository/commits", a_commit("mended", start_sha=shop.mr.head_sha))
    assert again.status_code == 400
    titles = [row["title"] for row in shop.ask(f"{shop.home}/repository/commits?ref_name=mended").json()]
    assert titles[0] == "Mend"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (a_commit("feature", "create"), 400),
        (a_commit("feature", path="nowhere"), 400),
        (a_commit("no-branch"), 400),
        (a_commit("main"), 403),
    ],
)
def test_a_commit_that_does_not_fit_changes_nothing(shop, sent, status):
    before = dict(shop.project.branches)
    assert change(shop, "repository/commits", sent).status_code == status
    assert shop.project.branches == before


def test_the_tree_of_a_commit_is_listed(shop):
    rows = shop.ask(f"{shop.home}/repository/tree?ref=feature&recursive=true").json()
    assert [row["path"] for row in rows] == ["Dockerfile", "src/app.py"]
    assert shop.ask(f"{shop.home}/repository/tree?ref=nowhere").status_code == 404


def test_a_merge_request_is_opened_once_for_two_branches(shop):
    change(shop, "repository/commits", a_commit("mended", start_sha=shop.mr.head_sha))
    sent = {"source_branch": "mended", "target_branch": "feature", "title": "Mend", "description": "- x"}
    answer = change(shop, "merge_requests", sent)
    assert answer.status_code == 201
    assert faults(validator_of("public_api/v4/merge_request.json"), answer.json()) == []
    assert change(shop, "merge_requests", sent).status_code == 409
    assert change(shop, "merge_requests", {**sent, "source_branch": "nowhere"}).status_code == 400
