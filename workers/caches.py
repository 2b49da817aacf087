"""Looks for the caches of jobs, and how long their earlier builds took, by their logs, the CI file and the registry."""

from collections.abc import Iterator, Sequence
from itertools import islice

from bot.build_commands import BuildCommand, read_build_command
from bot.builds import Build, BuildJob
from bot.caches import CacheReferences, Caches, Past, cache_references, hit_ratio
from bot.facts import Job, MergeRequest, Pipeline, PipelineKind
from bot.image_jobs import job_of
from bot.job_commands import image_commands
from bot.predefined_variables import Surroundings, predefined_variables
from bot.readings import Log
from workers.clients.gitlab import Overview
from workers.readings import Ran, Readings
from workers.toolbox import Toolbox

HIDDEN = "GitLab does not show me the registry of this project, which takes the role Reporter"
MOST_PAST = 8
"""So many logs of earlier builds are read at most."""


class CacheSearch:
    """Looks at the newest pipeline of a merge request, or at the fork's."""

    def __init__(self, overview: Overview, merge_request: MergeRequest, tools: Toolbox) -> None:
        self._overview, self._merge_request, self._tools = overview, merge_request, tools

    def caches(self, build: Build, jobs: Sequence[BuildJob], definition: str | None) -> Caches:
        """Return what jobs use as their caches, as it stands in the registry now."""
        registry = self._tools.gitlab.registry_tags
        repositories = registry.repositories(build.pipeline.project_id)
        if repositories is None:
            return Caches(problem=HIDDEN)
        host = next((one.place.partition("/")[0] for one in repositories), "")
        found = [self._references(build.pipeline, job.job, definition, host) for job in jobs]
        known = tuple(dict.fromkeys(name for one in found for name in one.known))
        unknown = tuple(dict.fromkeys(name for one in found for name in one.unknown))
        return registry.find(self._overview.pipeline_project_path, repositories, CacheReferences(known, unknown))

    def past(self, project_id: int, job_name: str) -> Past:
        """Return how long the newest successful builds of a job took, by what their logs say of the cache."""
        jobs = [job for job in self._tools.gitlab.ci.newest_jobs(project_id, job_name) if job.duration_seconds]
        nowhere = Pipeline(0, project_id, "", "success")
        read = self._readings().read([Ran(nowhere, job) for job in islice(jobs, MOST_PAST)])
        cold: list[float] = []
        warm: list[float] = []
        for ran in read:
            ratio = hit_ratio(ran.log.trace)
            if ratio.steps:
                (warm if ratio.hits else cold).append(ran.job.duration_seconds or 0.0)
        return Past(tuple(cold), tuple(warm))

    def log(self, project_id: int, job: Job) -> Log:
        """Return what the log of a job that has ended says."""
        return self._readings().read([Ran(Pipeline(0, project_id, "", job.status), job)])[0].log

    def _newest_log(self, project_id: int, job: Job) -> Log:
        """Return the log of a job, or of its last run while it is not over."""
        ended = [job] if job.finished_at else self._tools.gitlab.ci.newest_jobs(project_id, job.name)
        return self.log(project_id, ended[0]) if ended else Log()

    def _readings(self) -> Readings:
        return Readings(self._tools, self._merge_request.project_id)

    def _references(self, pipeline: Pipeline, job: Job, definition: str | None, host: str) -> CacheReferences:
        log = self._newest_log(pipeline.project_id, job)
        given = predefined_variables(self._surroundings(pipeline, host), job.name)
        echoed = (read_build_command(build.command) for build in log.trace.builds)
        return cache_references(log.trace, [*_written(definition, job.name, given), *filter(None, echoed)])

    def _surroundings(self, pipeline: Pipeline, host: str) -> Surroundings:
        path = self._overview.pipeline_project_path
        is_branch = pipeline.kind is PipelineKind.BRANCH
        return Surroundings(
            project_path=path,
            project_id=pipeline.project_id,
            pipeline_id=pipeline.id,
            sha=pipeline.sha,
            branch=self._merge_request.source_branch,
            source=pipeline.source,
            merge_request_iid=None if is_branch else self._merge_request.iid,
            target_branch=self._merge_request.target_branch,
            registry_image=f"{host}/{path.lower()}" if host else "",
        )


def _written(definition: str | None, job_name: str, given: dict[str, str]) -> Iterator[BuildCommand]:
    job = job_of(definition, job_name)
    if job is not None:
        found = (one.command.build for one in image_commands(job, given))
        yield from filter(None, found)
