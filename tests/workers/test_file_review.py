"""Merge requests that touch Dockerfile or CI file: what is asked, which threads are opened, what becomes of them."""

from datetime import timedelta

import pytest

from bot.acceptance import EVERYTHING, Accepted
from bot.errors import OutsideError
from bot.file_review.model import Place
from bot.reports import marker
from tests.fakes.loopback import Answer
from tests.workers.desk import open_desk

TOP = "FROM node:24.1-alpine\nWORKDIR /app\n"
RIGHT = f'{TOP}COPY package.json ./\nRUN npm ci\nCOPY . .\nUSER node\nCMD ["node"]\n'
WRONG = f'{TOP}COPY . .\nRUN npm ci\nUSER node\nCMD ["node"]\n'


@pytest.fixture
def desk():
    with open_desk() as desk:
        desk.files |= {"Dockerfile": RIGHT, "package.json": "{}\n", ".dockerignore": "node_modules\n"}
        desk.main_ran()
        yield desk


def open_with(desk, text=WRONG, path="Dockerfile", **how):
    """Open a merge request that writes a file, and review it."""
    desk.files[path] = text
    mr = desk.open_mr(**how)
    desk.review(mr, desk.pipeline(size=100, **({"project": mr.source_project} if how else {})))
    return mr


def beginning(mr):
    """Return the request that begins a thread."""
    return f"POST /api/v4/projects/{mr.project.id}/merge_requests/{mr.iid}/discussions"


def said_of(desk, mr):
    """Return the comment, empty where there is none."""
    summaries = [body for body in desk.said(mr) if marker.parse(body)]
    assert len(summaries) <= 1
    return "".join(summaries)


def again(desk, mr, text=None, path="Dockerfile"):
    """Commit a file, run the pipeline, review; return what the comment says then."""
    if text is not None:
        desk.files[path] = text
        desk.commit("feature")
    desk.review(mr, desk.pipeline(size=100))
    return said_of(desk, mr)


def threads(desk, mr):
    """Return the rules and lines of the threads, and who resolved each."""
    return [
        (one.body.split("**")[1], one.position.new_line, one.resolved_by.username if one.resolved_by else None)
        for one in desk.lab.threads(mr)
    ]


def test_a_wrong_order_gets_one_thread_whose_suggestion_mends_it(desk):
    mr = open_with(desk)
    assert threads(desk, mr) == [("copy-order", 3, None)]
    [thread] = desk.lab.threads(mr)
    assert "```suggestion:-0+1\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n```" in thread.body
    assert "1 new mistake in the files that build the images: 1 in a thread on the line." in said_of(desk, mr)
    assert desk.lab.apply_suggestion(mr, thread, user=desk.dana) == ""
    said = again(desk, mr)
    assert threads(desk, mr) == [("copy-order", 3, "dana")]
    assert "The mistake copy-order in `Dockerfile` is gone, its thread is resolved." in said
    assert "new mistake" not in said


def test_a_thread_is_resolved_by_us_when_somebody_mends_the_mistake_otherwise(desk):
    mr = open_with(desk)
    said = again(desk, mr, RIGHT + "# as before\n")
    assert threads(desk, mr) == [("copy-order", 3, "lighterman")]
    assert "is gone, its thread is resolved" in said


@pytest.mark.parametrize("loses_store", [False, True])
def test_a_thread_is_resolved_when_the_merge_request_touches_the_file_no_more(desk, loses_store):
    mr = open_with(desk)
    desk.files["Dockerfile"] = RIGHT
    desk.commit("feature")
    if loses_store:
        desk.lose_store()
    again(desk, mr)
    assert threads(desk, mr) == [("copy-order", 3, "lighterman")]


def test_a_thread_that_a_person_resolved_stays_and_is_not_repeated(desk):
    mr = open_with(desk)
    [thread] = desk.lab.threads(mr)
    desk.lab.resolve_thread(mr, thread.discussion_id, user=desk.dana)
    said = again(desk, mr, WRONG.replace("COPY . .", "COPY . /app"))
    desk.lose_store()
    said += again(desk, mr)
    assert threads(desk, mr) == [("copy-order", 3, "dana")]
    assert "copy-order" not in said


def test_a_role_that_may_not_resolve_says_so(desk):
    mr = open_with(desk)
    desk.project.members[desk.lab.bot.id] = 20
    said = again(desk, mr, RIGHT + "# as before\n")
    assert threads(desk, mr) == [("copy-order", 3, None)]
    assert "is gone, its thread can be resolved, which my role does not allow" in said


def test_what_the_target_branch_has_too_opens_nothing(desk):
    desk.files["Dockerfile"] = WRONG
    desk.main_ran()
    mr = open_with(desk, WRONG + "# the same\n")
    assert (threads(desk, mr), said_of(desk, mr)) == ([], "")


def test_three_threads_are_opened_at_most_and_the_rest_is_a_patch_in_the_comment(desk):
    installs = "".join(f"RUN apt-get update && apt-get install -y tool{number}\n" for number in range(5))
    mr = open_with(desk, f"FROM debian:13.1\n{installs}USER nobody\n")
    assert [rule for rule, _, _ in threads(desk, mr)] == ["package-cache-left"] * 3
    said = said_of(desk, mr)
    assert "5 new mistakes in the files that build the images: 3 in threads on the line, 2 below." in said
    assert "<details><summary>New in Dockerfile and CI file</summary>" in said
    assert "+RUN apt-get update && apt-get install -y tool4" in said
    again(desk, mr)
    desk.lose_store()
    again(desk, mr)
    assert len(threads(desk, mr)) == 3


