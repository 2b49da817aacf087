"""Acting: one comment, the newest, whatever GitLab answers and whoever else writes."""

import pytest

from bot.actions import AsOf, WriteSummary
from bot.errors import NotAllowed, OutsideError
from bot.reports import marker
from tests.workers.desk import open_desk
from workers.act import act


@pytest.fixture
def desk():
    with open_desk() as one:
        one.commit("main")
        yield one


@pytest.fixture
def mr(desk):
    return desk.open_mr()


def summary(mr, text="grew", *, pipeline=10, at="2026-03-02T10:00:00Z", may_create=True):
    as_of = AsOf(pipeline, at)
    first = marker.write(marker.Marker(mr.project.id, mr.iid, as_of, "a" * 40))
    return WriteSummary(mr.project.id, mr.iid, f"{first}\n{text}", as_of, may_create)


def forget(desk, mr):
    desk.tools.store.forget_note(mr.project.id, mr.iid)


def texts(desk, mr):
    return [body.split("\n", 1)[1] for body in desk.said(mr)]


def test_a_comment_is_created_once_and_then_kept_current(desk, mr):
    act(summary(mr, "grew"), desk.tools)
    act(summary(mr, "shrank", pipeline=11), desk.tools)
    assert texts(desk, mr) == ["shrank"]


def test_what_the_comment_says_already_is_not_written_again(desk, mr):
    act(summary(mr), desk.tools)
    desk.lab.clear_requests()
    assert act(summary(mr), desk.tools) == "the comment says that already"
    assert desk.lab.requests == []
    forget(desk, mr)
    assert act(summary(mr), desk.tools) == "the comment says that already"
    assert [one.edits for one in desk.lab.comments(mr)] == [0]


@pytest.mark.parametrize("is_remembered", [True, False])
@pytest.mark.parametrize(
    ("pipeline", "at", "stands"),
    [
        (9, "2026-03-02T11:00:00Z", "first"),
        (10, "2026-03-02T09:00:00Z", "first"),
        (10, "2026-03-02T10:00:00Z", "second"),
        (10, "2026-03-02T11:00:00Z", "second"),
        (11, "2026-03-02T09:00:00Z", "second"),
    ],
)
def test_an_older_state_never_overwrites_a_newer_one(desk, mr, is_remembered, pipeline, at, stands):
    act(summary(mr, "first"), desk.tools)
    if not is_remembered:
        forget(desk, mr)
    act(summary(mr, "second", pipeline=pipeline, at=at), desk.tools)
    assert texts(desk, mr) == [stands]


def test_with_nothing_to_say_no_comment_is_created_but_one_that_stands_is_kept_current(desk, mr):
    assert act(summary(mr, may_create=False), desk.tools) == "nothing worth saying"
    assert desk.said(mr) == []
    act(summary(mr, "grew"), desk.tools)
    act(summary(mr, "fixed", pipeline=11, may_create=False), desk.tools)
    assert texts(desk, mr) == ["fixed"]


def test_a_first_comment_costs_two_requests_and_a_later_one_a_single_one(desk, mr):
    desk.tools.gitlab.own_user_id()
    desk.lab.clear_requests()
    act(summary(mr), desk.tools, has_commented=False)
    assert [one.method for one in desk.lab.requests] == ["POST", "GET"]
    desk.lab.clear_requests()
    act(summary(mr, "again", pipeline=11), desk.tools)
    assert [one.method for one in desk.lab.requests] == ["PUT"]


def test_a_comment_is_found_again_among_many_notes(desk, mr):
    act(summary(mr, "first"), desk.tools)
    for number in range(130):
        desk.lab.add_note(mr, author=desk.dana, body=f"note {number}")
    forget(desk, mr)
    act(summary(mr, "second", pipeline=11), desk.tools)
    assert texts(desk, mr) == ["second"]


