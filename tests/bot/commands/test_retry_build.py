"""`/retry-build` retries image jobs that failed or hang, each once however often the command is worked on."""

from datetime import timedelta

import pytest

from bot.actions import Answer, CancelJob, LookAtBuild, Receipt, RetryJob, Step
from tests.bot.builds_in_words import build, job
from tests.bot.talk import NOW, call, converse

MEMORY = {"jobs": {"build": 1}, "until": (NOW + timedelta(minutes=5)).isoformat()}

DONE = Step(id=2)


def talk(text, *jobs, step=DONE, **more):
    return converse(call(text, 30, **more), {LookAtBuild: build(*jobs), RetryJob: step, CancelJob: Step(id=1)})


def test_the_job_that_failed_is_retried():
    actions = talk("/retry-build", job("build", "failed"), job("ok", "success", number=3))
    assert RetryJob(1, 1) in actions
    assert actions[-1] == Answer("`build` runs again as job #2.")
    assert actions[1].receipt is Receipt.SEEN
    assert actions[1].memory["jobs"] == {"build": 1}


@pytest.mark.parametrize(
    ("text", "jobs", "said"),
    [
        (
            "/retry-build",
            [job("build", "success")],
            "Nothing to retry: no such image job of the newest pipeline failed",
        ),
        ("/retry-build", [job("lint", "failed", makes_images=False)], "Nothing to retry"),
        ("/retry-build x", [job("build", "failed")], "no image job of this pipeline is called `x`; there are `build`."),
        ("/retry-build x", [], "no image job of this pipeline is called `x`; there are none."),
        ("/retry-build build", [job("build", "running")], "Nothing to retry"),
    ],
)
def test_what_cannot_be_retried_is_said_and_left(text, jobs, said):
    actions = talk(text, *jobs)
    assert [type(one) for one in actions] == [LookAtBuild, Answer]
    assert actions[-1].text.startswith(said)
    assert actions[-1].receipt is Receipt.FAILED


def test_several_jobs_are_asked_about_first():
    jobs = [job("a", "failed"), job("b", "failed", number=2)]
    question = talk("/retry-build", *jobs)[-1]
    assert question.text == "This would retry 2 jobs: `a`, `b`. If you mean that, write `/retry-build --yes`."
    assert [one.job_id for one in talk("/retry-build --yes", *jobs) if isinstance(one, RetryJob)] == [1, 2]


def test_an_attempt_that_comes_after_the_retry_finds_the_newer_job():
    actions = talk("/retry-build", job("build", "running", number=8), memory=MEMORY)
    assert actions == [LookAtBuild(), Answer("`build` runs again as job #8.")]


def test_a_job_that_hangs_is_canceled_and_retried_when_it_has_stopped():
    began = talk("/retry-build", job("build", "running", stalled="silent"))
    assert CancelJob(1, 1) in began
    assert began[-1].receipt is Receipt.SEEN
    assert began[-1].look_again_seconds == 10
    waits = talk("/retry-build", job("build", "canceling"), memory=began[-1].memory)
    assert [type(one) for one in waits] == [LookAtBuild, Answer]
    ends = talk("/retry-build", job("build", "canceled"), memory=waits[-1].memory)
    assert ends[-1] == Answer("`build` runs again as job #2.")


def test_what_never_stops_is_given_up():
    memory = {**MEMORY, "until": NOW.isoformat()}
    assert talk("/retry-build", job("build", "canceling"), memory=memory)[-1] == Answer(
        "`build` did not stop; a Maintainer can force it in GitLab.", Receipt.FAILED
    )


def test_what_succeeded_meanwhile_is_left_alone():
    answer = talk("/retry-build", job("build", "success"), memory=MEMORY)[-1]
    assert answer == Answer("`build` is success by now and was left alone.")


def test_a_refusal_of_gitlab_is_told():
    answer = talk("/retry-build", job("build", "failed"), step=Step(problem="GitLab refused it"))[-1]
    assert answer == Answer("`build` was not retried: GitLab refused it.", Receipt.FAILED)