@pytest.mark.parametrize("why", ["switched off", "muted"])
def test_no_threads_are_opened_where_none_are_wanted(desk, why):
    if why == "switched off":
        desk.files[".lighterman.yml"] = "lint-threads: false\n"
        desk.main_ran()
    mr = open_with(desk, text=RIGHT + "#\n")
    if why == "muted":
        until = desk.tools.now() + timedelta(days=9)
        desk.tools.store.remember_acceptance(desk.project.id, mr.iid, Accepted(EVERYTHING, until, "dana", "quiet"))
    said = again(desk, mr, WRONG)
    assert threads(desk, mr) == []
    assert why == "muted" or "1 new mistake in the files that build the images: 1 below." in said


def test_hygiene_opens_no_thread_and_no_comment(desk):
    mr = open_with(desk, RIGHT.replace("node:24.1-alpine", "node:lts-alpine"))
    assert (threads(desk, mr), said_of(desk, mr)) == ([], "")


def test_a_fork_is_read_through_its_merge_request_and_its_ci_file_is_not_sent_to_be_checked(desk):
    fork = desk.lab.fork(desk.project, into="dana/api")
    desk.files[".gitlab-ci.yml"] += "x:\n  script:\n    - docker login -u x -p $TOKEN r\n"
    desk.lab.clear_requests()
    mr = desk.open_mr(source_project=fork)
    desk.review(mr, desk.pipeline(size=100, project=fork, mr=mr, kind="detached"))
    assert [rule for rule, _, _ in threads(desk, mr)] == ["login-password-on-command-line"]
    assert desk.lab.count(method="POST", path_contains="/ci/lint") == 0


def with_login(desk):
    """Return a CI file with a mistake whose fix GitLab is asked about."""
    return desk.files[".gitlab-ci.yml"] + "x:\n  script:\n    - docker login -u x -p $TOKEN r\n"


@pytest.mark.parametrize(("role", "is_refused", "has_fix"), [(30, False, True), (30, True, False), (20, False, True)])
def test_a_fix_of_the_ci_file_is_checked_by_gitlab_where_the_role_allows(desk, role, is_refused, has_fix):
    desk.project.members[desk.lab.bot.id] = role
    if is_refused:
        answer = Answer(200, {"valid": False, "merged_yaml": None, "errors": ["x job: gone"], "warnings": []})
        desk.lab.faults.instead(answer, match=f"POST /api/v4/projects/{desk.project.id}/ci/lint")
    mr = open_with(desk, with_login(desk), ".gitlab-ci.yml")
    [thread] = desk.lab.threads(mr)
    assert ("```suggestion" in thread.body) is has_fix
    assert desk.lab.count(method="POST", path_contains="/ci/lint") >= 1


def test_an_answer_that_was_lost_makes_no_second_thread(desk):
    desk.files["Dockerfile"] = WRONG
    mr = desk.open_mr()
    run = desk.pipeline(size=100)
    desk.lab.faults.next(1, status=502, match=beginning(mr), after_storing=True)
    with pytest.raises(OutsideError):
        desk.review(mr, run)
    assert "1 in a thread" in said_of(desk, mr)
    desk.review(mr, run)
    assert threads(desk, mr) == [("copy-order", 3, None)]


def test_a_diff_that_moved_on_is_left_to_the_next_review(desk):
    desk.files["Dockerfile"] = WRONG
    mr = desk.open_mr()
    run = desk.pipeline(size=100)
    desk.lab.faults.next(1, status=400, match=beginning(mr))
    desk.review(mr, run)
    assert threads(desk, mr) == []
    again(desk, mr)
    assert threads(desk, mr) == [("copy-order", 3, None)]


def test_of_two_threads_that_were_opened_at_once_the_later_goes(desk):
    mr = open_with(desk)
    [first] = desk.lab.threads(mr)
    api = desk.tools.gitlab.threads(desk.project.id, mr.iid)
    api.open(api.refs(), Place("Dockerfile", "Dockerfile", 3), first.body, event_uuid="")
    assert len(threads(desk, mr)) == 2
    again(desk, mr)
    assert [one.id for one in desk.lab.threads(mr)] == [first.id]


def test_a_review_without_such_a_file_asks_nothing_more_and_with_one_it_is_few(desk):
    mr = open_with(desk, "x\n", "src/main.py")
    assert desk.lab.count(path_contains="/tree") == desk.lab.count(path_contains="/discussions") == 0
    desk.lab.clear_requests()
    again(desk, mr, WRONG)
    asked = [f"{one.method} {one.path.rpartition('/')[2]}" for one in desk.lab.requests]
    mine = [one for one in asked if one in {"GET 1", "GET diffs", "GET tree", "GET discussions", "POST discussions"}]
    assert mine == ["GET 1", "GET diffs", "GET tree", "GET discussions", "GET discussions", "POST discussions"]


def test_a_tree_that_cannot_be_read_is_said_and_the_comment_comes(desk):
    desk.lab.faults.always(status=500, match="/repository/tree")
    desk.files["Dockerfile"] = WRONG
    mr = desk.open_mr()
    desk.review(mr, desk.pipeline(size=140))
    said = said_of(desk, mr)
    assert "Dockerfile and CI file could not be looked at" in said


def test_without_graphql_the_files_are_found_too(desk):
    desk.lab.faults.graphql_off = True
    mr = open_with(desk)
    assert threads(desk, mr) == [("copy-order", 3, None)]
