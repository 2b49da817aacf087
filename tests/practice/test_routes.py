"""The end points that are more than one row: filters, changed files, comparisons, files, jobs, threads."""

import base64
from urllib.parse import quote

import pytest

from tests.fakes.gitlab.routes.notes import COMMENTS_LIMIT, NOTE_LIMIT


def iids(answer):
    return [row["iid"] for row in answer.json()]


@pytest.fixture
def three(shop):
    """Make three merge requests: opened, closed, merged, an hour apart."""
    shop.lab.clock.stand_still()
    for branch, end in (("second", shop.lab.close_mr), ("third", shop.lab.merge_mr)):
        shop.lab.clock.advance(3600)
        shop.commit(branch, {branch: "1"})
        mr = shop.lab.open_mr(shop.project, source=branch, target="main", title=branch, author=shop.dana)
        end(mr, user=shop.dana)
    return shop


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [3, 2, 1]),
        ("state=all", [3, 2, 1]),
        ("state=opened", [1]),
        ("state=closed", [2]),
        ("state=merged", [3]),
        ("source_branch=second", [2]),
        ("source_branch=second&state=opened", []),
        ("target_branch=other", []),
        ("iids[]=1&iids[]=3", [3, 1]),
        ("order_by=created_at&sort=asc", [1, 2, 3]),
        ("order_by=title&sort=asc", [1, 2, 3]),
        ("order_by=updated_at&sort=desc", [3, 2, 1]),
        ("per_page=1&page=2", [2]),
    ],
)
def test_merge_requests_are_filtered_and_ordered(three, query, found):
    assert iids(three.ask(f"{three.home}/merge_requests?{query}")) == found


def test_merge_requests_are_found_by_when_they_changed(three):
    second = three.ask(f"{three.home}/merge_requests/2").json()["updated_at"]
    assert iids(three.ask(f"{three.home}/merge_requests", params={"updated_after": second})) == [3, 2]
    assert iids(three.ask(f"{three.home}/merge_requests", params={"updated_before": second})) == [2, 1]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("state=open", "state does not have a valid value"),
        ("order_by=iid", "order_by does not have a valid value"),
        ("updated_after=yesterday", "updated_after is invalid"),
    ],
)
def test_a_filter_that_gitlab_does_not_know_is_refused(three, query, said):
    answer = three.ask(f"{three.home}/merge_requests?{query}")
    assert (answer.status_code, answer.json()) == (400, {"error": said})


def test_a_list_says_less_than_a_single_merge_request(shop):
    listed = shop.ask(f"{shop.home}/merge_requests").json()[0]
    single = shop.ask(f"{shop.home}/merge_requests/1").json()
    assert not {"diff_refs", "head_pipeline", "changes_count"} & set(listed)
    assert single["diff_refs"]["head_sha"] == single["sha"] == shop.mr.head_sha
    assert single["changes_count"] == "3"


def test_the_changed_files_come_with_their_hunks(shop):
    rows = {row["new_path"]: row for row in shop.ask(f"{shop.home}/merge_requests/1/diffs").json()}
    assert rows["Dockerfile"]["diff"] == "@@ -1 +1 @@\n-FROM debian:13\n+FROM debian:13-slim\n"
    kinds = {path: (row["new_file"], row["deleted_file"]) for path, row in rows.items()}
    assert kinds == {"Dockerfile": (False, False), "README.md": (False, True), "src/app.py": (True, False)}
    assert shop.ask(f"{shop.home}/merge_requests/1/changes").json()["changes"] == list(rows.values())


def test_a_file_without_a_last_newline_says_so(shop):
    shop.commit("feature", {"Dockerfile": "FROM scratch"})
    row = shop.ask(f"{shop.home}/merge_requests/1/diffs").json()[0]
    assert row["diff"].endswith("+FROM scratch\n\\ No newline at end of file\n")


def test_the_commits_of_a_merge_request_are_those_that_the_target_has_not(shop):
    newer = shop.commit("feature", {"x": "1"})
    rows = shop.ask(f"{shop.home}/merge_requests/1/commits").json()
    assert [row["id"] for row in rows] == [newer, rows[0]["parent_ids"][0]]


