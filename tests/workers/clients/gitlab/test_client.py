"""The GitLab client against the practice GitLab: what it asks, what it never repeats, and how it names refusals."""

from dataclasses import replace

import pytest

from bot.errors import NotAllowed, NotThere, OutsideError
from bot.facts import PipelineKind
from bot.secret import Secret
from tests.fakes.loopback import Answer, LoopbackServer
from tests.workers.desk import open_desk
from tests.workers.forwarding import in_front_of, pass_on
from workers.clients.gitlab import GitLab
from workers.clients.gitlab.overview import Question


@pytest.fixture
def desk():
    with open_desk() as one:
        one.lab.clock.stand_still()
        one.main_ran(times=2)
        yield one


@pytest.fixture
def mr(desk):
    return desk.open_mr()


def question(mr, **others):
    return Question(
        **{
            "project_id": mr.project.id,
            "project_path": mr.project.path,
            "merge_request_iid": mr.iid,
            "target_branch": "main",
            **others,
        }
    )


def both_ways(desk, asked):
    """Return the same overview by GraphQL and by REST."""
    by_graphql = desk.tools.gitlab.overview(asked)
    desk.lab.faults.graphql_off = True
    by_rest = desk.tools.gitlab.overview(asked)
    desk.lab.faults.clear()
    return by_graphql, by_rest


@pytest.mark.parametrize("kind", list(PipelineKind))
def test_graphql_and_rest_tell_the_same(desk, mr, kind):
    desk.pipeline(mr=mr, kind=kind.value, source="merge_request_event")
    by_graphql, by_rest = both_ways(desk, question(mr))
    assert by_graphql.pipeline.kind is kind
    assert by_graphql.pipeline.jobs[0].duration_seconds == by_rest.pipeline.jobs[0].duration_seconds
    assert by_graphql.merge_request == by_rest.merge_request
    # REST lists trigger jobs apart, so by it there may always be children.
    assert by_graphql.runs == tuple(replace(run, has_children=False) for run in by_rest.runs)
    assert by_graphql.own_user_id == by_rest.own_user_id == desk.lab.bot.id
    assert by_graphql.pipeline_project_path == by_rest.pipeline_project_path == "acme/api"


def test_the_overview_is_one_request(desk, mr):
    desk.pipeline(mr=mr, kind="detached", others=30)
    desk.lab.clear_requests()
    desk.tools.gitlab.overview(question(mr))
    assert [one.path for one in desk.lab.requests] == ["/api/graphql"]


def test_a_merge_request_is_found_by_its_branch_and_never_by_a_forks_branch_of_the_same_name(desk):
    fork = desk.lab.fork(desk.project, into="dana/api")
    foreign = desk.open_mr(source_project=fork)
    asked = question(foreign, merge_request_iid=None, source_branch="feature")
    assert [one.merge_request for one in both_ways(desk, asked)] == [None, None]
    own = desk.open_mr()
    assert [one.merge_request.iid for one in both_ways(desk, asked)] == [own.iid, own.iid]


@pytest.mark.parametrize("path", ["acme/renamed", 'acme/"} { currentUser { id } }', "", "acme/api\n"])
def test_a_path_that_is_out_of_date_or_hostile_still_finds_the_project_by_its_id(desk, mr, path):
    assert desk.tools.gitlab.overview(question(mr, project_path=path)).project_path == "acme/api"


def test_a_project_that_may_not_be_seen_is_not_there(desk, mr):
    del desk.project.members[desk.lab.bot.id]
    with pytest.raises(NotThere, match="404"):
        desk.tools.gitlab.overview(question(mr))


def test_a_guest_is_told_which_role_is_missing_and_rest_is_not_asked_in_vain(desk, mr):
    desk.project.members[desk.lab.bot.id] = 10
    desk.lab.clear_requests()
    with pytest.raises(NotAllowed, match=r"no code of acme/api \(403\); the token's user needs the role Reporter"):
        desk.tools.gitlab.overview(question(mr))
    assert [one.path for one in desk.lab.requests] == ["/api/graphql"]


@pytest.mark.parametrize("name", ['main", status: FAILED) { nodes { id } } #', "{}", "ünï/cödé", "'; DROP"])
def test_branch_names_are_values_never_part_of_the_query(desk, mr, name):
    overview = desk.tools.gitlab.overview(question(mr, target_branch=name))
    assert overview.runs == ()
    assert desk.lab.count(path_contains="graphql") == len(desk.lab.requests)


def test_graphql_tells_who_has_commented(desk, mr):
    assert desk.tools.gitlab.overview(question(mr)).has_commented is False
    desk.lab.add_note(mr, author=desk.lab.bot, body="hello")
    assert desk.tools.gitlab.overview(question(mr)).has_commented is True


