"""Looks at the pipelines of a merge request for a command."""

from bot.builds import Build, BuildJob
from bot.facts import MergeRequest, Pipeline
from bot.image_jobs import image_job_names
from bot.repo_config import RepoConfig
from bot.tasks import RunCommand
from workers.clients.gitlab import Overview
from workers.clients.gitlab.overview import Question
from workers.definition import ci_definition
from workers.made_images import MadeImages
from workers.readings import Ran
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


class Builds:
    """The pipelines of one merge request, as they are now."""

    def __init__(self, overview: Overview, merge_request: MergeRequest, tools: Toolbox) -> None:
        self._overview, self._merge_request, self._tools = overview, merge_request, tools

    def newest(self) -> Build | None:
        """Return the newest pipeline with its jobs, None when there is none."""
        return self.of(self._overview.pipeline) if self._overview.pipeline else None

    def one(self, project_id: int, pipeline_id: int) -> Build:
        """Return a pipeline by its id."""
        return self.of(self._tools.gitlab.ci.pipeline(project_id, pipeline_id))

    def of(self, pipeline: Pipeline) -> Build:
        """Return a pipeline with what is known of its jobs."""
        store = self._tools.store
        makers = self._makers(pipeline)
        images = self._images(pipeline)
        jobs = tuple(
            BuildJob(job, job.name in makers, store.stall(pipeline.project_id, job.id), images.get(job.name, ()))
            for job in pipeline.jobs
        )
        project_url = self._overview.pipeline_project_url
        return Build(pipeline, jobs, f"{project_url}/-/pipelines/{pipeline.id}" if project_url else "")

    def _makers(self, pipeline: Pipeline) -> set[str]:
        known = self._tools.store.image_jobs(pipeline.project_id)
        if unknown := [job.name for job in pipeline.jobs if job.name not in known]:
            found = image_job_names(self.definition(pipeline), unknown)
            known |= {name: name in found for name in unknown}
            self._tools.store.remember_image_jobs(pipeline.project_id, known)
        return {name for name in known if known[name]}

    def definition(self, pipeline: Pipeline) -> str | None:
        """Return the CI configuration of a pipeline."""
        return ci_definition(self._overview, self._merge_request, pipeline, self._tools)

    def _images(self, pipeline: Pipeline) -> dict[str, tuple[str, ...]]:
        """Return the names of the images that jobs pushed, by what was read of their logs before."""
        read = [
            Ran(pipeline, job, log)
            for job in pipeline.jobs
            if (log := self._tools.store.reading(pipeline.project_id, job.id)) is not None
        ]
        if not read:
            return {}
        paths = tuple(dict.fromkeys((self._merge_request.project_path, self._overview.pipeline_project_path)))
        made = MadeImages(self._merge_request, pipeline, paths, RepoConfig(), lambda: self.definition(pipeline))
        ours, _ = made.of(read, ())
        names = [(one.by.job.name, one.image.name) for one in ours]
        return {ran.job.name: tuple(name for job_name, name in names if job_name == ran.job.name) for ran in read}
