"""Forgets which jobs of a project build images, because its CI configuration changed."""

from bot.tasks import ForgetImageJobs
from workers.outcome import Done, Outcome
from workers.toolbox import Toolbox

TASK = ForgetImageJobs


def run(task: ForgetImageJobs, tools: Toolbox) -> Outcome:
    """Forget; the next review learns them again."""
    tools.store.forget_image_jobs(task.project.id)
    return Done("the CI configuration changed; image jobs are learned again")
