"""A command is obeyed with the rights that its author has now."""

import pytest

from bot.tasks import ProjectHint, RunCommand
from workers.tasks import run_command


def hint(mr):
    return ProjectHint(mr.project.id, mr.project.path)


def test_report_speaks_although_nothing_changed(lab, tools, mr):
    lab.finish(lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached"))
    note = lab.add_note(mr, author=mr.author, body="/report")
    task = RunCommand(project=hint(mr), merge_request_iid=1, note_id=note.id, discussion_id=note.discussion_id)
    run_command.run(task, tools)
    assert [one.author for one in lab.comments(mr)] == [mr.author, lab.bot]


@pytest.mark.parametrize(
    ("is_running", "said"),
    [
        (True, "Nothing new to report: pipeline #99001 is running; the comment comes when it has finished."),
        (False, "Nothing new to report: this merge request has no pipeline yet."),
    ],
)
def test_whoever_asks_too_early_is_told_why_there_is_no_report(lab, tools, mr, is_running, said):
    if is_running:
        lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached")
    note = lab.add_note(mr, author=mr.author, body="/report")
    task = RunCommand(project=hint(mr), merge_request_iid=1, note_id=note.id, discussion_id=note.discussion_id)
    run_command.run(task, tools)
    run_command.run(task, tools)
    answer = lab.comments(mr)[-1]
    assert said in answer.body
    assert answer.discussion_id == note.discussion_id
    assert len(lab.comments(mr)) == 2


def test_whoever_asks_again_is_told_that_nothing_changed(lab, tools, mr):
    lab.finish(lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached"))
    for _ in range(2):
        note = lab.add_note(mr, author=mr.author, body="/report")
        task = RunCommand(project=hint(mr), merge_request_iid=1, note_id=note.id, discussion_id=note.discussion_id)
        run_command.run(task, tools)
    assert "Nothing new to report: the comment says that already." in lab.comments(mr)[-1].body


def test_a_stranger_is_told_which_role_it_takes(lab, tools, mr):
    note = lab.add_note(mr, author=lab.add_user("guest"), body="/report")
    task = RunCommand(project=hint(mr), merge_request_iid=1, note_id=note.id, discussion_id=note.discussion_id)
    run_command.run(task, tools)
    assert "needs the role Reporter" in lab.comments(mr)[-1].body


def test_our_own_notes_are_never_obeyed(lab, tools, mr):
    note = lab.add_note(mr, author=lab.bot, body="/help")
    task = RunCommand(project=hint(mr), merge_request_iid=1, note_id=note.id, discussion_id=note.discussion_id)
    run_command.run(task, tools)
    assert len(lab.comments(mr)) == 1


def test_a_note_that_is_worked_on_twice_is_answered_once_per_command(lab, tools, mr):
    note = lab.add_note(mr, author=lab.add_user("guest"), body="/help\n\n/report")
    task = RunCommand(project=hint(mr), merge_request_iid=1, note_id=note.id, discussion_id=note.discussion_id)
    run_command.run(task, tools)
    run_command.run(task, tools)
    _, table, refusal = [one.body for one in lab.comments(mr)]
    assert "| `/help` |" in table
    assert "needs the role Reporter" in refusal
