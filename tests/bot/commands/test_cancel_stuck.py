"""`/cancel-stuck` cancels what hangs and nothing else."""

from bot.actions import Answer, CancelJob, LookAtBuild, Receipt, Step
from tests.bot.builds_in_words import build, job
from tests.bot.talk import call, converse

DONE = Step(id=1)


def talk(text, *jobs, step=DONE, **more):
    return converse(call(text, 30, **more), {LookAtBuild: build(*jobs), CancelJob: step})


def test_only_what_hangs_is_canceled_and_the_answer_comes_when_it_has_stopped():
    jobs = [job("build", "running", stalled="silent"), job("slow", "running", number=2)]
    began = talk("/cancel-stuck", *jobs)
    assert [one for one in began if isinstance(one, CancelJob)] == [CancelJob(1, 1)]
    assert began[-1].look_again_seconds == 10
    assert talk("/cancel-stuck", job("build", "canceled"), memory=began[-1].memory)[-1] == Answer(
        "`build` is canceled."
    )


def test_a_slow_job_is_left_alone():
    answer = talk("/cancel-stuck", job("slow", "running"))[-1]
    assert answer.text == "Nothing to cancel: no such image job of the newest pipeline hangs."
    assert answer.receipt is Receipt.FAILED


def test_a_retry_by_hand_meanwhile_is_respected():
    began = talk("/cancel-stuck", job("build", "running", stalled="silent"))
    answer = talk("/cancel-stuck", job("build", "running", number=4), memory=began[-1].memory)[-1]
    assert answer == Answer("`build` was retried meanwhile; job #4 was left alone.")


def test_a_refusal_of_gitlab_is_told():
    answer = talk("/cancel-stuck", job("build", "running", stalled="silent"), step=Step(problem="no right"))[-1]
    assert answer == Answer("`build` was not canceled: no right.", Receipt.FAILED)
