"""Looks at the newest pipeline of a merge request for a command."""

from bot.builds import Build, BuildJob
from bot.image_jobs import image_job_names
from bot.tasks import RunCommand
from workers.clients.gitlab import Overview
from workers.clients.gitlab.overview import Question
from workers.toolbox import Toolbox


def ask(task: RunCommand, tools: Toolbox) -> Overview:
    """Return what a command must know first: the merge request, its newest pipeline and the project's settings."""
    return tools.gitlab.overview(
        Question(
            project_id=task.project.id,
            project_path=task.project.path,
            merge_request_iid=task.merge_request_iid,
            wants_runs=False,
            wants_ci_file=not tools.store.image_jobs(task.project.id),
        )
    )


def look_at_build(overview: Overview, tools: Toolbox) -> Build | None:
    """Return the newest pipeline with its jobs, None when there is none."""
    pipeline = overview.pipeline
    if pipeline is None:
        return None
    known = tools.store.image_jobs(pipeline.project_id)
    unknown = [job.name for job in pipeline.jobs if job.name not in known]
    makers = {name for name in known if known[name]} | image_job_names(overview.ci_text, unknown)
    jobs = tuple(
        BuildJob(job, job.name in makers, tools.store.stall(pipeline.project_id, job.id)) for job in pipeline.jobs
    )
    url = f"{overview.pipeline_project_url}/-/pipelines/{pipeline.id}" if overview.pipeline_project_url else ""
    return Build(pipeline, jobs, url)
