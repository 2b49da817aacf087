"""A request can be held before its change is carried out, or after it and before the answer is sent."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.holds import NeverHeldError


@pytest.fixture
def lab():
    with PracticeGitLab() as one:
        project = one.add_project("acme/api", members={one.bot: 30})
        one.commit(project, "main", files={"Dockerfile": "FROM debian:13\n"})
        one.commit(project, "slim", files={"Dockerfile": "FROM debian:13-slim\n"}, start="main")
        one.open_mr(project, source="slim", target="main", title="Slim", author=one.bot)
        yield one


@pytest.fixture
def pool():
    with ThreadPoolExecutor(4) as one:
        yield one


def write_note(lab):
    """Write a note; return the answer's status, or None without an answer."""
    address = f"{lab.url}/api/v4/projects/acme%2Fapi/merge_requests/1/notes"
    try:
        return requests.post(
            address, json={"body": "hello"}, headers={"PRIVATE-TOKEN": lab.token}, timeout=30
        ).status_code
    except requests.ConnectionError:
        return None


def notes_of(lab):
    return next(iter(lab.projects.values())).merge_requests[0].notes


@pytest.mark.parametrize(("when", "notes_while_held"), [("before", 0), ("after", 1)])
def test_a_held_request_waits_for_its_release(lab, pool, when, notes_while_held):
    hold = lab.hold("POST", "/notes", when=when)
    caller = pool.submit(write_note, lab)
    hold.wait_until_held()
    assert len(notes_of(lab)) == notes_while_held
    assert not caller.done()
    hold.release()
    assert caller.result() == 201
    assert len(notes_of(lab)) == 1


@pytest.mark.parametrize(("when", "notes"), [("before", 0), ("after", 1)])
def test_a_dropped_request_gets_no_answer(lab, pool, when, notes):
    hold = lab.hold("POST", "/notes", when=when)
    caller = pool.submit(write_note, lab)
    hold.wait_until_held()
    hold.drop()
    assert caller.result() is None
    assert len(notes_of(lab)) == notes


def test_a_hold_holds_one_request_and_lets_others_pass(lab, pool):
    hold = lab.hold("POST", "/notes")
    held = pool.submit(write_note, lab)
    hold.wait_until_held()
    assert write_note(lab) == 201
    hold.release()
    assert held.result() == 201


def test_waiting_for_a_request_that_does_not_come_says_so(lab):
    hold = lab.hold("PUT", "/notes/")
    with pytest.raises(NeverHeldError, match=r"no PUT …/notes/… within 0\.05 s"):
        hold.wait_until_held(0.05)


def test_closing_the_practice_gitlab_lets_everybody_go(pool):
    with PracticeGitLab() as lab:
        hold = lab.hold("POST", "/notes")
        caller = pool.submit(write_note, lab)
        hold.wait_until_held()
    assert caller.result() is None
