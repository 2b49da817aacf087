"""Tells which images jobs made; the CI file is fetched only where a log does not show what was pushed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.facts import MergeRequest, Pipeline
from bot.files.ci_file import CiFile, read_ci_file
from bot.image_names import Origin
from bot.pipeline_images import JobRun, MadeImage, pipeline_images, registry_image
from bot.predefined_variables import Surroundings
from bot.repo_config import RepoConfig, references_of
from workers.readings import Ran

MOST_UNKNOWN_TOLD = 3


@dataclass(frozen=True)
class Made:
    """An image and the job that made it; one that is only declared stands with the first of the jobs."""

    image: MadeImage
    by: Ran


class MadeImages:
    """Knows the images of one merge request's pipeline and of its baseline's; `paths` are the projects they lie in.

    `definition` returns the CI configuration. The baseline's jobs are read by the same one: it is theirs, but for what
    the merge request changes.
    """

    def __init__(
        self,
        merge_request: MergeRequest,
        pipeline: Pipeline,
        paths: Sequence[str],
        config: RepoConfig,
        definition: Callable[[], str | None],
    ) -> None:
        self.notices: list[str] = []
        self._merge_request = merge_request
        self._pipeline = pipeline
        self._paths = tuple(paths)
        self._declared = references_of(config)
        self._definition = definition

    def of(self, mine: Sequence[Ran], before: Sequence[Ran]) -> tuple[list[Made], list[Made]]:
        """Return the images of our jobs and those of the baseline's."""
        traces = [ran.log.trace for ran in (*mine, *before)]
        root = registry_image(traces, self._paths[-1]) or registry_image(traces, self._paths[0])
        runs = [self._run(ran, root) for ran in (*mine, *before)]
        file = CiFile() if all(run.shows_pushes for run in runs) else read_ci_file(self._definition() or "")
        ours = self._made(mine, runs[: len(mine)], file)
        # What hangs on a variable in the baseline does so in ours, and one word about it is enough.
        said = len(self.notices)
        theirs = self._made(before, runs[len(mine) :], file)
        del self.notices[said:]
        return ours, theirs

    def _made(self, jobs: Sequence[Ran], runs: Sequence[JobRun], file: CiFile) -> list[Made]:
        # Images of several jobs are told apart only when they are named together, as those of our pipeline are.
        found = pipeline_images(runs, file, self._origin(jobs), self._declared)
        self._tell(found.unknown)
        by_name = {ran.job.name: ran for ran in jobs}
        once = {image.name: Made(image, by_name.get(image.job_name, jobs[0])) for image in reversed(found.images)}
        return list(reversed(once.values()))

    def _tell(self, unknown: Iterable[str]) -> None:
        for reference in list(unknown)[:MOST_UNKNOWN_TOLD]:
            self.notices.append(
                f"Where `{reference.replace('`', '')[:200]}` was pushed to is not known; "
                "give its `reference` below `images` in `.lighterman.yml`."
            )

    def _run(self, ran: Ran, root: str) -> JobRun:
        """Return a job as the pure part knows it; a log without a line is one that is gone."""
        merge_request, pipeline = self._merge_request, ran.pipeline
        is_ours = pipeline.id == self._pipeline.id
        is_of_merge_request = is_ours and pipeline.source == "merge_request_event"
        around = Surroundings(
            project_path=self._paths[-1] if is_ours else merge_request.project_path,
            project_id=pipeline.project_id,
            pipeline_id=pipeline.id,
            sha=pipeline.sha,
            branch=merge_request.source_branch if is_ours else merge_request.target_branch,
            source=pipeline.source,
            merge_request_iid=merge_request.iid if is_of_merge_request else None,
            target_branch=merge_request.target_branch,
            registry_image=root,
        )
        return JobRun(ran.job.name, around, ran.log.trace if ran.log.trace.lines else None)

    def _origin(self, jobs: Sequence[Ran]) -> Origin:
        return Origin(
            project_paths=self._paths,
            shas=(*(ran.pipeline.sha for ran in jobs), self._merge_request.head_sha),
            branches=(self._merge_request.source_branch, self._merge_request.target_branch),
            numbers=(*(ran.pipeline.id for ran in jobs), self._merge_request.iid),
        )
