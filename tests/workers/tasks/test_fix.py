"""`/fix` against the practice GitLab: what is committed where, and a worker that dies on the way."""

import multiprocessing

import pytest

from bot.secret import Secret
from bot.settings import Settings
from bot.tasks import ProjectHint, RunCommand
from workers.tasks import run_command
from workers.toolbox import open_toolbox

CI_FILE = "build:\n  image: docker:28\n  script:\n    - docker build --squash -t x .\n    - docker push x\n"
MENDED = CI_FILE.replace("--squash ", "")


@pytest.fixture
def mr(lab):
    dana = lab.add_user("dana")
    project = lab.add_project("acme/api", members={dana: 30, lab.bot: 30})
    lab.commit(project, "main", files={".gitlab-ci.yml": CI_FILE, "README.md": "x\n"})
    lab.commit(project, "feature", files={"a": "b"}, start="main")
    return lab.open_mr(project, source="feature", target="main", title="Feature", author=dana)


def give(lab, mr, text):
    note = lab.add_note(mr, author=mr.author, body=text)
    hint = ProjectHint(mr.project.id, mr.project.path)
    return RunCommand(project=hint, merge_request_iid=mr.iid, note_id=note.id, discussion_id=note.discussion_id)


def work(lab, task):
    return run_command.run(task, open_toolbox(Settings(lab.url, Secret(lab.token)), with_redis=False))


def said(lab, mr):
    (answer,) = [one.body for one in lab.comments(mr) if one.author is lab.bot]
    return answer.partition("\n")[2]


def file_at(mr, branch):
    return mr.project.commit_at(branch).files[".gitlab-ci.yml"]


def die_at(lab, task, method, path, when):
    hold = lab.hold(method, path, when)
    process = multiprocessing.get_context("fork").Process(target=work, args=(lab, task), daemon=True)
    process.start()
    try:
        hold.wait_until_held()
    finally:
        process.kill()
        process.join()
        hold.drop()


def test_the_fix_gets_a_merge_request_of_its_own(lab, mr):
    task = give(lab, mr, "/fix squash")
    work(lab, task)
    (opened,) = [one for one in mr.project.merge_requests if one is not mr]
    assert (opened.source_branch, opened.target_branch) == (f"lighterman/fix-1-{task.note_id}", "feature")
    assert (file_at(mr, opened.source_branch), file_at(mr, "feature")) == (MENDED, CI_FILE)
    assert said(lab, mr).startswith(f"Brought in as [!{opened.iid}](")
    assert lab.quick_actions_run == []


def test_here_means_a_commit_to_the_branch(lab, mr):
    work(lab, give(lab, mr, "/fix squash --here"))
    assert file_at(mr, "feature") == MENDED
    assert len(mr.project.merge_requests) == 1
    assert said(lab, mr).startswith("Brought in into `feature`:")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("text", ["/fix squash", "/fix squash --here"])
@pytest.mark.parametrize(("method", "path"), [("POST", "/repository/commits"), ("PUT", "/notes/")])
def test_a_worker_that_dies_commits_once(lab, mr, text, when, method, path):
    task = give(lab, mr, text)
    before = len(mr.project.commits)
    die_at(lab, task, method, path, when)
    work(lab, task)
    assert len(mr.project.commits) == before + 1
    assert len(mr.project.merge_requests) == (1 if "--here" in text else 2)
    assert said(lab, mr).startswith("Brought in")


def test_what_the_bot_may_not_do_is_told(lab, mr):
    mr.project.members[lab.bot.id] = 20
    work(lab, give(lab, mr, "/fix squash"))
    assert "The fixes were not brought in: GitLab refused it; my role does not allow it" in said(lab, mr)


def test_files_without_a_fault_are_left_alone(lab, mr):
    lab.commit(mr.project, "feature", files={".gitlab-ci.yml": MENDED})
    work(lab, give(lab, mr, "/fix squash"))
    assert said(lab, mr) == "❌ Nothing to mend: no rule that looked has a fix that holds."
