"""A command is obeyed once, with the rights that its author has now, and its note carries the receipt."""

import json
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import OutsideError
from bot.tasks import ProjectHint, RunCommand
from workers.outcome import Done, TryAgain
from workers.tasks import run_command


def task_of(mr, note):
    hint = ProjectHint(mr.project.id, mr.project.path)
    return RunCommand(project=hint, merge_request_iid=mr.iid, note_id=note.id, discussion_id=note.discussion_id)


def say(lab, mr, tools, body, author=None):
    note = lab.add_note(mr, author=author or mr.author, body=body)
    return note, run_command.run(task_of(mr, note), tools)


def receipts(lab, note):
    return [one.name for one in lab.emoji_on(note) if one.user is lab.bot]


def last(lab, mr):
    return lab.comments(mr)[-1].body.partition("\n")[2]


def test_report_speaks_although_nothing_changed(lab, tools, mr):
    lab.finish(lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached"))
    note, _ = say(lab, mr, tools, "/report")
    assert [one.author for one in lab.comments(mr)] == [mr.author, lab.bot]
    assert receipts(lab, note) == ["white_check_mark"]


@pytest.mark.parametrize(
    ("is_running", "said"),
    [
        (True, "ℹ️ Nothing new to report: pipeline #99001 is running; the comment comes when it has finished."),
        (False, "ℹ️ Nothing new to report: this merge request has no pipeline yet."),
    ],
)
def test_whoever_asks_too_early_is_told_why_there_is_no_report(lab, tools, mr, is_running, said):
    if is_running:
        lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached")
    note, _ = say(lab, mr, tools, "/report")
    run_command.run(task_of(mr, note), tools)
    assert last(lab, mr) == said
    assert lab.comments(mr)[-1].discussion_id == note.discussion_id
    assert len(lab.comments(mr)) == 2


def test_whoever_asks_again_is_told_that_nothing_changed(lab, tools, mr):
    lab.finish(lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached"))
    for _ in range(2):
        say(lab, mr, tools, "/report")
    assert last(lab, mr) == "ℹ️ Nothing new to report: the comment says that already."


def test_a_stranger_is_told_which_role_it_takes(lab, tools, mr):
    note, _ = say(lab, mr, tools, "/report", lab.add_user("guest"))
    assert last(lab, mr) == "🚫 `/report` needs the role Reporter in this project; you have no role."
    assert receipts(lab, note) == ["no_entry_sign"]


def test_our_own_notes_are_never_obeyed(lab, tools, mr):
    say(lab, mr, tools, "/help", lab.bot)
    assert len(lab.comments(mr)) == 1


@pytest.mark.parametrize(("obeyed", "answers"), [("", 0), ("obeyed-bots: [project_1_bot_2]\n", 1)])
def test_other_bots_are_obeyed_only_where_a_project_says_so(lab, tools, mr, obeyed, answers):
    robot = lab.add_user("project_1_bot_2", bot=True)
    mr.project.members[robot.id] = 40
    lab.commit(mr.project, "main", files={".lighterman.yml": obeyed})
    note, _ = say(lab, mr, tools, "/help", robot)
    assert len(lab.comments(mr)) == 1 + answers
    assert receipts(lab, note) == ["white_check_mark"] * answers


def test_a_note_that_is_worked_on_twice_is_answered_once_per_command(lab, tools, mr):
    note, _ = say(lab, mr, tools, "/help\n\n/report", lab.add_user("guest"))
    assert isinstance(run_command.run(task_of(mr, note), tools), Done)
    _, table, refusal = [one.body for one in lab.comments(mr)]
    assert "| `/help` |" in table
    assert "needs the role Reporter" in refusal
    assert receipts(lab, note) == ["no_entry_sign"]


def test_our_name_and_a_verb_are_a_command_too(lab, tools, mr):
    say(lab, mr, tools, f"@{lab.bot.username} help")
    assert "| `/help` |" in last(lab, mr)


def test_another_persons_name_is_none(lab, tools, mr):
    note, outcome = say(lab, mr, tools, "@dana help")
    assert outcome == Done("the note holds no command")
    assert receipts(lab, note) == []


def test_a_typo_gets_one_line_and_no_receipt(lab, tools, mr):
    note, _ = say(lab, mr, tools, "/reprot")
    run_command.run(task_of(mr, note), tools)
    assert [one.body.partition("\n")[2] for one in lab.comments(mr)[1:]] == ["ℹ️ `/reprot`: did you mean `/report`?"]
    assert receipts(lab, note) == []


def test_an_old_note_is_not_obeyed_unless_we_took_it_on_in_time(lab, tools, mr):
    note = lab.add_note(mr, author=mr.author, body="/help")
    lab.clock.advance(timedelta(minutes=16).total_seconds())
    late = run_command.run(task_of(mr, note), _at(tools, lab))
    assert late == Done("the note is too old to be obeyed")
    lab.award_emoji(mr, note, user=lab.bot, name="eyes")
    run_command.run(task_of(mr, note), _at(tools, lab))
    assert "| `/help` |" in last(lab, mr)
    assert receipts(lab, note) == ["white_check_mark"]


def _at(tools, lab):
    return replace(tools, now=lab.now)


def failed_build(lab, mr):
    run = lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached")
    lab.add_job(run, "build", status="failed")
    lab.finish(run, "failed")
    return run


def test_a_job_is_retried_once_however_often_the_command_is_worked_on(lab, tools, mr):
    run = failed_build(lab, mr)
    lab.clear_requests()
    lab.faults.next(1, status=500, match="PUT")
    note = lab.add_note(mr, author=mr.author, body="/retry-build")
    with pytest.raises(OutsideError):
        run_command.run(task_of(mr, note), tools)
    assert receipts(lab, note) == ["eyes"]
    run_command.run(task_of(mr, note), tools)
    assert [one.name for one in run.jobs] == ["build", "build"]
    assert lab.count(method="POST", path_contains="/retry") == 1
    assert last(lab, mr) == f"`build` runs again as job #{run.jobs[1].id}."
    assert receipts(lab, note) == ["white_check_mark"]


def test_a_command_that_waits_is_looked_at_again_until_it_is_over(lab, tools, mr):
    run = lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached")
    job = lab.add_job(run, "build", status="running", duration=None)
    tools.store.remember_stall(mr.project.id, job.id, "silent for 9 min")
    note, outcome = say(lab, mr, tools, "/cancel-stuck")
    assert outcome == TryAgain(10.0, "cancel-stuck: not over yet")
    assert job.status == "canceling"
    assert last(lab, mr) == "⏳ Waiting until `build` stops …"
    lab.set_job_status(job, "canceled")
    run_command.run(task_of(mr, note), tools)
    assert last(lab, mr) == "`build` is canceled."
    assert receipts(lab, note) == ["white_check_mark"]


def test_what_gitlab_does_not_let_us_do_is_told_apart_from_what_the_caller_may_not(lab, tools, mr):
    failed_build(lab, mr)
    mr.project.members[lab.bot.id] = 20
    note, _ = say(lab, mr, tools, "/retry-build")
    assert "`build` was not retried: GitLab refused it; my role does not allow it" in last(lab, mr)
    assert receipts(lab, note) == ["x"]


def test_every_command_leaves_a_line_for_the_audit(lab, tools, mr, caplog):
    caplog.set_level(logging.INFO, "lighterman.audit")
    note, _ = say(lab, mr, tools, "/help")
    (line,) = audited(caplog)
    assert line == {
        "who": "dana",
        "role": "Developer",
        "project": "acme/api",
        "merge_request": 1,
        "note": note.id,
        "what": "/help",
        "result": "done",
    }


def test_the_same_command_while_the_first_runs_gets_a_link_to_it(lab, tools, mr):
    run = lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached")
    job = lab.add_job(run, "build", status="running", duration=None)
    tools.store.remember_stall(mr.project.id, job.id, "silent for 9 min")
    first, _ = say(lab, mr, tools, "/cancel-stuck")
    eve = lab.add_user("eve")
    mr.project.members[eve.id] = 30
    say(lab, mr, tools, "/cancel-stuck", eve)
    assert last(lab, mr) == (f"That runs already, see [there]({lab.url}/acme/api/-/merge_requests/1#note_{first.id}).")
    lab.set_job_status(job, "canceled")
    run_command.run(task_of(mr, first), tools)
    say(lab, mr, tools, "/cancel-stuck", mr.author)
    assert "runs already" not in last(lab, mr)


def test_one_person_waits_between_commands_that_change_something(lab, tools, mr):
    tools = _at(tools, lab)
    say(lab, mr, tools, "/retry-build")
    note, _ = say(lab, mr, tools, "/cancel-stuck")
    assert last(lab, mr) == "🚫 You have just given a command here; try again in 30 s."
    assert receipts(lab, note) == ["no_entry_sign"]
    say(lab, mr, tools, "/help")
    assert "| `/help` |" in last(lab, mr)
    lab.clock.advance(31)
    say(lab, mr, tools, "/cancel-stuck")
    assert "Nothing to cancel" in last(lab, mr)


def audited(caplog):
    return [json.loads(one.getMessage()) for one in caplog.records if one.name == "lighterman.audit"]


def test_every_change_that_a_command_makes_leaves_a_line_too(lab, tools, mr, caplog):
    caplog.set_level(logging.INFO, "lighterman.audit")
    run = failed_build(lab, mr)
    say(lab, mr, tools, "/retry-build")
    lines = [(line["what"], line["result"]) for line in audited(caplog)]
    number = run.jobs[0].id
    assert lines == [(f"retry job {number} of project {mr.project.id}", "done"), ("/retry-build", "done")]


def test_a_change_that_gitlab_refused_is_recorded_as_refused(lab, tools, mr, caplog):
    caplog.set_level(logging.INFO, "lighterman.audit")
    failed_build(lab, mr)
    mr.project.members[lab.bot.id] = 20
    say(lab, mr, tools, "/retry-build")
    assert [line["result"] for line in audited(caplog)] == ["refused", "failed"]


def grown(lab, tools, mr):
    """Let the merge request's image be larger than that of the target branch, and be reviewed."""
    mr.project.members[mr.author.id] = 40
    lab.finish(lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached"))


def test_what_was_ignored_is_known_to_the_next_review(lab, tools, mr):
    grown(lab, tools, mr)
    say(lab, mr, tools, "/report")
    say(lab, mr, _later(tools, lab, 31), "/ignore size 30d new base image")
    (summary,) = [one.body for one in lab.comments(mr) if one.body.startswith("<!-- lighterman:summary")]
    assert "ℹ️ Larger sizes are accepted until" in summary
    assert "by `dana`: `new base image`." in summary


def test_a_muted_merge_request_gets_no_new_comment(lab, tools, mr):
    grown(lab, tools, mr)
    say(lab, mr, tools, "/mute 3d")
    assert not [one for one in lab.comments(mr) if one.body.startswith("<!-- lighterman:summary")]
    assert last(lab, mr).startswith("Quiet here until ")


def _later(tools, lab, seconds):
    lab.clock.advance(seconds)
    return _at(tools, lab)
