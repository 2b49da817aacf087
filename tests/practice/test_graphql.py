"""GraphQL: a real engine validates the query, arguments filter, pages end at a hundred, and rights and cost count."""

import pytest
import requests
from graphql import parse, validate

from tests.fakes.gitlab.graphql_cost import cost_of
from tests.fakes.gitlab.graphql_schema import SCHEMA


@pytest.fixture
def ask(shop):
    def post(query, *, token=None, **variables):
        token = shop.lab.token if token is None else token
        return requests.post(
            f"{shop.lab.url}/api/graphql",
            json={"query": query, "variables": variables},
            headers={"PRIVATE-TOKEN": token} if token else {},
            timeout=10,
        )

    return post


@pytest.fixture
def project(ask):
    def read(fields, **variables):
        answer = ask(f'{{ project(fullPath: "acme/api") {{ {fields} }} }}', **variables).json()
        assert "errors" not in answer, answer
        return answer["data"]["project"]

    return read


@pytest.fixture
def runs(shop):
    """Run main twice, then the merge request, which fails and has a retried job and a bridge."""
    shop.lab.clock.stand_still()
    made = [shop.lab.add_pipeline(shop.project, ref="main", status="success") for _ in range(2)]
    shop.lab.clock.advance(60)
    run = shop.run()
    shop.lab.retry_job(run.jobs[0])
    shop.lab.add_bridge(run, "trigger")
    shop.lab.finish(run, "failed")
    return [*made, run]


def numbers(connection):
    return [int(node["id"].rsplit("/", 1)[1]) for node in connection["nodes"]]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("first: 9", [2, 1, 0]),
        ('ref: "main"', [1, 0]),
        ("ref: null", [2, 1, 0]),
        ('ref: ""', [2, 1, 0]),
        ('ref: "feature"', []),
        ('ref: "refs/merge-requests/1/head"', [2]),
        ("status: SUCCESS", [1, 0]),
        ("status: FAILED", [2]),
        ('source: "merge_request_event"', [2]),
        ("scope: FINISHED", [2, 1, 0]),
        ('username: "kim"', []),
        ('sha: "{head}"', [2]),
        ('ref: "main", sha: "{head}"', []),
        ('updatedAfter: "{new}"', [2]),
        ('updatedBefore: "{new}"', [2, 1, 0]),
        ("last: 1", [0]),
        ("first: 1", [2]),
    ],
)
def test_pipelines_are_filtered(shop, runs, project, arguments, found):
    new = shop.lab.now().isoformat()
    arguments = arguments.replace("{head}", shop.mr.head_sha).replace("{new}", new)
    answer = project(f"pipelines({arguments}) {{ nodes {{ id }} }}")
    assert numbers(answer["pipelines"]) == [runs[place].id for place in found]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("retried: false, jobKind: BUILD", ["build", "deploy", "test"]),
        ("retried: false", ["trigger", "build", "deploy", "test"]),
        ("", ["trigger", "build", "deploy", "test", "build"]),
        ("retried: true", ["build"]),
        ("jobKind: BRIDGE", ["trigger"]),
        ("statuses: [FAILED, MANUAL]", ["deploy", "test"]),
        ('whenExecuted: ["manual"]', ["deploy"]),
    ],
)
def test_jobs_are_filtered(runs, project, arguments, found):
    jobs = f"jobs({arguments})" if arguments else "jobs"
    answer = project(f"pipeline(iid: {runs[2].iid}) {{ {jobs} {{ nodes {{ name }} }} }}")
    assert [node["name"] for node in answer["pipeline"]["jobs"]["nodes"]] == found


def test_what_a_pipeline_is_shows_in_its_event_type_which_is_null_for_branches(shop, runs, project):
    shop.lab.add_pipeline(shop.project, ref="feature", mr=shop.mr, kind="merged_result")
    nodes = project("pipelines { nodes { mergeRequestEventType ref sha } }")["pipelines"]["nodes"]
    assert [node["mergeRequestEventType"] for node in nodes] == ["MERGED_RESULT", "DETACHED", None, None]
    assert nodes[0]["ref"] == "refs/merge-requests/1/merge"
    assert nodes[0]["sha"] != nodes[1]["sha"] == shop.mr.head_sha


