"""What a review knows of times: histories that logs told, runner classes, retries, child pipelines, and bad clocks."""

import pytest

from bot.checks.time import check
from bot.errors import OutsideError
from bot.findings import PipelineTimeFinding, TimeFinding
from bot.tasks import ProjectHint, ReviewPipeline
from tests.fakes.loopback import Answer
from tests.workers.desk import open_desk
from tests.workers.logs_of_builds import build_log
from workers.gather import Gathered, gather
from workers.tasks import review_pipeline

WARM, COLD = build_log("hit", "hit", "hit", "hit"), build_log()


@pytest.fixture
def desk():
    with open_desk() as one:
        yield one


def facts_of(desk, mr, run):
    gathered = gather(desk.task(mr, run), desk.tools)
    assert isinstance(gathered, Gathered), gathered
    return gathered.facts


def ran(desk, *, seconds=60.0, log="", mr=None, sections=None, **about):
    """Run the target branch, or a merge request, with an image job of that kind."""
    desk.commit("main") if mr is None else None
    run = desk.lab.add_pipeline(
        desk.project, ref="feature" if mr else "main", **({"mr": mr, "kind": "detached"} if mr else {})
    )
    job = desk.add_image_job(run, "make:0", desk.project.path, 100, log=log, sections=sections)
    desk.lab.history.change(job, duration=seconds, **about)
    desk.lab.finish(run)
    return run


def finding(facts):
    (found,) = [one for one in check(facts) if isinstance(one, TimeFinding)]
    return found


def test_runs_on_another_class_of_runner_are_kept_apart(desk):
    for number in range(8):
        ran(desk, seconds=60.0, tags=("arm",) if number % 2 else ("dind",))
    mr = desk.open_mr()
    assert finding(facts_of(desk, mr, ran(desk, mr=mr))).runs == 4
    assert finding(facts_of(desk, mr, ran(desk, mr=mr, runner_type="project_type"))).runs == 0


def test_the_run_that_had_to_be_tried_again_is_no_baseline(desk):
    runs = [ran(desk) for _ in range(6)]
    desk.lab.history.change(runs[0].jobs[0], retried=True)
    desk.add_image_job(runs[0], "make:0", desk.project.path, 100)
    mr = desk.open_mr()
    found = facts_of(desk, mr, ran(desk, mr=mr))
    assert [job.retries for run in found.baseline.runs for job in run.jobs] == [0] * 5 + [1]
    assert finding(found).runs == 5


def test_what_the_log_of_a_baseline_told_is_known_when_another_run_is_the_baseline(desk):
    """The two runs of the merge request are compared with two different runs; of both the cache is known then."""
    ran(desk, log=WARM)
    mr = desk.open_mr()
    facts_of(desk, mr, ran(desk, mr=mr, log=WARM))
    ran(desk, log=COLD)
    desk.tools.store.forget_baseline_runs(desk.project.id, "main")
    desk.lab.history.change(mr, base_sha=desk.project.branches["main"])
    found = facts_of(desk, mr, ran(desk, mr=mr, log=COLD))
    ids = {job.id for run in found.baseline.runs for job in run.jobs}
    assert sorted(one.cache for one in found.learned if one.job_id in ids) == ["cold", "warm"]


def test_the_run_of_the_merge_request_before_is_remembered(desk):
    ran(desk)
    mr = desk.open_mr()
    first = ran(desk, mr=mr, seconds=70.0)
    assert facts_of(desk, mr, first).earlier is None
    found = facts_of(desk, mr, ran(desk, mr=mr))
    assert (found.earlier.id, found.earlier.jobs[0].duration_seconds) == (first.id, 70)
    assert facts_of(desk, mr, desk.lab.pipelines[found.pipeline.id]).earlier.id == first.id


