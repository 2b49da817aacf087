"""Runs the slash commands of a note, with the rights that its author has now."""

from dataclasses import replace
from datetime import timedelta

from bot import slash
from bot.actions import Reply, ReviewNow
from bot.commands import Call
from bot.tasks import ProjectHint, ReviewPipeline, RunCommand
from workers.act import act
from workers.outcome import Done, Outcome
from workers.tasks import review_pipeline
from workers.toolbox import Toolbox

TASK = RunCommand
OLDEST = timedelta(minutes=15)
"""A hook that is replayed later must not run its command again."""


def run(task: RunCommand, tools: Toolbox) -> Outcome:
    """Read the note again, check who wrote it, and do what it asks."""
    note = tools.gitlab.note(task.project.id, task.merge_request_iid, task.note_id)
    if note.is_system or note.author_id == tools.gitlab.own_user_id():
        return Done("the note is not a person's")
    if note.created_at is None or tools.now() - note.created_at > OLDEST:
        return Done("the note is too old to be obeyed")
    level = tools.gitlab.access_level(task.project.id, note.author_id)
    commands = slash.find_commands(note.body)
    calls = [
        Call(
            command=command,
            project=task.project,
            merge_request_iid=task.merge_request_iid,
            discussion_id=task.discussion_id,
            access_level=level,
        )
        for command in commands
    ]
    for number, action in enumerate(action for call in calls for action in slash.run(call)):
        answer = _review(action, task, tools) if isinstance(action, ReviewNow) else action
        if isinstance(answer, Reply):
            # A note that is worked on a second time yields the same actions in the same order.
            answer = replace(answer, key=f"{task.note_id}/{number}")
        if answer is not None:
            act(answer, tools, event_uuid=task.event_uuid)
    return Done(f"ran {', '.join(command.name for command in commands) or 'nothing'}")


def _review(action: ReviewNow, task: RunCommand, tools: Toolbox) -> Reply | None:
    """Review now; return what a person who sees no change of the comment is told."""
    review = ReviewPipeline(
        project=ProjectHint(action.project_id, action.project_path),
        merge_request_iid=action.merge_request_iid,
        is_asked=True,
        event_uuid=task.event_uuid,
    )
    outcome = review_pipeline.run(review, tools)
    if isinstance(outcome, Done) and not outcome.is_silent:
        return None
    body = f"ℹ️ Nothing new to report: {outcome.why}."
    return Reply(action.project_id, action.merge_request_iid, task.discussion_id, body)
