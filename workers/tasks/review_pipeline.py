"""Reviews the newest pipeline of a merge request and keeps the one comment current."""

from bot.errors import OutsideError
from bot.review import review
from bot.tasks import ReviewPipeline
from workers.act import OUTDATED, UNCHANGED, act
from workers.gather import NothingToReview, NotYet, gather
from workers.histories import learn_run
from workers.outcome import Done, Outcome, TryAgain
from workers.threads import write_threads
from workers.toolbox import Toolbox

TASK = ReviewPipeline


def run(task: ReviewPipeline, tools: Toolbox) -> Outcome:
    """Gather, decide, act."""
    gathered = gather(task, tools)
    match gathered:
        case NothingToReview():
            learn_run(task, tools)
            return Done(gathered.reason, is_silent=True)
        case NotYet():
            return TryAgain(gathered.seconds, gathered.reason)
    facts, trouble = gathered.facts, None
    try:
        facts = write_threads(facts, tools, event_uuid=task.event_uuid)
    except OutsideError as error:
        # The comment does not wait for the threads; they are tried again.
        trouble = error
    action = review(facts, is_asked=task.is_asked)
    if tools.inbox is not None:
        pipeline, merge_request = facts.pipeline, facts.merge_request
        tools.inbox.alias(
            f"{pipeline.project_id}/pipeline/{pipeline.id}", f"{merge_request.project_id}/mr/{merge_request.iid}"
        )
    done = act(action, tools, event_uuid=task.event_uuid, has_commented=gathered.has_commented, stands=gathered.stands)
    if trouble:
        raise trouble
    return Done(done, is_silent=done in {UNCHANGED, OUTDATED})
