"""`explain-log` and `explain-job`: text or JSON of files, standard input and jobs, one line for what cannot be read."""

import io
import json
import sys
from types import SimpleNamespace

import pytest

from tests.workers.command import run_main
from tests.workers.desk import open_desk

LOG = b"Step 1/2 : FROM a\n ---> 0123456789ab\nStep 2/2 : RUN b\n ---> Using cache\n ---> 0123456789ac\nJob succeeded\n"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command and return its exit code and what it printed."""

    def run(*words):
        code = run_main(monkeypatch, "explain-log", *map(str, words), environ={})
        printed = capsys.readouterr()
        return code or 0, printed.out, printed.err

    return run


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "job.log"
    path.write_bytes(LOG)
    return path


def test_one_log_is_one_object_and_several_are_an_array(run, log):
    code, out, _ = run(log, "--format", "json")
    one = json.loads(out)
    assert (code, one["file"], one["cache_verdict"], one["running"]) == (0, str(log), "hit", False)
    code, out, _ = run(log, log, "--format", "json")
    assert (code, json.loads(out)) == (0, [one, one])


def test_a_minus_is_the_standard_input(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(LOG)))
    code, out, _ = run("-")
    assert (code, out.splitlines()[0]) == (0, "-: classic docker build, 1 build, 2 steps, 1 of 1 cached")


def test_a_failure_says_the_fix_and_the_whole_line_that_shows_it(run, tmp_path):
    path = tmp_path / "job.log"
    image = "registry.example.com/shop/a-name-that-is-long/web/cache:builder-latest"
    line = f"Error response from daemon: manifest for {image} not found: manifest unknown"
    path.write_text(f"$ docker pull a\n{line}: manifest unknown\nERROR: Job failed: exit code 1\n")
    code, out, err = run(path)
    assert (code, err) == (0, "")
    assert "[image_not_found, line 2]\n" in out
    assert f"  {line}: manifest unknown\n  Fix: " in out


def test_a_job_that_runs_is_told_by_how_long_its_log_is_silent(run, tmp_path):
    path = tmp_path / "job.log"
    path.write_text(
        "Step 1/2 : FROM a\n ---> 0123456789ab\nStep 2/2 : RUN apt-get update\n ---> Running in 12ab34cd56ef\n"
    )
    code, out, _ = run(path, "--observed-after", "3600", "--format", "json")
    answer = json.loads(out)
    assert (code, answer["running"], answer["stalled"], answer["open_step"]) == (0, True, True, "RUN apt-get update")


@pytest.mark.parametrize(("name", "said"), [("none.log", "No such file or directory"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_code_2(run, tmp_path, name, said):
    code, out, err = run(tmp_path / name)
    assert (code, out, err) == (2, "", f"lighterman: {tmp_path / name} cannot be read: {said}\n")


@pytest.mark.parametrize("option", ["--dockerfile", "--changed-files"])
def test_a_file_beside_the_log_that_is_not_there_is_named(run, log, option):
    code, out, err = run(log, option, log.parent / "none")
    assert (code, out, err) == (2, "", f"lighterman: {log.parent / 'none'} cannot be read: No such file or directory\n")


@pytest.fixture
def desk():
    with open_desk() as one:
        one.main_ran()
        yield one


def run_job(desk, monkeypatch, capsys, job_id):
    environ = {"GITLAB_URL": desk.lab.url, "GITLAB_TOKEN": desk.lab.token}
    words = ("explain-job", "--project", "acme/api", "--job", str(job_id), "--format", "json")
    code = run_main(monkeypatch, *words, environ=environ)
    printed = capsys.readouterr()
    return code or 0, printed.out, printed.err


def job(desk, trace, **words):
    return desk.lab.add_job(desk.pipeline(mr=desk.open_mr(), kind="detached"), "image", trace=trace, **words)


@pytest.mark.parametrize(("status", "failure"), [("failed", "other"), ("success", "none")])
def test_whether_a_job_failed_gitlab_knows_where_its_log_lacks_the_end(desk, monkeypatch, capsys, status, failure):
    one = job(desk, LOG.removesuffix(b"Job succeeded\n"), status=status)
    code, out, _ = run_job(desk, monkeypatch, capsys, one.id)
    answer = json.loads(out)
    assert (code, answer["file"], answer["failure"]) == (0, f"acme/api job {one.id}", failure)
    assert (answer["running"], len(answer["steps"])) == (False, 2)


def test_the_silence_of_a_running_job_is_read_from_its_stamps(desk, monkeypatch, capsys):
    stamp = b"2020-01-01T00:00:00.000000Z 01O "
    trace = stamp + b"Step 1/2 : RUN wget a\n" + stamp + b" ---> Running in 12ab34cd56ef\n"
    code, out, _ = run_job(desk, monkeypatch, capsys, job(desk, trace, status="running").id)
    answer = json.loads(out)
    assert (code, answer["running"], answer["stalled"], answer["open_step"]) == (0, True, True, "RUN wget a")


def test_a_job_that_is_not_there_is_one_line_and_exit_code_2(desk, monkeypatch, capsys):
    code, out, err = run_job(desk, monkeypatch, capsys, 987654)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "does not show it (404)" in err
