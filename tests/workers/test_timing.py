"""`lighterman time`: the times of one pipeline as text and as JSON, of a merge request or of a branch."""

import json

import pytest

from bot.errors import NotThere, UserError
from tests.workers.command import run_main
from tests.workers.desk import open_desk
from tests.workers.logs_of_builds import build_log
from workers.explanation_format import Format
from workers.timing import time_pipeline

WARM, COLD = build_log("hit", "hit", "hit", "hit"), build_log()


@pytest.fixture
def desk():
    with open_desk() as one:
        yield one


def ran(desk, seconds, *, log=WARM, mr=None, **about):
    """Run the target branch, or a merge request, whose image job takes so long."""
    desk.commit("main") if mr is None else None
    more = {"mr": mr, "kind": "detached"} if mr else {}
    run = desk.pipeline("feature" if mr else "main", log=log, ends=None, **more)
    desk.lab.history.change(run.jobs[0], duration=seconds, **about)
    desk.lab.finish(run)
    return run


def told(desk, run, output=Format.TEXT):
    return time_pipeline(desk.tools, desk.project.path, run.id, output)


def test_the_text_tells_verdict_noise_and_where_the_time_went(desk):
    for seconds in (100, 102, 98, 101, 99, 100):
        ran(desk, seconds)
    mr = desk.open_mr()
    ran(desk, 190, mr=mr)
    run = ran(desk, 200, mr=mr, queued=40.0)
    said = told(desk, run)
    assert f"pipeline {run.id} of `acme/api`, beside the last 6 runs of `main`" in said
    assert "`make:0`: 3 m 20 s, +1 m 40 s (+100 %): seen once" in said
    assert "whole pipeline: 3 m 20 s, where the last 6 runs" in said


def test_json_tells_the_same_to_programs(desk):
    for seconds in (100, 102, 98, 101, 99, 100):
        ran(desk, seconds)
    mr = desk.open_mr()
    ran(desk, 60, mr=mr)
    run = ran(desk, 200, mr=mr, queued=40.0)
    found = json.loads(told(desk, run, Format.JSON))
    (job,) = found["jobs"]
    assert (found["schema"], found["project"], found["pipeline"], found["branch"]) == (1, "acme/api", run.id, "main")
    assert found["change"] == "regression"
    assert (job["name"], job["seconds"], job["queued_seconds"], job["runner"]) == ("make:0", 200, 40.0, "shared dind")
    assert (job["verdict"]["change"], job["verdict"]["proof"], job["verdict"]["runs"]) == ("regression", "possible", 6)
    assert job["verdict"]["spread_percent"] == pytest.approx(1.4, abs=0.1)
    assert found["whole"]["chain"]["links"] == [{"job": "make:0", "seconds": 240.0, "before": 102.0}]


def test_a_pipeline_of_a_branch_is_compared_with_those_before_it(desk):
    for seconds in (100, 102, 98, 101, 99):
        ran(desk, seconds)
    run = ran(desk, 100)
    ran(desk, 900)
    assert "`make:0`: 1 m 40 s, ±0: as usual" in told(desk, run)


def test_with_the_setting_one_run_is_enough(desk):
    desk.files[".lighterman.yml"] = "slowdown-proof: possible\n"
    for seconds in (100, 102, 98, 101, 99):
        ran(desk, seconds)
    said = told(desk, ran(desk, 200, log=COLD, mr=desk.open_mr()))
    assert "+1 m 40 s (+100 %): possibly slower" in said
    assert "waiting for a runner" in said


def test_a_pipeline_without_history_has_nothing_to_compare_with(desk):
    desk.commit("main")
    assert "`make:0`: 1 m 00 s, nothing to compare with" in told(desk, desk.pipeline("main"))


def test_a_pipeline_that_runs_is_refused_in_plain_words(desk):
    desk.commit("main")
    run = desk.pipeline("main", ends=None)
    with pytest.raises(UserError, match=f"pipeline {run.id} of acme/api is running; its times are known at its end"):
        told(desk, run)


def test_a_pipeline_that_is_not_there_is_named(desk):
    with pytest.raises(NotThere, match="pipeline 7"):
        time_pipeline(desk.tools, desk.project.path, 7, Format.TEXT)


def test_the_command_prints_json_for_programs(desk, monkeypatch, capsys):
    desk.commit("main")
    run = desk.pipeline("main")
    environ = {"GITLAB_URL": desk.lab.url, "GITLAB_TOKEN": desk.lab.token}
    words = ("time", "--project", "acme/api", "--pipeline", str(run.id), "--format", "json")
    assert run_main(monkeypatch, *words, environ=environ) == 0
    assert json.loads(capsys.readouterr().out)["pipeline"] == run.id
