"""`/rebuild-cache` deletes the cache tags of a job, builds it once without, and says how long the next one takes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import (
    Answer,
    DeleteTag,
    LookAtBuild,
    LookAtCaches,
    LookAtLog,
    LookAtPast,
    LookAtPipeline,
    Receipt,
    RetryJob,
    StartPipeline,
    Step,
)
from bot.caches import Caches, CacheTag, Past
from bot.readings import Diagnosis, Log
from bot.traces.model import Step as BuildStep
from bot.traces.model import Trace
from tests.bot.builds_in_words import build, job
from tests.bot.facts_in_words import failure
from tests.bot.talk import NOW, call, converse

TAG = CacheTag(1, 31, "reg.test/acme/api", "cache", "sha256:1")
PAST = Past((300.0, 360.0, 400.0), (130.0,))
COLD = Log(Trace(steps=tuple(BuildStep(f"RUN {number}", number, cached=False) for number in range(11))))


def talk(text="/rebuild-cache", *jobs, caches=(TAG,), more=None, **given):
    """Call the command on jobs, of which `build` is the usual one, that use these cache tags."""
    now = build(*(jobs or (job("build", "success"),)))
    table = {
        LookAtBuild: now,
        LookAtPipeline: now,
        LookAtCaches: caches if isinstance(caches, Caches) else Caches(tuple(caches)),
        LookAtPast: PAST,
        LookAtLog: COLD,
        DeleteTag: Step(),
        RetryJob: Step(id=2),
        StartPipeline: Step(id=10),
    }
    return converse(call(text, 30, **given), table | (more or {}))


def kinds(actions):
    return [type(one) for one in actions]


def test_the_tags_go_before_the_job_is_retried():
    actions = talk()
    assert kinds(actions)[:5] == [LookAtBuild, LookAtCaches, LookAtPast, Answer, LookAtPipeline]
    assert actions[5:7] == [DeleteTag(TAG), RetryJob(1, 1)]
    assert actions[3].receipt is Receipt.SEEN


def begun():
    return talk()[3].memory


def test_the_answer_says_how_long_it_will_take_and_waits():
    answer = talk("/rebuild-cache", job("build", "success"), more={LookAtPipeline: build(job("build", "running"))})[-1]
    assert answer.text == (
        "Rebuilding the cache of `build` without `reg.test/acme/api:cache`: pipeline #9 "
        "(about 6 min 00 s, the median of 3 earlier cold builds)."
    )
    assert (answer.receipt, answer.look_again_seconds) == (Receipt.SEEN, 10.0)


def follow(*jobs, later=timedelta(seconds=30), more=None, **changed):
    memory = {**begun(), "started": 9, **changed}
    given = call("/rebuild-cache", 30, memory=memory)
    now = replace(given, now=NOW + later)
    return converse(now, {LookAtPipeline: build(*jobs), LookAtLog: COLD, **(more or {})})[-1]


def test_the_end_tells_what_was_measured_and_what_comes_next():
    assert follow(job("build", "success", number=2, seconds=351.0)) == Answer(
        "`build` is done in 5 min 51 s: 0 of 11 steps came from the cache. "
        "The next build should take about 2 min 10 s, as earlier warm ones did."
    )


@pytest.mark.parametrize(("later", "said"), [(700, "builds)."), (721, "builds). It is late.")])
def test_a_build_is_late_after_twice_its_estimate(later, said):
    answer = follow(job("build", "running"), later=timedelta(seconds=later))
    assert answer.receipt is Receipt.SEEN
    assert answer.text.endswith(said)


def test_nobody_looks_for_ever():
    answer = follow(job("build", "running"), later=timedelta(hours=1))
    assert answer.receipt is Receipt.FAILED
    assert answer.text.endswith("It has not ended in time; I no longer look.")


def test_a_job_that_failed_says_why():
    diagnosis = Diagnosis(failures=(failure("no space left on device"),))
    log = replace(COLD, diagnosis=diagnosis)
    answer = follow(job("build", "failed"), more={LookAtLog: log})
    assert answer.receipt is Receipt.FAILED
    why = diagnosis.failures[0].explanation.rstrip(".")
    assert answer.text == f"`build` is failed: {why}. `/retry-build` tries again."


def test_what_was_never_seen_is_not_guessed():
    actions = talk(more={LookAtPast: Past()})
    assert actions[3].memory["cold"] is None
    answer = follow(job("build", "success", seconds=60.0), cold=None, warm=None)
    assert answer.text.endswith("How long the next build takes is not known, as no earlier warm build was seen.")
    running = follow(job("build", "running"), cold=None)
    assert "(how long is not known, as no earlier cold build was seen)" in running.text


def test_a_variable_of_the_project_starts_a_pipeline_and_deletes_nothing():
    config = {"rebuild-cache": {"variable": "NO_CACHE"}}
    actions = talk(config=config)
    assert StartPipeline(1, 9, "NO_CACHE") in actions
    assert not {LookAtCaches, DeleteTag, RetryJob} & set(kinds(actions))
    running = talk(config=config, more={LookAtPipeline: build(job("build", "running"))})[-1]
    assert running.text.startswith("Rebuilding the cache of `build` with `NO_CACHE=1`: pipeline #10 (")


def test_a_job_that_cannot_be_retried_gets_a_new_pipeline():
    actions = talk(more={RetryJob: Step(problem="GitLab refused it")})
    assert StartPipeline(1, 9, None) in actions


SHARED = replace(TAG, shared_with=("reg.test/acme/api:1.0",))
BAD = [
    ("/rebuild-cache nix", (), (TAG,), "no job or image of this pipeline is called `nix`; there are `build`."),
    ("/rebuild-cache", (job("lint", "success", makes_images=False),), (TAG,), "No job of the newest pipeline makes"),
    ("/rebuild-cache", (), Caches(), "The job uses no cache that lies in a registry, so there is nothing to rebuild."),
    ("/rebuild-cache", (), Caches(gone=("reg.test/a:c",)), "The cache `reg.test/a:c` is not in the registry, so the"),
    ("/rebuild-cache", (), Caches(elsewhere=("hub.test/a:c",)), "The cache `hub.test/a:c` is not in this project's"),
    ("/rebuild-cache", (), Caches(unknown=("$CACHE",)), "What `$CACHE` stands for tells neither the log nor the CI"),
    ("/rebuild-cache", (), Caches(problem="GitLab hides it"), "GitLab hides it. Nothing was deleted or started."),
    ("/rebuild-cache", (), (SHARED,), "`reg.test/acme/api:cache` is the same image as `reg.test/acme/api:1.0`, which"),
    (
        "/rebuild-cache",
        (),
        (replace(TAG, may_delete=False),),
        "GitLab does not let me delete `reg.test/acme/api:cache`",
    ),
    ("/rebuild-cache", (), (replace(TAG, name="latest"),), "`reg.test/acme/api:latest` is what people pull who name"),
]


@pytest.mark.parametrize(("text", "jobs", "caches", "said"), BAD)
def test_what_cannot_be_rebuilt_is_said_and_nothing_is_changed(text, jobs, caches, said):
    actions = talk(text, *jobs, caches=caches)
    assert not {DeleteTag, RetryJob, StartPipeline} & set(kinds(actions))
    assert actions[-1].receipt is Receipt.FAILED
    assert actions[-1].text.startswith(said)


def test_a_merge_request_without_a_pipeline_has_nothing_to_rebuild():
    actions = talk(more={LookAtBuild: None})
    assert kinds(actions) == [LookAtBuild, Answer]
    assert actions[-1].text == "This merge request has no pipeline yet, so there is no cache to rebuild."


@pytest.mark.parametrize("text", ["/rebuild-cache", "/rebuild-cache b*", "/rebuild-cache api"])
def test_an_ambiguous_job_is_asked_about(text):
    jobs = [replace(job(name, "success", number=place), images=("api",)) for place, name in enumerate(("b1", "b2"), 1)]
    question = talk(text, *jobs)[-1]
    assert (
        question.text == f"This would rebuild the cache of 2 jobs: `b1`, `b2`. If you mean that, write `{text} --yes`."
    )
    assert [one.job_id for one in talk(f"{text} --yes", *jobs) if isinstance(one, RetryJob)] == [1, 2]


def test_an_image_names_the_job_that_makes_it():
    jobs = [job("b1", "success"), replace(job("b2", "success", number=2), images=("api",))]
    assert [one.job_id for one in talk("/rebuild-cache api", *jobs) if isinstance(one, RetryJob)] == [2]


def test_a_registry_that_refuses_stops_it_before_the_retry():
    actions = talk(more={DeleteTag: Step(problem="GitLab refused it; the tag is protected")})
    assert RetryJob not in kinds(actions)
    assert actions[-1] == Answer(
        "`reg.test/acme/api:cache` was not deleted: GitLab refused it; the tag is protected; nothing was deleted, "
        "and no job was started.",
        Receipt.FAILED,
    )


def test_what_was_deleted_before_a_refusal_is_named():
    other = replace(TAG, name="other")
    answers = iter([Step(), Step(problem="no")])
    answer = talk(caches=(TAG, other), more={DeleteTag: lambda _: next(answers)})[-1]
    assert (
        "`reg.test/acme/api:other` was not deleted: no; `reg.test/acme/api:cache` was deleted before that"
        in answer.text
    )


def test_a_pipeline_that_gitlab_does_not_start_is_told():
    refused = {StartPipeline: Step(problem="no right")}
    config = {"rebuild-cache": {"variable": "NO_CACHE"}}
    assert talk(config=config, more=refused)[-1].text == "No pipeline with `NO_CACHE=1` was started: no right."
    unretryable = talk(more={RetryJob: Step(problem="no"), **refused})[-1]
    assert (
        unretryable.text == "No pipeline was started: no right. The cache tags are deleted, so the next build is cold."
    )


def test_an_attempt_after_the_retry_deletes_nothing_more():
    given = call("/rebuild-cache", 30, memory=begun())
    now = build(job("build", "running", number=2))
    actions = converse(given, {LookAtPipeline: now})
    assert kinds(actions) == [LookAtPipeline, LookAtPipeline, Answer]


def test_an_attempt_between_two_retries_makes_the_second_one():
    jobs = [job("b1", "success"), job("b2", "success", number=2)]
    memory = talk("/rebuild-cache --yes", *jobs)[4].memory
    now = build(job("b1", "running", number=7), jobs[1])
    actions = converse(call("/rebuild-cache --yes", 30, memory=memory), {LookAtPipeline: now, RetryJob: Step(id=8)})
    assert [one for one in actions if isinstance(one, (RetryJob, DeleteTag))] == [RetryJob(1, 2)]


def test_a_pipeline_without_the_job_ends_it():
    over = replace(build(job("other", "success")), pipeline=replace(build().pipeline, status="success"))
    given = call("/rebuild-cache", 30, memory={**begun(), "started": 9})
    answer = converse(given, {LookAtPipeline: over})[-1]
    assert answer == Answer("Pipeline #9 has no job `build`.", Receipt.FAILED)