@pytest.mark.parametrize(
    "answer",
    [
        {"errors": [{"message": "Query has complexity of 300, which exceeds max complexity of 250"}]},
        {"errors": "nonsense"},
        {"data": None},
        {"data": {"currentUser": None, "project": {"id": "gid://gitlab/Project/4711"}}},
        {"data": {"currentUser": {"id": "gid://gitlab/User/1"}, "project": {"id": "nonsense"}}},
        ["nonsense"],
        b"<html>",
    ],
)
def test_a_graphql_that_answers_nonsense_is_replaced_by_rest(answer, caplog):
    def serve(request):
        if request.path == "/api/graphql":
            return Answer(200, answer)
        return Answer(404, {"message": "404 Project Not Found"})

    with _served(serve) as gitlab, pytest.raises(NotThere, match="the project"):
        gitlab.overview(Question(4711, "acme/api", merge_request_iid=1))
    assert "asking by REST instead" in caplog.text


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (401, NotAllowed, r"does not accept the token \(401\): the commit; is it revoked or expired\?"),
        (403, NotAllowed, r"refused \(403\): the commit; the token lacks a scope or a role"),
        (404, NotThere, r"does not show it \(404\): the commit"),
        (500, OutsideError, "answered 500: the commit"),
        (502, OutsideError, "answered 502: the commit"),
    ],
)
def test_every_refusal_names_what_was_asked_and_never_the_token(desk, mr, status, kind, said):
    desk.lab.faults.always(status=status)
    with pytest.raises(kind, match=said) as raised:
        desk.tools.gitlab.parents(desk.project.id, "abc")
    assert desk.lab.token not in repr(raised.value)


def test_a_gitlab_below_a_path_is_asked_below_that_path(desk, mr):
    def serve(request):
        assert request.path.startswith("/git/api/"), request.path
        return pass_on(desk.lab.url, replace(request, path=request.path.removeprefix("/git")))

    desk.pipeline(mr=mr, kind="detached")
    with in_front_of(desk.lab.url, serve) as url:
        gitlab = GitLab(f"{url}/git", Secret(desk.lab.token))
        for is_off in (False, True):
            desk.lab.faults.graphql_off = is_off
            assert gitlab.overview(question(mr)).pipeline.jobs
        note_id = gitlab.create_note(mr.project.id, mr.iid, "hello", event_uuid="")
        assert gitlab.note(mr.project.id, mr.iid, note_id).body == "hello"
        assert "docker push" in gitlab.merged_ci_file(mr.project.id, desk.project.branches["main"])


@pytest.mark.parametrize("kind", ["Ci::Bridge", "GenericCommitStatus"])
def test_bridges_and_statuses_from_outside_are_no_jobs_with_logs(desk, mr, kind):
    def serve(request):
        answer = pass_on(desk.lab.url, request)
        return replace(answer, content=answer.content.replace(f"Ci::Build/{bridge.id}".encode(), f"{kind}/7".encode()))

    run = desk.pipeline(mr=mr, kind="detached")
    bridge = desk.lab.add_job(run, "deploy image")
    with in_front_of(desk.lab.url, serve) as url:
        overview = GitLab(url, Secret(desk.lab.token)).overview(question(mr))
    assert [job.name for job in overview.pipeline.jobs] == ["make:0"]


@pytest.mark.parametrize(
    ("before", "after", "own_notes", "has_commented"),
    [(0, 0, 1, True), (99, 100, 1, True), (100, 99, 1, True), (100, 150, 0, True), (150, 100, 0, True)],
)
def test_our_comment_is_seen_among_the_oldest_and_the_newest_hundred_notes(
    desk, mr, before, after, own_notes, has_commented
):
    for number in range(before):
        desk.lab.add_note(mr, author=desk.dana, body=str(number))
    desk.lab.add_note(mr, author=desk.lab.bot, body="ours")
    for number in range(after):
        desk.lab.add_note(mr, author=desk.dana, body=str(number))
    overview = desk.tools.gitlab.overview(question(mr, wants_notes=True))
    assert (len(overview.own_notes), overview.has_commented) == (own_notes, has_commented)
    assert desk.tools.gitlab.overview(question(mr)).own_notes is None


def test_among_notes_that_are_all_seen_ours_is_not_searched_again(desk, mr):
    for number in range(150):
        desk.lab.add_note(mr, author=desk.lab.add_user(f"u{number}"), body="hello")
    assert desk.tools.gitlab.overview(question(mr)).has_commented is True
    assert desk.tools.gitlab.overview(question(mr, wants_notes=True)).has_commented is False


def test_the_ci_file_of_the_merge_request_comes_along_unless_it_lies_elsewhere(desk, mr):
    assert desk.tools.gitlab.overview(question(mr)).ci_text is None
    asked = question(mr, wants_ci_file=True)
    overview = desk.tools.gitlab.overview(asked)
    assert "docker push" in overview.ci_text
    assert desk.tools.gitlab.overview(replace(asked, ci_path="ci/all.yml")).ci_text is None
    branch = replace(asked, merge_request_iid=None, source_branch="feature")
    assert desk.tools.gitlab.overview(branch).ci_text == overview.ci_text