def test_a_comment_that_was_deleted_is_written_anew_only_when_there_is_something_to_say(desk, mr):
    act(summary(mr), desk.tools)
    mr.notes.clear()
    assert act(summary(mr, pipeline=11, may_create=False), desk.tools) == "nothing worth saying"
    act(summary(mr, "anew", pipeline=12), desk.tools)
    assert texts(desk, mr) == ["anew"]


def test_what_others_write_is_never_taken_for_ours(desk, mr):
    copied = desk.lab.add_note(mr, author=desk.dana, body=summary(mr, "a copy of ours").body)
    quoting = desk.lab.add_note(mr, author=desk.lab.bot, body="as said:\n" + summary(mr).body)
    act(summary(mr, "ours"), desk.tools)
    assert len(desk.lab.comments(mr)) == 3
    assert (copied.edits, quoting.edits) == (0, 0)


def test_of_double_comments_the_first_stays_and_becomes_current(desk, mr):
    for text in ("one", "two", "three"):
        desk.lab.add_note(mr, author=desk.lab.bot, body=summary(mr, text).body)
    first = desk.lab.comments(mr)[0].id
    act(summary(mr, "newest", pipeline=11), desk.tools)
    assert [one.id for one in desk.lab.comments(mr)] == [first]
    assert texts(desk, mr) == ["newest"]


def test_two_that_create_at_the_same_moment_end_with_one_newest_comment(desk, mr):
    desk.lab.add_note(mr, author=desk.lab.bot, body=summary(mr, "the other's, older").body)
    act(summary(mr, "mine, newer", pipeline=11), desk.tools, has_commented=False)
    assert texts(desk, mr) == ["mine, newer"]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_create_whose_answer_was_lost_is_not_repeated(desk, mr, status):
    desk.lab.faults.next(1, status=status, match="POST /api/v4", after_storing=True)
    act(summary(mr), desk.tools, has_commented=False)
    assert texts(desk, mr) == ["grew"]
    assert desk.lab.count(method="POST") == 1


def test_a_create_that_failed_is_left_to_the_next_attempt(desk, mr):
    desk.lab.faults.next(1, status=502, match="POST /api/v4")
    with pytest.raises(OutsideError, match="502"):
        act(summary(mr), desk.tools, has_commented=False)
    assert desk.lab.count(method="POST") == 1
    act(summary(mr), desk.tools, has_commented=False)
    assert texts(desk, mr) == ["grew"]


def test_a_create_that_was_refused_costs_no_search(desk, mr):
    desk.lab.faults.next(1, status=403, match="POST /api/v4")
    desk.lab.clear_requests()
    with pytest.raises(NotAllowed, match=r"refused \(403\): writing a comment on !1"):
        act(summary(mr), desk.tools, has_commented=False)
    assert len(desk.lab.requests) == 1


def test_the_limit_on_notes_is_not_slept_through(desk, mr):
    desk.lab.faults.notes_create_limit = 0
    with pytest.raises(OutsideError, match="asks to wait") as raised:
        act(summary(mr), desk.tools, has_commented=False)
    assert raised.value.retry_after_seconds
    assert desk.lab.count(method="POST") == 1


def test_a_list_that_lags_behind_does_not_lose_what_was_created(desk, mr):
    desk.lab.faults.lag_seconds = 60
    act(summary(mr), desk.tools, has_commented=False)
    act(summary(mr, "again", pipeline=11), desk.tools)
    assert texts(desk, mr) == ["again"]


def test_what_we_write_names_the_hook_that_it_answers_and_what_we_read_does_not(desk, mr):
    act(summary(mr), desk.tools, event_uuid="chain-7")
    act(summary(mr, "again", pipeline=11), desk.tools, event_uuid="chain-8")
    named = [(one.method, one.headers.get("x-gitlab-event-uuid")) for one in desk.lab.requests]
    assert [one for one in named if one[1]] == [("POST", "chain-7"), ("PUT", "chain-8")]