@pytest.mark.parametrize("seconds", [None, -5.0, 0.0])
def test_a_job_whose_clock_was_set_back_is_said_and_the_rest_is_reviewed(desk, seconds):
    for _ in range(3):
        ran(desk, seconds=seconds)
    ran(desk)
    mr = desk.open_mr()
    run = ran(desk, mr=mr, seconds=seconds)
    desk.review(mr, run, is_asked=True)
    (body,) = desk.said(mr)
    assert body.count("GitLab tells no duration of job make:0, so its time is not judged.") == 1
    assert "100 MiB" in body


def with_child(desk, seconds, mr=None):
    """Run a pipeline whose one image job runs in a child of it."""
    desk.commit("main") if mr is None else None
    about = {"mr": mr, "kind": "detached"} if mr else {}
    run = desk.lab.add_pipeline(desk.project, ref="feature" if mr else "main", **about)
    desk.lab.add_job(run, "lint", stage="test", trace=b"fine\n")
    bridge = desk.lab.add_bridge(run, "images")
    child = desk.lab.add_pipeline(
        desk.project, ref=run.ref, sha=run.sha, source="parent_pipeline", bridge=bridge, status="success"
    )
    job = desk.add_image_job(child, "build", desk.project.path, 100)
    desk.lab.history.change(job, duration=seconds)
    desk.lab.finish(run)
    return run


@pytest.mark.parametrize("graphql_off", [False, True])
def test_what_a_child_pipeline_builds_belongs_to_its_parent(desk, graphql_off, caplog):
    for seconds in (60.0, 62.0, 61.0, 60.0, 59.0):
        with_child(desk, seconds)
    mr = desk.open_mr()
    desk.lab.faults.graphql_off = graphql_off
    found = facts_of(desk, mr, with_child(desk, 100.0, mr=mr))
    assert [job.name for job in found.image_jobs] == ["images / build"]
    assert (finding(found).seconds, finding(found).runs) == (100, 5)
    assert ("asking by REST instead" in caplog.text) is graphql_off
    (pipeline,) = [one for one in check(found) if isinstance(one, PipelineTimeFinding)]
    assert "images / build" in {link.job.name for link in pipeline.chain.links}


def test_child_pipelines_cost_one_request_more(desk):
    for _ in range(20):
        with_child(desk, 60.0)
    mr = desk.open_mr()
    counts = []
    for _ in range(2):
        run = with_child(desk, 60.0, mr=mr)
        desk.lab.clear_requests()
        desk.review(mr, run, is_asked=True)
        counts.append(desk.lab.count(path_contains="/graphql"))
    assert counts == [2, 2]


@pytest.mark.parametrize("jobs", [1, 20, 100])
@pytest.mark.parametrize("runs", [1, 20])
def test_the_number_of_jobs_and_of_runs_costs_no_request(jobs, runs):
    with open_desk() as desk:
        desk.main_ran(times=runs, others=jobs - 1)
        mr = desk.open_mr()
        counts = {}
        for state in ("cold", "warm"):
            run = desk.pipeline(mr=mr, kind="detached", others=jobs - 1)
            desk.lab.clear_requests()
            desk.review(mr, run)
            counts[state] = len(desk.lab.requests)
        # Cold: the overview, two logs, the comment and the look behind it; warm: the overview, one log, the comment.
        assert counts == {"cold": 5, "warm": 3}


def test_a_rate_limit_is_waited_for_and_the_review_is_written_then(desk):
    ran(desk)
    mr = desk.open_mr()
    run = ran(desk, mr=mr)
    desk.lab.faults.next(1, status=429, match="/graphql")
    with pytest.raises(OutsideError, match=r"asks to wait \(429\): the overview by GraphQL") as refused:
        desk.review(mr, run, is_asked=True)
    assert refused.value.retry_after_seconds
    desk.review(mr, run, is_asked=True)
    assert "100 MiB" in desk.said(mr)[0]


def main_ended(desk, run):
    """Hear the hook of a pipeline of the target branch."""
    hint = ProjectHint(desk.project.id, desk.project.path)
    task = ReviewPipeline(project=hint, source_branch="main", pipeline_id=run.id, is_finished=True)
    desk.lab.clear_requests()
    return review_pipeline.run(task, desk.tools)