def test_the_merge_requests_of_a_commit_are_found(shop):
    base = shop.project.branches["main"]
    assert iids(shop.ask(f"{shop.home}/repository/commits/{shop.mr.head_sha}/merge_requests")) == [1]
    assert iids(shop.ask(f"{shop.home}/repository/commits/{base}/merge_requests")) == []
    merged = shop.lab.merge_mr(shop.mr, user=shop.dana)
    assert iids(shop.ask(f"{shop.home}/repository/commits/{merged}/merge_requests")) == [1]


def test_branches_are_listed_and_found_also_with_a_slash_in_their_name(shop):
    shop.commit("fix/size", {"x": "1"})
    assert [row["name"] for row in shop.ask(f"{shop.home}/repository/branches").json()] == [
        "feature",
        "fix/size",
        "main",
    ]
    found = shop.ask(f"{shop.home}/repository/branches/{quote('fix/size', safe='')}").json()
    assert (found["name"], found["default"], found["protected"]) == ("fix/size", False, False)
    assert shop.ask(f"{shop.home}/repository/branches/main").json()["protected"] is True
    assert shop.ask(f"{shop.home}/repository/branches/no").json() == {"message": "404 Branch Not Found"}


def test_a_project_is_found_by_its_path_too(shop):
    assert shop.ask("/projects/acme%2Fapi").json()["id"] == shop.project.id


def test_two_refs_are_compared_from_their_merge_base(shop):
    shop.commit("main", {"CHANGES": "new\n"})
    found = shop.ask(f"{shop.home}/repository/compare?from=main&to=feature").json()
    assert sorted(row["new_path"] for row in found["diffs"]) == ["Dockerfile", "README.md", "src/app.py"]
    assert [row["id"] for row in found["commits"]] == [shop.mr.head_sha]
    straight = shop.ask(f"{shop.home}/repository/compare?from=main&to=feature&straight=true").json()
    assert "CHANGES" in [row["new_path"] for row in straight["diffs"]]
    assert shop.ask(f"{shop.home}/repository/compare?from=main&to=main").json()["compare_same_ref"] is True


@pytest.mark.parametrize(
    ("query", "status", "body"),
    [
        ("from=main&to=no", 404, {"message": "404 Ref Not Found"}),
        ("from=main", 400, {"error": "to is missing"}),
        ("", 400, {"error": "from is missing, to is missing"}),
    ],
)
def test_a_comparison_needs_two_refs(shop, query, status, body):
    answer = shop.ask(f"{shop.home}/repository/compare?{query}")
    assert (answer.status_code, answer.json()) == (status, body)


def test_a_file_comes_raw_or_in_base64(shop):
    path = f"{shop.home}/repository/files/{quote('src/app.py', safe='')}"
    assert shop.ask(f"{path}/raw?ref=feature").text == "print()\n"
    found = shop.ask(f"{path}?ref=feature")
    assert base64.b64decode(found.json()["content"]) == b"print()\n"
    assert (found.json()["file_name"], found.json()["file_path"]) == ("app.py", "src/app.py")
    assert found.json()["last_commit_id"] == shop.mr.head_sha
    assert found.json()["blob_id"] == "aec92917403fe09d962fb43a3bcef0ae21f4c217", "what `git hash-object` says"
    head = shop.ask(f"{path}?ref=feature", method="HEAD")
    assert (head.headers["X-Gitlab-Size"], head.content) == ("8", b"")


@pytest.mark.parametrize(
    ("path", "said"), [("no?ref=main", "404 File Not Found"), ("Dockerfile?ref=no", "404 Commit Not Found")]
)
def test_a_file_that_is_not_there_is_told_from_a_ref_that_is_not(shop, path, said):
    assert shop.ask(f"{shop.home}/repository/files/{path}").json() == {"message": said}


