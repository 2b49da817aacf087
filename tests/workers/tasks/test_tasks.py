"""The three tasks, with the real clients against the practice GitLab and registry."""

import pytest

from bot.secret import Secret
from bot.settings import Settings
from bot.tasks import ForgetImageJobs, ProjectHint, ReviewPipeline, RunCommand
from tests.fakes.gitlab import PracticeGitLab
from workers.tasks import forget_image_jobs, review_pipeline, run_command
from workers.toolbox import open_toolbox


@pytest.fixture
def lab():
    with PracticeGitLab() as one:
        yield one


@pytest.fixture
def tools(lab):
    return open_toolbox(Settings(lab.url, Secret(lab.token)), with_redis=False)


@pytest.fixture
def mr(lab):
    dana = lab.add_user("dana")
    project = lab.add_project("acme/api", members={dana: 30, lab.bot: 30})
    lab.commit(project, "main", files={".gitlab-ci.yml": "build:\n  script: docker push x\n"})
    lab.commit(project, "feature", files={"a": "b"}, start="main")
    return lab.open_mr(project, source="feature", target="main", title="Feature", author=dana)


def hint(mr):
    return ProjectHint(mr.project.id, mr.project.path)


def test_image_jobs_are_forgotten(tools):
    tools.store.remember_image_jobs(7, {"build": True})
    forget_image_jobs.run(ForgetImageJobs(project=ProjectHint(7, "acme/api")), tools)
    assert tools.store.image_jobs(7) == {}


def test_a_running_pipeline_is_not_reviewed(lab, tools, mr):
    lab.add_pipeline(mr.project, ref="feature", mr=mr, kind="detached")
    outcome = review_pipeline.run(ReviewPipeline(project=hint(mr), merge_request_iid=1, target_branch="main"), tools)
    assert "running" in outcome.why
    assert lab.comments(mr) == []


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
