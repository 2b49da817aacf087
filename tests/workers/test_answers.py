"""The answer to a command is one note in its thread, written over as the command goes on."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.actions import Answer, Receipt
from bot.errors import OutsideError
from bot.tasks import ProjectHint, RunCommand
from tests.workers.desk import open_desk
from workers.answers import AnswerNote


@pytest.fixture
def desk():
    with open_desk() as one:
        yield one


@pytest.fixture
def mr(desk):
    desk.commit("main")
    return desk.open_mr()


def ask(desk, mr):
    return desk.lab.add_note(mr, author=desk.dana, body="what can you do?")


def answer_to(desk, mr, asked, number=0):
    task = RunCommand(
        project=ProjectHint(mr.project.id, mr.project.path),
        merge_request_iid=mr.iid,
        note_id=asked.id,
        discussion_id=asked.discussion_id,
    )
    return AnswerNote(desk.tools, task, number)


def texts(desk, mr):
    return [body.partition("\n")[2] for body in desk.said(mr)]


def test_an_answer_goes_into_the_thread(desk, mr):
    asked = ask(desk, mr)
    answer_to(desk, mr, asked).write(Answer("this"))
    assert [one.discussion_id for one in desk.lab.comments(mr)] == [asked.discussion_id] * 2
    assert texts(desk, mr) == ["this"]


def test_a_command_has_one_answer_however_often_it_is_worked_on(desk, mr):
    first, second = ask(desk, mr), ask(desk, mr)
    for _ in range(2):
        answer_to(desk, mr, second).write(Answer("second"))
        answer_to(desk, mr, first).write(Answer("first"))
        answer_to(desk, mr, first, number=1).write(Answer("no", Receipt.REFUSED))
    assert texts(desk, mr) == ["second", "first", "🚫 no"]


def test_progress_is_written_over_and_remembered(desk, mr):
    asked = ask(desk, mr)
    memory = {"jobs": {"a --> b": 7}}
    answer_to(desk, mr, asked).write(Answer("going on", Receipt.SEEN, memory))
    again = answer_to(desk, mr, asked)
    assert (again.memory, again.receipt) == (memory, None)
    again.write(Answer("it failed", Receipt.FAILED))
    assert texts(desk, mr) == ["❌ it failed"]
    assert answer_to(desk, mr, asked).receipt is Receipt.FAILED


def test_an_answer_whose_confirmation_is_lost_is_found_again(desk, mr):
    desk.lab.faults.next(1, status=502, match="POST", after_storing=True)
    answer_to(desk, mr, ask(desk, mr)).write(Answer("this"))
    assert texts(desk, mr) == ["this"]


@pytest.mark.parametrize("status", [500, 403, 404])
def test_an_answer_that_was_not_written_is_tried_again(desk, mr, status):
    asked = ask(desk, mr)
    desk.lab.faults.next(1, status=status, match="POST")
    with pytest.raises(OutsideError):
        answer_to(desk, mr, asked).write(Answer("this"))
    answer_to(desk, mr, asked).write(Answer("this"))
    assert texts(desk, mr) == ["this"]


def test_of_two_answers_to_one_note_the_first_stays(desk, mr):
    asked = ask(desk, mr)
    held = desk.lab.hold("POST", "/discussions/")
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(answer_to(desk, mr, asked).write, Answer("slow"))
        held.wait_until_held()
        answer_to(desk, mr, asked).write(Answer("quick"))
        held.release()
        slow.result()
    assert texts(desk, mr) == ["quick"]