def test_times_and_durations_are_whole_seconds(runs, project):
    fields = "duration queuedDuration finishedAt jobs { nodes { duration } }"
    run = project(f"pipeline(iid: {runs[2].iid}) {{ {fields} }}")
    assert run["pipeline"]["duration"] == 120
    assert len(run["pipeline"]["finishedAt"]) == len("2021-02-23T02:41:37Z")
    assert {job["duration"] for job in run["pipeline"]["jobs"]["nodes"]} == {60, 62, None}


@pytest.mark.parametrize(("first", "seen"), [(30, 30), (100, 100), (500, 100), (None, 100)])
def test_a_page_holds_at_most_a_hundred(shop, project, first, seen):
    run = shop.run()
    for number in range(120):
        shop.lab.add_job(run, f"lint {number}")
    limit = f"(first: {first})" if first else ""
    jobs = project(f"pipeline(iid: {run.iid}) {{ jobs{limit} {{ nodes {{ id }} pageInfo {{ hasNextPage }} }} }}")
    assert (len(jobs["pipeline"]["jobs"]["nodes"]), jobs["pipeline"]["jobs"]["pageInfo"]) == (
        seen,
        {"hasNextPage": True},
    )


def test_pages_follow_each_other_by_cursor(shop, project):
    run = shop.run()
    for number in range(4):
        shop.lab.add_job(run, f"lint {number}")
    seen, after = [], "null"
    while after:
        fields = (
            f"jobs(first: 3, after: {after}) {{ edges {{ node {{ name }} }} pageInfo {{ hasNextPage endCursor }} }}"
        )
        page = project(f"pipeline(iid: {run.iid}) {{ {fields} }}")["pipeline"]["jobs"]
        seen.append([edge["node"]["name"] for edge in page["edges"]])
        after = f'"{page["pageInfo"]["endCursor"]}"' if page["pageInfo"]["hasNextPage"] else None
    assert seen == [["lint 3", "lint 2", "lint 1"], ["lint 0", "deploy", "test"], ["build"]]


def test_files_are_read_from_any_ref_and_from_the_default_branch_without_one(shop, project):
    fields = "nodes { path rawBlob }"
    read = project(
        f'repository {{ rootRef main: blobs(paths: ["Dockerfile", "no"]) {{ {fields} }} '
        f'null: blobs(paths: ["Dockerfile"], ref: null) {{ {fields} }} '
        f'other: blobs(paths: ["src/app.py"], ref: "feature") {{ {fields} }} '
        f'gone: blobs(paths: ["Dockerfile"], ref: "no") {{ {fields} }} }}'
    )["repository"]
    base = [{"path": "Dockerfile", "rawBlob": "FROM debian:13\n"}]
    assert (read["rootRef"], read["main"]["nodes"], read["null"]["nodes"]) == ("main", base, base)
    assert [node["rawBlob"] for node in read["other"]["nodes"]] == ["print()\n"]
    assert read["gone"]["nodes"] == []


def test_a_project_without_commits_has_no_root(shop, ask):
    shop.lab.add_project("acme/empty", members={shop.lab.bot: 30})
    answer = ask('{ project(fullPath: "acme/empty") { repository { rootRef empty } } }').json()
    assert answer["data"]["project"]["repository"] == {"rootRef": None, "empty": True}


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("", ["2", "1"]),
        ('iids: ["1"]', ["1"]),
        ('iids: ["1", "2", "7"]', ["2", "1"]),
        ('sourceBranches: ["second"]', ["2"]),
        ('targetBranches: ["other"]', []),
        ("state: opened", ["1"]),
        ("state: closed", ["2"]),
        ("state: all", ["2", "1"]),
    ],
)
def test_merge_requests_are_filtered(shop, project, arguments, found):
    shop.commit("second", {"x": "1"})
    mr = shop.lab.open_mr(shop.project, source="second", target="main", title="Second", author=shop.dana)
    shop.lab.close_mr(mr, user=shop.dana)
    field = f"mergeRequests({arguments})" if arguments else "mergeRequests"
    assert [node["iid"] for node in project(f"{field} {{ nodes {{ iid }} }}")["mergeRequests"]["nodes"]] == found