@pytest.fixture
def runs(shop):
    """Run a finished branch pipeline of main, a failed one of the merge request, and a running child."""
    shop.lab.clock.stand_still()
    made = {"main": shop.lab.add_pipeline(shop.project, ref="main", name="Nightly")}
    shop.lab.finish(made["main"])
    shop.lab.clock.advance(3600)
    made["mr"] = shop.run()
    shop.lab.finish(made["mr"], "failed")
    bridge = shop.lab.add_bridge(made["mr"], "trigger")
    made["child"] = shop.lab.add_pipeline(shop.project, ref="feature", source="parent_pipeline", bridge=bridge)
    shop.made = made
    return shop


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["mr", "main"]),
        ("status=success", ["main"]),
        ("status=running", []),
        ("ref=main", ["main"]),
        ("ref=feature", []),
        ("ref=refs/merge-requests/1/head", ["mr"]),
        ("source=merge_request_event", ["mr"]),
        ("source=parent_pipeline", ["child"]),
        ("name=Nightly", ["main"]),
        ("username=kim", []),
        ("scope=finished", ["mr", "main"]),
        ("sort=asc", ["main", "mr"]),
        ("order_by=updated_at&sort=asc", ["main", "mr"]),
        ("sha={sha}", ["mr"]),
        ("updated_after={new}", ["mr"]),
        ("updated_before={new}", ["mr", "main"]),
    ],
)
def test_pipelines_are_filtered(runs, query, found):
    names = {pipeline.id: name for name, pipeline in runs.made.items()}
    new = runs.ask(f"{runs.home}/pipelines/{runs.made['mr'].id}").json()["updated_at"]
    asked = query.format(sha=runs.mr.head_sha, new=new)
    assert [names[row["id"]] for row in runs.ask(f"{runs.home}/pipelines?{asked}").json()] == found


def test_a_list_of_pipelines_does_not_tell_their_ends(runs):
    listed = runs.ask(f"{runs.home}/pipelines").json()[0]
    assert not {"finished_at", "duration", "user"} & set(listed)
    single = runs.ask(f"{runs.home}/pipelines/{listed['id']}").json()
    assert (single["finished_at"], single["duration"]) == (single["updated_at"], 122)


def test_the_latest_pipeline_is_that_of_a_branchs_newest_commit(runs):
    assert runs.ask(f"{runs.home}/pipelines/latest").json()["id"] == runs.made["main"].id
    runs.commit("main", {"x": "1"})
    assert runs.ask(f"{runs.home}/pipelines/latest?ref=main").status_code == 404


def test_retried_jobs_show_only_when_asked_for_and_bridges_never_among_jobs(runs):
    run = runs.made["mr"]
    runs.lab.retry_job(run.jobs[0])
    jobs = f"{runs.home}/pipelines/{run.id}/jobs"
    assert [row["name"] for row in runs.ask(jobs).json()] == ["build", "deploy", "test"]
    both = runs.ask(f"{jobs}?include_retried=true").json()
    assert [row["name"] for row in both] == ["build", "deploy", "test", "build"]
    assert [row["name"] for row in runs.ask(f"{jobs}?scope[]=failed&scope[]=manual").json()] == ["deploy", "test"]
    assert runs.ask(f"{runs.home}/jobs/{run.jobs[0].id}").json()["name"] == "build"
    [bridge] = runs.ask(f"{runs.home}/pipelines/{run.id}/bridges").json()
    assert bridge["downstream_pipeline"]["id"] == runs.made["child"].id
    assert runs.ask(f"{runs.home}/jobs/{bridge['id']}").status_code == 404


def test_only_a_failed_job_has_a_reason(runs):
    rows = {row["name"]: row for row in runs.ask(f"{runs.home}/pipelines/{runs.made['mr'].id}/jobs").json()}
    assert rows["test"]["failure_reason"] == "script_failure"
    assert "failure_reason" not in rows["build"]
    assert (rows["deploy"]["runner"], rows["deploy"]["started_at"]) == (None, None)


def test_a_trace_is_whole_whatever_part_is_asked_for(runs):
    job = runs.made["mr"].jobs[0]
    answer = runs.ask(f"{runs.home}/jobs/{job.id}/trace", headers={"Range": "bytes=2-"})
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, b"done\n", "text/plain")


def test_a_job_of_another_project_is_not_found(runs):
    other = runs.lab.add_project("acme/other", members={runs.lab.bot: 30})
    job, run = runs.made["mr"].jobs[0], runs.made["mr"]
    for path in (f"jobs/{job.id}", f"jobs/{job.id}/trace", f"pipelines/{run.id}", f"pipelines/{run.id}/jobs"):
        assert runs.ask(f"/projects/{other.id}/{path}").status_code == 404


