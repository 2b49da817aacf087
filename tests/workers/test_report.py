"""`lighterman report`: the server's own comment without a server, and one line when there is none."""

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from tests.loopback import free_port
from tests.workers.command import run_main
from tests.workers.desk import open_desk

pytestmark = pytest.mark.slow


@pytest.fixture
def desk():
    with open_desk() as one:
        one.main_ran(times=5)
        yield one


@pytest.fixture
def mr(desk):
    return desk.open_mr()


def settings(desk):
    return {"PATH": os.environ["PATH"], "GITLAB_URL": desk.lab.url, "GITLAB_TOKEN": desk.lab.token}


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def report(desk, monkeypatch, capsys):
    """Run the command in this process and return how it ended."""

    def run(*words, **environ):
        code = run_main(monkeypatch, "report", *words, environ={**settings(desk), **environ})
        printed = capsys.readouterr()
        return Ended(code or 0, printed.out, printed.err)

    return run


def of(mr, *words):
    return ("--project", mr.project.path, "--mr", str(mr.iid), *words)


def test_a_dry_run_prints_the_very_comment_that_the_server_writes(desk, mr):
    desk.review(mr, desk.pipeline(mr=mr, kind="detached"))
    desk.lab.clear_requests()
    command = [sys.executable, "-m", "workers.cli", "report", *of(mr, "--dry-run")]
    ended = subprocess.run(command, env=settings(desk), capture_output=True, text=True, check=False, timeout=60)
    (body,) = desk.said(mr)
    assert (ended.returncode, ended.stdout) == (0, f"{body}\n")
    assert [one.path for one in desk.lab.requests if one.method != "GET"] == ["/api/graphql"]


def test_without_dry_run_the_comment_is_written_and_found_again(desk, mr, report):
    run = desk.pipeline(mr=mr, kind="detached")
    assert report(*of(mr)).stdout == "created the comment\n"
    assert report("--project", str(mr.project.id), "--mr", "1").stdout == "the comment says that already\n"
    (body,) = desk.said(mr)
    desk.review(mr, run)
    assert desk.said(mr) == [body]


def test_a_dry_run_needs_a_token_that_reads_and_writing_one_that_writes(desk, mr, report):
    desk.pipeline(mr=mr, kind="detached")
    token = desk.lab.token_for(desk.lab.bot, scopes={"read_api", "read_registry"})
    assert report(*of(mr, "--dry-run"), GITLAB_TOKEN=token).returncode == 0
    ended = report(*of(mr), GITLAB_TOKEN=token)
    assert ended.returncode == 2
    assert "refused (403): writing a comment on !1; the token lacks a scope or a role for that" in ended.stderr


def test_in_a_ci_job_its_own_pipeline_is_reviewed_as_far_as_it_came(desk, mr, report):
    run = desk.pipeline(mr=mr, kind="detached", ends=None)
    ended = report(*of(mr, "--dry-run"))
    assert ended.returncode == 2
    said = f"lighterman: acme/api!1: pipeline #{run.id} is running; the comment comes when it has finished\n"
    assert ended.stderr == said
    job = {
        "CI_SERVER_URL": desk.lab.url,
        "GITLAB_URL": "",
        "CI_MERGE_REQUEST_PROJECT_PATH": "acme/api",
        "CI_MERGE_REQUEST_IID": "1",
        "CI_PIPELINE_ID": str(run.id),
        "CI_JOB_TOKEN": "never-used",
    }
    assert report(**job).stdout == "created the comment\n"
    (early,) = desk.said(mr)
    desk.lab.finish(run)
    desk.lose_store()
    desk.review(mr, run)
    (late,) = desk.said(mr)
    assert early != late
    assert early.splitlines()[1:5] == late.splitlines()[1:5]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "does not accept the token (401): the project acme/api; is it revoked or expired?"),
        (403, "refused (403): the project acme/api; the token lacks a scope or a role for that"),
        (404, "does not show it (404): the project acme/api"),
        (502, "answered 502: the project acme/api"),
    ],
)
def test_a_refusal_is_one_line_and_exit_code_2(desk, mr, status, said, monkeypatch, capsys):
    desk.lab.faults.always(status=status)
    assert run_main(monkeypatch, "report", *of(mr, "--dry-run"), environ=settings(desk)) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"lighterman: GitLab at {desk.lab.url.removeprefix('http://')} {said}\n")


def test_a_gitlab_that_is_away_is_one_line_and_exit_code_2(desk, mr, report):
    ended = report(*of(mr), GITLAB_URL=f"http://127.0.0.1:{free_port()}")
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert "did not answer (Connection refused): the project acme/api" in line


@pytest.mark.parametrize(
    ("state", "iid", "said"),
    [
        ("merged", 1, "acme/api!1: !1 is merged"),
        ("opened", 1, "acme/api!1: this merge request has no pipeline yet"),
        ("opened", 7, "acme/api!7: no open merge request"),
    ],
)
def test_where_there_is_nothing_to_review_it_is_said_why(desk, mr, state, iid, said, monkeypatch, capsys):
    mr.state = state
    words = ("report", "--project", "acme/api", "--mr", str(iid))
    assert run_main(monkeypatch, *words, environ=settings(desk)) == 2
    assert capsys.readouterr().err.startswith(f"lighterman: {said}")