def test_a_read_is_repeated_once(desk):
    desk.lab.faults.next(1, status=502)
    assert desk.tools.gitlab.own_user_id() == desk.lab.bot.id


def test_a_gitlab_that_does_not_answer_is_named_by_its_host():
    said = r"GitLab at 127\.0\.0\.1:\d+ did not answer \(Connection refused\): our own user"
    with LoopbackServerThatIsGone() as url, pytest.raises(OutsideError, match=said):
        GitLab(url, Secret("glpat-x")).own_user_id()


def test_a_gitlab_without_tls_is_told_from_one_with_a_wrong_certificate():
    with (
        _served(lambda _request: Answer(), scheme="https") as gitlab,
        pytest.raises(OutsideError, match="speaks no TLS there"),
    ):
        gitlab.own_user_id()


@pytest.mark.parametrize(
    ("retry_after", "asked", "wait"), [("0", 2, 60.0), ("60", 1, 60.0), ("", 1, 60.0), ("soon", 1, 60.0)]
)
def test_a_short_wait_is_waited_and_a_long_one_is_handed_on(retry_after, asked, wait):
    seen = []

    def serve(request):
        seen.append(request.path)
        return Answer(429, b"Retry later", {"Retry-After": retry_after if len(seen) == 1 else "60"})

    with _served(serve) as gitlab, pytest.raises(OutsideError, match="asks to wait") as raised:
        gitlab.own_user_id()
    assert (len(seen), raised.value.retry_after_seconds) == (asked, wait)


def test_our_own_id_is_asked_once(desk, mr):
    desk.tools.gitlab.overview(question(mr))
    desk.lab.clear_requests()
    desk.tools.gitlab.own_user_id()
    assert desk.lab.requests == []


def test_a_trace_comes_whole(desk):
    run = desk.lab.add_pipeline(desk.project, ref="main")
    job = desk.lab.add_job(run, "long", trace=b"line\n" * 200_000)
    assert b"".join(desk.tools.gitlab.trace(desk.project.id, job.id)) == job.trace


@pytest.mark.parametrize("status", [403, 404])
def test_without_lint_there_is_the_bare_ci_file(desk, status):
    desk.lab.faults.always(status=status, match="/ci/lint")
    assert desk.tools.gitlab.merged_ci_file(desk.project.id, desk.project.branches["main"]) is None
    assert "docker push" in desk.tools.gitlab.ci_file(desk.project.id, desk.project.branches["main"])


def test_without_lint_and_file_there_is_no_ci_definition(desk):
    assert desk.tools.gitlab.ci_file(desk.project.id, "main", "ci/none.yml") is None
    desk.lab.faults.always(status=403)
    assert desk.tools.gitlab.merged_ci_file(desk.project.id, "main") is None
    assert desk.tools.gitlab.ci_file(desk.project.id, "main") is None


@pytest.mark.parametrize(
    ("level", "state", "ended", "found"),
    [
        (30, "active", None, (30, False, None)),
        (30, "active", "2999-01-01", (30, False, None)),
        (30, "active", "2026-01-01", (0, False, "2026-01-01")),
        (30, "blocked", None, (0, True, None)),
        (None, "active", None, (0, False, None)),
        (None, "blocked", None, (0, True, None)),
    ],
)
def test_a_caller_is_what_the_members_api_says_now(desk, level, state, ended, found):
    eve = desk.lab.add_user("eve")
    eve.state = state
    if level:
        desk.project.inherited[eve.id] = level
    if ended:
        desk.project.ended[eve.id] = ended
    caller = desk.tools.gitlab.caller(desk.project.id, eve.id)
    assert (caller.access_level, caller.is_blocked, caller.membership_ended_on) == found
    assert (caller.username, caller.is_bot) == ("eve", False)


def test_a_project_tokens_user_is_known_as_a_bot(desk):
    robot = desk.lab.add_user("project_4711_bot_1a2b", bot=True)
    assert desk.tools.gitlab.caller(desk.project.id, robot.id).is_bot


class LoopbackServerThatIsGone:
    """An address that nobody listens on any more."""

    def __enter__(self):
        server = LoopbackServer(lambda _request: Answer())
        server.start()
        server.stop()
        return f"http://127.0.0.1:{server.port}"

    def __exit__(self, *_):
        pass


class _served:  # noqa: N801 - reads as a word in a with statement
    """A client of a server that answers as a function says."""

    def __init__(self, answer, scheme="http"):
        self._server = LoopbackServer(answer)
        self._scheme = scheme

    def __enter__(self):
        self._server.start()
        return GitLab(f"{self._scheme}://127.0.0.1:{self._server.port}", Secret("glpat-x"))

    def __exit__(self, *_):
        self._server.stop()