def test_notes_come_newest_first_and_system_notes_among_them(shop):
    first = shop.lab.add_note(shop.mr, author=shop.dana, body="first")
    shop.lab.add_system_note(shop.mr, shop.dana, "added 1 commit")
    shop.lab.add_note(shop.mr, author=shop.dana, body="second")
    rows = shop.ask(shop.notes).json()
    assert [(row["body"], row["system"]) for row in rows] == [
        ("second", False),
        ("added 1 commit", True),
        ("first", False),
    ]
    shop.lab.edit_note(shop.mr, first, "first, edited")
    assert shop.ask(f"{shop.notes}?order_by=updated_at").json()[0]["body"] == "first, edited"


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"body": "x" * NOTE_LIMIT}, 201, ""),
        ({"body": "x" * (NOTE_LIMIT + 1)}, 400, "is too long"),
        ({"body": "ä" * NOTE_LIMIT}, 201, ""),
        ({"body": " \n"}, 400, "can't be blank"),
        ({}, 400, "body is missing"),
        ([], 400, "body is missing"),
    ],
)
def test_a_note_has_a_body_of_at_most_a_million_characters(shop, sent, status, said):
    answer = shop.ask(shop.notes, method="POST", json=sent)
    assert answer.status_code == status
    assert said in answer.text
    if status == 201:
        note = f"{shop.notes}/{answer.json()['id']}"
        assert shop.ask(note, method="PUT", json={"body": "x" * (NOTE_LIMIT + 1)}).status_code == 400


def test_a_merge_request_has_at_most_five_thousand_comments(shop):
    last = shop.lab.add_note(shop.mr, author=shop.dana, body="last")
    shop.mr.notes += [last] * (COMMENTS_LIMIT - 1)
    answer = shop.write("one more")
    assert answer.status_code == 400
    assert "Maximum number of comments exceeded" in answer.text


def test_a_note_can_be_answered_and_then_is_a_thread(shop):
    asked = shop.lab.add_note(shop.mr, author=shop.dana, body="why?")
    path = f"{shop.home}/merge_requests/1/discussions"
    assert shop.ask(path).json()[0]["individual_note"] is True
    replied = shop.ask(f"{path}/{asked.discussion_id}/notes", method="POST", json={"body": "because"})
    assert (replied.status_code, replied.json()["type"], replied.json()["resolvable"]) == (201, "DiscussionNote", True)
    [thread] = shop.ask(path).json()
    assert (thread["individual_note"], [row["body"] for row in thread["notes"]]) == (False, ["why?", "because"])
    assert shop.ask(f"{path}/nothing/notes", method="POST", json={"body": "x"}).json() == {
        "message": "404 Discussion Not Found"
    }


def test_a_thread_can_be_begun(shop):
    begun = shop.ask(f"{shop.home}/merge_requests/1/discussions", method="POST", json={"body": "look"})
    assert begun.status_code == 201
    assert [row["body"] for row in begun.json()["notes"]] == ["look"]


def test_a_deleted_note_is_gone(shop):
    path = f"{shop.notes}/{shop.write('hello').json()['id']}"
    assert shop.ask(path, method="DELETE").status_code == 204
    for method in ("GET", "DELETE"):
        assert shop.ask(path, method=method).json() == {"message": "404 Not found"}


def test_lint_tells_of_a_missing_file(shop):
    assert shop.ask(f"{shop.home}/ci/lint").json()["valid"] is False
    shop.commit("main", {".gitlab-ci.yml": "build:\n  script: make\n"})
    found = shop.ask(f"{shop.home}/ci/lint?content_ref=main").json()
    assert (found["valid"], found["merged_yaml"]) == (True, "build:\n  script: make\n")


def test_a_closed_merge_request_does_not_follow_pushes_to_its_branch(shop):
    before = shop.mr.head_sha
    shop.lab.close_mr(shop.mr, user=shop.dana)
    shop.commit("feature", {"x": "1"})
    assert shop.ask(f"{shop.home}/merge_requests/1").json()["sha"] == before
