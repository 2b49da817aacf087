"""`/build-status` says how the newest pipeline stands and what waits before us."""

from bot.actions import Answer, LookAtBuild, LookAtQueue
from tests.bot.builds_in_words import build, job
from tests.bot.talk import call, converse


def status(found, waiting=0):
    actions = converse(call("/build-status", 20), {LookAtBuild: found, LookAtQueue: waiting})
    assert isinstance(actions[-1], Answer)
    return actions[-1].text


def test_the_image_jobs_stand_in_a_table():
    text = status(build(job("build", "failed", seconds=75), job("lint", "success", makes_images=False)), 3)
    assert text.startswith("Pipeline [#9](https://gitlab.test/p/9) of commit `c0ffee00` is running. ")
    assert "Events that wait before me: 3." in text
    assert "| `build` | failed | 1 m 15 s |" in text
    assert "lint" not in text


def test_a_job_that_hangs_says_why():
    assert "| running ⏳ silent for 9 min | – |" in status(build(job("build", "running", stalled="silent for 9 min")))


def test_a_pipeline_without_images_says_so():
    assert status(build(job("lint", "success", makes_images=False))).endswith("No job of it makes images.")


def test_without_a_pipeline_that_is_said():
    assert status(None) == "This merge request has no pipeline yet. Events that wait before me: 0."