def test_commenters_are_people_and_not_system_notes(shop, project):
    shop.lab.add_note(shop.mr, author=shop.dana, body="one")
    shop.lab.add_note(shop.mr, author=shop.dana, body="two")
    shop.lab.add_system_note(shop.mr, shop.kim, "closed")
    read = project('mergeRequest(iid: "1") { commenters { nodes { username } } }')
    assert read["mergeRequest"]["commenters"]["nodes"] == [{"username": "dana"}]


IN_IT = "id repository { rootRef } pipelines { nodes { id } } mergeRequests { nodes { id } }"
FULL = f'{{ project(fullPath: "acme/api") {{ {IN_IT} }} }}'


def test_a_stranger_sees_no_private_project(shop, ask):
    eve = shop.lab.token_for(shop.lab.add_user("eve"))
    assert ask(FULL, token=eve).json() == {"data": {"project": None}}
    assert ask(FULL, token="").json() == {"data": {"project": None}}


def test_a_guest_sees_the_project_and_nothing_in_it(shop, ask, runs):
    shop.project.members[shop.kim.id], shop.project.inherited = 10, {}
    read = ask(FULL, token=shop.lab.token_for(shop.kim)).json()["data"]["project"]
    assert (read["repository"], read["pipelines"]["nodes"], read["mergeRequests"]["nodes"]) == (None, [], [])


def test_everybody_sees_a_public_project(shop, ask, runs):
    shop.project.visibility = "public"
    read = ask(FULL, token="").json()["data"]["project"]
    assert len(read["pipelines"]["nodes"]) == 3


def test_the_pipeline_of_a_fork_that_may_not_be_read_is_null(shop, project):
    fork = shop.lab.fork(shop.project, into="eve/api", members={shop.dana: 40})
    shop.lab.commit(fork, "theirs", files={"x": "1"}, start="main")
    mr = shop.lab.open_mr(
        shop.project, source="theirs", target="main", title="Fork", author=shop.dana, source_project=fork
    )
    shop.lab.add_pipeline(fork, ref="theirs", mr=mr, kind="detached")
    fields = 'mergeRequest(iid: "2") { headPipeline { id } sourceProject { id } sourceProjectId }'
    read = project(fields)["mergeRequest"]
    assert read == {"headPipeline": None, "sourceProject": None, "sourceProjectId": fork.id}
    fork.members[shop.lab.bot.id] = 20
    assert project(fields)["mergeRequest"]["headPipeline"] is not None


def test_the_own_user_is_who_the_token_belongs_to(shop, ask):
    assert ask("{ currentUser { username bot } }").json()["data"]["currentUser"] == {
        "username": "lighterman",
        "bot": True,
    }
    assert ask("{ currentUser { username } }", token="").json()["data"]["currentUser"] is None


def test_a_token_that_does_not_do_is_refused(shop, ask):
    revoked = shop.lab.token_for(shop.dana)
    shop.lab.revoke(revoked)
    for token in (revoked, "glpat-wrong"):
        answer = ask("{ currentUser { id } }", token=token)
        assert (answer.status_code, answer.json()) == (401, {"errors": [{"message": "Invalid token"}]})