def test_the_logs_of_the_target_branch_are_learned_as_its_runs_end_and_cost_no_review_anything(desk):
    ran(desk, log=WARM)
    mr = desk.open_mr()
    facts_of(desk, mr, ran(desk, mr=mr))
    for _ in range(5):
        run = ran(desk, log=COLD)
        main_ended(desk, run)
        assert [one.path.rpartition("/")[2] for one in desk.lab.requests] == ["graphql", "trace"]
    fresh = ran(desk, mr=mr, log=COLD)
    desk.lab.clear_requests()
    found = facts_of(desk, mr, fresh)
    assert len(desk.lab.requests) <= 2 + 2 + 1
    ids = {job.id for run in found.baseline.runs for job in run.jobs}
    assert sorted(one.cache for one in found.learned if one.job_id in ids) == [*["cold"] * 5, "warm"]
    assert finding(found).runs == 5


def test_a_log_that_cannot_be_learned_is_left_out(desk, caplog):
    caplog.set_level("INFO")
    ran(desk)
    mr = desk.open_mr()
    facts_of(desk, mr, ran(desk, mr=mr))
    run = ran(desk)
    desk.lab.faults.always(status=500, match="/trace")
    main_ended(desk, run)
    assert "the times of main are not learned: GitLab at" in caplog.text
    assert len(desk.tools.store.learned(desk.project.id, "main")) == 1


def test_a_branch_that_no_merge_request_aims_at_is_not_learned(desk):
    run = ran(desk)
    main_ended(desk, run)
    assert desk.lab.count(path_contains="/trace") == 0


TOO_COMPLEX = "Query has complexity of 300, which exceeds max complexity of 250"


def test_a_graphql_that_is_limited_gives_way_to_rest_and_the_log_says_so(desk, caplog):
    for _ in range(7):
        ran(desk)
    mr = desk.open_mr()
    run = ran(desk, mr=mr)
    desk.lab.faults.instead(Answer(200, {"errors": [{"message": TOO_COMPLEX}]}), None, match="/graphql")
    desk.review(mr, run, is_asked=True)
    assert f"asking by REST instead: GitLab's GraphQL refused the overview: {TOO_COMPLEX}" in caplog.text
    assert "Times are compared with the median of the last 5 runs." in desk.said(mr)[0]


def test_the_comment_shows_where_the_time_went_from_the_sections_of_the_log(desk):
    quick, slow = ({"prepare_executor": start, "get_sources": 4, "step_script": 50} for start in (6, 90))
    for seconds in (60.0, 61.0, 60.0, 59.0, 60.0):
        ran(desk, seconds=seconds, sections=quick)
    mr = desk.open_mr()
    for _ in range(2):
        run = ran(desk, seconds=144.0, sections=slow, mr=mr)
        desk.review(mr, run)
    (body,) = desk.said(mr)
    assert "### 🔴 Job `make:0` is 1 m 24 s slower (+140 %)" in body
    assert "| runner start and image pull | 6 s | 1 m 30 s | +1 m 24 s |" in body
    assert "```mermaid\ngantt\n" in body


def test_runs_that_gitlab_does_not_show_yet_are_not_missing_from_the_baseline(desk):
    """The hook of a run is heard before the API shows the run, and so is that of an older run after it."""
    ran(desk)
    mr = desk.open_mr()
    facts_of(desk, mr, ran(desk, mr=mr))
    older, newer = ran(desk), ran(desk)
    main_ended(desk, newer)
    main_ended(desk, older)
    late = ran(desk)
    desk.lab.history.change(late, status="running")
    main_ended(desk, late)
    desk.lab.history.change(late, status="success")
    assert [run.id for run in facts_of(desk, mr, ran(desk, mr=mr)).baseline.runs][:3] == [late.id, newer.id, older.id]
