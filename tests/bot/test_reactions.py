"""Which event starts which task, what it is done together with, and how many events start nothing."""

import pytest

from bot.events.payloads import understand
from bot.reactions import COMMANDS, EVENTS, JOB_DELAY_SECONDS, MERGE_REQUEST_DELAY_SECONDS, Reaction, react
from bot.tasks import ForgetImageJobs, ProjectHint, ReviewPipeline, RunCommand
from tests.bot import hook_bodies as hooks

ACME, DANA = ProjectHint(17, "acme/api"), ProjectHint(18, "dana/api")
NOTE = RunCommand(project=ACME, merge_request_iid=5, note_id=33, discussion_id="d1", event_uuid="chain")


def review(project: ProjectHint = ACME, **hints: object) -> ReviewPipeline:
    return ReviewPipeline(project=project, **{"event_uuid": "chain", **hints})


OF_MERGE_REQUEST = {"merge_request_iid": 5, "source_branch": "feature", "target_branch": "main"}
OF_PIPELINE = review(**OF_MERGE_REQUEST, pipeline_id=9, is_finished=True)


@pytest.mark.parametrize(
    ("body", "reaction"),
    [
        (hooks.pipeline(), Reaction(OF_PIPELINE, "17/mr/5", pipeline_key="17/pipeline/9")),
        (hooks.pipeline(status="failed"), Reaction(OF_PIPELINE, "17/mr/5", pipeline_key="17/pipeline/9")),
        (hooks.pipeline(status="canceled"), Reaction(OF_PIPELINE, "17/mr/5", pipeline_key="17/pipeline/9")),
        (hooks.pipeline(status="skipped"), Reaction(OF_PIPELINE, "17/mr/5", pipeline_key="17/pipeline/9")),
        (
            hooks.pipeline(merge_request=None),
            Reaction(
                review(source_branch="feature", pipeline_id=9, is_finished=True),
                "17/pipeline/9",
                pipeline_key="17/pipeline/9",
            ),
        ),
        (
            hooks.pipeline(project=hooks.FORK),
            Reaction(
                review(ProjectHint(17, ""), **OF_MERGE_REQUEST, pipeline_id=9, is_finished=True),
                "17/mr/5",
                pipeline_key="18/pipeline/9",
            ),
        ),
        (
            hooks.job(),
            Reaction(
                review(source_branch="feature", pipeline_id=9),
                "17/pipeline/9",
                pipeline_key="17/pipeline/9",
                delay_seconds=JOB_DELAY_SECONDS,
            ),
        ),
        *(
            (
                hooks.job(ref=f"refs/merge-requests/5/{kind}"),
                Reaction(
                    review(merge_request_iid=5, pipeline_id=9),
                    "17/mr/5",
                    pipeline_key="17/pipeline/9",
                    delay_seconds=JOB_DELAY_SECONDS,
                ),
            )
            for kind in ("head", "merge", "train")
        ),
        *(
            (
                hooks.job(ref=ref),
                Reaction(
                    review(pipeline_id=9),
                    "17/pipeline/9",
                    pipeline_key="17/pipeline/9",
                    delay_seconds=JOB_DELAY_SECONDS,
                ),
            )
            for ref in (
                "refs/merge-requests/²/head",
                "refs/merge-requests/",
                "refs/merge-requests/x/head",
                "refs/keep/5",
            )
        ),
        *(
            (body, Reaction(review(**OF_MERGE_REQUEST), "17/mr/5", delay_seconds=MERGE_REQUEST_DELAY_SECONDS))
            for body in (
                hooks.merge_request(),
                hooks.merge_request(action="reopen"),
                hooks.merge_request(action="update", oldrev="a" * 40),
                hooks.merge_request(action="update", changes={"target_branch": {"previous": "a", "current": "b"}}),
            )
        ),
        (hooks.note(), Reaction(NOTE, "17/note/33", lane=COMMANDS)),
        (hooks.note(note="Thanks.\n\n/help"), Reaction(NOTE, "17/note/33", lane=COMMANDS)),
        (hooks.push(), Reaction(ForgetImageJobs(project=ACME), "17/image-jobs", lane=EVENTS)),
    ],
)
def test_news_starts_a_task(body, reaction):
    assert react(understand(body, "chain")) == reaction


@pytest.mark.parametrize(
    "body",
    [
        *(
            hooks.pipeline(status=status)
            for status in (
                "created",
                "preparing",
                "pending",
                "running",
                "canceling",
                "manual",
                "scheduled",
                "new one",
                "",
            )
        ),
        hooks.pipeline(tag=True),
        hooks.pipeline(tag=True, merge_request=None),
        *(
            hooks.job(build_status=status)
            for status in ("created", "pending", "running", "canceling", "manual", "scheduled", "skipped", "new one")
        ),
        hooks.job(tag=True),
        *(
            hooks.merge_request(action=action)
            for action in ("close", "merge", "update", "approved", "approval", "unapproved", "unapproval", "", None)
        ),
        hooks.merge_request(action="update", changes={"title": {"previous": "a", "current": "b"}}),
        hooks.merge_request(action="update", changes={"reviewers": [[], []]}),
        hooks.note(note="Looks good to me."),
        hooks.note(note=""),
        hooks.note(note="```\n/lighterman report\n```"),
        hooks.note(note="> /lighterman report"),
        hooks.note(note="/merge"),
        hooks.note(action="update"),
        hooks.push(commits=[{"modified": ["Dockerfile"]}]),
        hooks.push(commits=[]),
    ],
)
def test_what_is_no_news_starts_nothing(body):
    assert react(understand(body, "chain")) is None


def test_the_events_of_one_merge_request_are_done_together_and_those_of_two_are_not():
    bodies = [hooks.pipeline(), hooks.merge_request(), hooks.job(ref="refs/merge-requests/5/head")]
    others = [
        hooks.merge_request(iid=6),
        hooks.pipeline(merge_request={**hooks.MERGE_REQUEST, "target_project_id": 18}),
        hooks.job(ref="refs/merge-requests/55/head"),
    ]
    subjects = [react(understand(body, "")).subject for body in (*bodies, *others)]
    assert subjects == ["17/mr/5"] * 3 + ["17/mr/6", "18/mr/5", "17/mr/55"]