def test_a_baseline_of_twenty_runs_fits_into_one_query(shop, ask):
    for _ in range(25):
        run = shop.lab.add_pipeline(shop.project, ref="main", status="success")
        shop.lab.add_job(run, "build", duration=61.0)
    query = """
      query($p: ID!, $ref: String!, $n: Int!) {
        queryComplexity { score limit }
        project(fullPath: $p) {
          pipelines(ref: $ref, status: SUCCESS, first: $n) {
            nodes { id sha finishedAt jobs(retried: false, jobKind: BUILD, first: 100) { nodes { name duration } } }
          }
        }
      }
    """
    read = ask(query, p="acme/api", ref="main", n=20).json()["data"]
    assert len(read["project"]["pipelines"]["nodes"]) == 20
    assert read["queryComplexity"]["score"] < 50


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('{ project(fullPath: "acme/api") { nothing } }', "Cannot query field 'nothing' on type 'Project'"),
        ('{ project(fullPath: "acme/api") { pipelines(status: GREEN) { nodes { id } } } }', "GREEN"),
        ('{ project(fullPath: "acme/api") { pipelines(branch: "x") { nodes { id } } } }', "Unknown argument 'branch'"),
        ("{ project { id } }", "fullPath"),
        ("{ project(fullPath: true) { id } }", "ID cannot represent"),
        ("{ project(", "Syntax Error"),
        ("", "Syntax Error"),
    ],
)
def test_a_query_that_is_wrong_is_told_why(ask, query, said):
    answer = ask(query)
    assert said in answer.json()["errors"][0]["message"]
    assert "data" not in answer.json()


def test_a_query_longer_than_ten_thousand_characters_is_refused(ask):
    answer = ask("{ currentUser { id } }" + " " * 10_000)
    assert (answer.status_code, answer.json()) == (422, {"errors": [{"message": "Query too large"}]})


JOBS = "jobs(first: 100) { nodes { id name status } }"
HEAVY = f'project(fullPath: "acme/api") {{ pipelines(first: 100) {{ nodes {{ id {JOBS} }} }} }}'


def test_a_query_that_costs_too_much_is_refused_and_more_so_for_strangers(shop, ask):
    shop.project.visibility = "public"
    said = ask("{ " + "".join(f"a{number}: {HEAVY} " for number in range(10)) + "}").json()
    assert said["errors"][0]["message"].endswith("which exceeds max complexity of 250")
    between = "{ " + "".join(f"a{number}: {HEAVY} " for number in range(8)) + "}"
    assert "errors" not in ask(between).json()
    assert ask(between, token="").json()["errors"][0]["message"].endswith("max complexity of 200")


def test_a_query_tells_its_own_cost(ask):
    asked = ask("{ queryComplexity { score limit } currentUser { id } }").json()["data"]["queryComplexity"]
    assert asked == {"score": 5, "limit": 250}


def test_a_query_that_is_too_deep_is_refused(ask):
    deep = "pipelines { nodes { project { " * 7 + "id" + " } } }" * 7
    said = ask(f'{{ project(fullPath: "acme/api") {{ {deep} }} }}').json()["errors"][0]["message"]
    assert "exceeds max depth of 20" in said


@pytest.mark.parametrize(
    ("query", "variables", "complexity"),
    [
        ("{ currentUser { id } }", {}, 2),
        ('{ project(fullPath: "x") { repository { rootRef } } }', {}, 4),
        ('{ project(fullPath: "x") { pipelines(first: 1) { nodes { id } } } }', {}, 4),
        ('{ project(fullPath: "x") { pipelines { nodes { id } } } }', {}, 7),
        ('{ project(fullPath: "x") { pipelines(first: 1, ref: "main", sha: "a") { nodes { id } } } }', {}, 8),
        ('query($n: Int) { project(fullPath: "x") { pipelines(first: $n) { nodes { id } } } }', {"n": 100}, 7),
        (
            "query($is: Boolean!) { currentUser @include(if: $is) { id } metadata @skip(if: $is) { version } }",
            {"is": True},
            2,
        ),
        ("{ ...f } fragment f on Query { currentUser { ... on User { id name } } }", {}, 3),
    ],
)
def test_what_a_query_costs(query, variables, complexity):
    document = parse(query)
    assert validate(SCHEMA, document) == []
    assert cost_of(document, variables).complexity == complexity


def test_graphql_can_be_switched_off(shop, ask):
    shop.lab.faults.graphql_off = True
    assert ask("{ currentUser { id } }").status_code == 404
