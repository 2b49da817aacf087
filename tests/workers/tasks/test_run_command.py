"""A command is obeyed with the rights that its author has now."""

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
