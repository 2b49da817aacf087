"""Gathers the facts of one review: few requests, side by side, and only what is not known yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.acceptance import Accepted
from bot.accepting import is_muted
from bot.facts import Baseline, BaselineImage, Image, Job, JobLog, MergeRequest, Pipeline, ReviewFacts
from bot.file_review.costs import with_costs
from bot.file_review.model import FileReview
from bot.grown_layers import grown
from bot.image_jobs import image_job_names
from bot.misses import Sources
from bot.repo_config import RepoConfig, read_repo_config
from bot.reports import marker
from bot.tasks import ReviewPipeline
from workers.cache_history import count_dead
from workers.clients.gitlab import Note, Overview
from workers.definition import ci_definition
from workers.file_review import FileReviewer
from workers.grown_layers import GrownLayers
from workers.histories import Histories, without_times
from workers.images import Images
from workers.look import MERGED, NothingToReview, NotYet, look
from workers.made_images import MadeImages
from workers.readings import Ran, Readings, read_ahead
from workers.sources import SourceReader
from workers.toolbox import Toolbox

__all__ = ["Gathered", "NotYet", "NothingToReview", "gather"]

BUILT = frozenset({"success", "failed"})
"""How a job ended whose log tells of a build; a cancelled one was not heard out."""


@dataclass(frozen=True)
class Gathered:
    """The facts; whether a comment of ours may stand already, and the one that was seen."""

    facts: ReviewFacts
    has_commented: bool
    stands: Note | None = None


def gather(task: ReviewPipeline, tools: Toolbox) -> Gathered | NothingToReview | NotYet:
    """Return the facts of the merge request's newest pipeline."""
    with read_ahead(tools, task.project.id, task.succeeded):
        overview = look(task, tools)
    if not isinstance(overview, Overview):
        return overview
    merge_request, pipeline = overview.merge_request, overview.pipeline
    if merge_request is None or pipeline is None:
        raise RuntimeError("a review without a pipeline was not refused")
    return _Gathering(tools, overview, merge_request, pipeline).gather()


def gather_times(tools: Toolbox, overview: Overview, merge_request: MergeRequest, pipeline: Pipeline) -> ReviewFacts:
    """Return the facts of one pipeline's times: without its images, and without what changed in the repository."""
    return _Gathering(tools, overview, merge_request, pipeline).times()


class _Gathering:
    """Gathers the facts of one pipeline."""

    def __init__(self, tools: Toolbox, overview: Overview, merge_request: MergeRequest, pipeline: Pipeline) -> None:
        self._tools = tools
        self._overview = overview
        self._merge_request = merge_request
        self._pipeline = pipeline
        self._notices: list[str] = []
        self._runs = [run for run in overview.runs or () if run.id < pipeline.id]
        # A fork's pipeline pushes into the fork.
        self._paths = tuple(dict.fromkeys((merge_request.project_path, overview.pipeline_project_path)))

    def gather(self) -> Gathered:
        config, problems = read_repo_config(self._overview.config_text)
        wanted = self._wanted_sha()
        mine, before = self._read_logs(self._image_jobs(), wanted)
        built = [ran for ran in mine if ran.job.status == "success"]
        jobs = tuple(ran.job for ran in built)
        ours, theirs = self._images(config, built, before)
        logs = count_dead(self._tools, self._merge_request, self._pipeline, _with_earlier(mine, before), before)
        histories = Histories(self._tools, self._merge_request)
        self._notices += without_times(jobs)
        accepted = self._accepted()
        facts = ReviewFacts(
            merge_request=self._merge_request,
            pipeline=self._pipeline,
            image_jobs=jobs,
            images=ours,
            baseline=self._baseline(wanted, [ran.pipeline for ran in before], theirs),
            config=config,
            web_url=self._overview.web_url,
            logs=logs,
            config_problems=problems,
            pipeline_web_url=self._overview.pipeline_project_url,
            complaint=self._tools.store.complaint(self._merge_request.project_id, self._merge_request.iid),
            accepted=accepted,
            files=self._files(logs, ours, may_open=config.lint_threads and not is_muted(accepted)),
            earlier=histories.earlier(self._pipeline, jobs),
            learned=histories.learned(mine, before),
            gitlab_version=self._overview.gitlab_version,
        )
        facts = replace(facts, sources=self._sources(facts))
        facts = replace(facts, grown_layers=GrownLayers(self._tools).read(facts))
        return Gathered(
            replace(facts, notices=tuple(sorted(self._notices))), self._overview.has_commented, self._stands()
        )

    def times(self) -> ReviewFacts:
        """Return what is known of times."""
        config, problems = read_repo_config(self._overview.config_text)
        wanted = self._wanted_sha()
        mine, before = self._read_logs(self._image_jobs(), wanted)
        jobs = tuple(ran.job for ran in mine if ran.job.status == "success")
        histories = Histories(self._tools, self._merge_request)
        return ReviewFacts(
            merge_request=self._merge_request,
            pipeline=self._pipeline,
            image_jobs=jobs,
            images=(),
            baseline=self._baseline(wanted, [ran.pipeline for ran in before], {}),
            config=config,
            web_url=self._overview.web_url,
            logs=_with_earlier(mine, before),
            config_problems=problems,
            notices=(*self._notices, *without_times(jobs)),
            earlier=histories.earlier(self._pipeline, jobs),
            learned=histories.learned(mine, before),
        )

    def _read_logs(self, image_jobs: Sequence[Job], wanted: str | None) -> tuple[list[Ran], list[Ran]]:
        """Return our image jobs, and the jobs of the baseline that those that succeeded are compared with."""
        before = [
            found
            for job in image_jobs
            if job.status == "success" and (found := self._baseline_job(job.name, wanted)) is not None
        ]
        readings = Readings(self._tools, self._merge_request.project_id)
        read = readings.read([*(Ran(self._pipeline, job) for job in image_jobs), *before])
        self._notices += readings.notices
        return read[: len(image_jobs)], read[len(image_jobs) :]

    def _images(
        self, config: RepoConfig, built: Sequence[Ran], before: Sequence[Ran]
    ) -> tuple[tuple[Image, ...], dict[str, BaselineImage]]:
        made = MadeImages(self._merge_request, self._pipeline, self._paths, config, self._definition)
        ours, theirs = made.of(built, before)
        self._notices += made.notices
        return Images(self._tools, self._merge_request, self._paths).read(ours, theirs)

    def _sources(self, facts: ReviewFacts) -> Sources:
        reader = SourceReader(self._tools, self._merge_request, self._pipeline)
        sources = reader.read(facts.logs, {one.job_name for one in grown(facts)})
        self._notices += reader.notices
        return sources

    def _files(self, logs: Sequence[JobLog], images: Sequence[Image], *, may_open: bool) -> FileReview | None:
        reviewer = FileReviewer(self._tools, self._overview, self._merge_request)
        review = reviewer.review(may_open=may_open)
        self._notices += reviewer.notices
        return with_costs(review, reviewer.files, logs, images) if review and reviewer.files else review

    def _stands(self) -> Note | None:
        """Return our comment when it was seen; of several `workers.act` keeps one, and looks at all of them itself."""
        ours = [note for note in self._overview.own_notes or () if marker.parse(note.body)]
        return ours[0] if len(ours) == 1 else None

    def _image_jobs(self) -> tuple[Job, ...]:
        done = [job for job in self._pipeline.jobs if job.status in BUILT]
        known = self._tools.store.image_jobs(self._pipeline.project_id)
        if unknown := [job.name for job in done if job.name not in known]:
            # What runs in a child pipeline its own configuration says; by its own name it is found or guessed.
            plain = {job.name: job.name.rpartition(" / ")[2] if job.is_in_child else job.name for job in done}
            found = image_job_names(self._definition(), [plain[name] for name in unknown])
            known |= {name: plain[name] in found for name in unknown}
            self._tools.store.remember_image_jobs(self._pipeline.project_id, known)
        return tuple(job for job in done if known[job.name])

    def _accepted(self) -> tuple[Accepted, ...]:
        known = self._tools.store.accepted(self._merge_request.project_id, self._merge_request.iid)
        return tuple(one for one in known if one.holds(self._tools.now()))

    def _definition(self) -> str | None:
        return ci_definition(self._overview, self._merge_request, self._pipeline, self._tools)

    def _wanted_sha(self) -> str | None:
        """Return the commit of the target branch that this pipeline is to be compared with."""
        if self._pipeline.kind in MERGED:
            # The merge commit's first parent is the target branch as it was.
            parents = self._tools.gitlab.parents(self._pipeline.project_id, self._pipeline.sha)
            return parents[0] if parents else None
        return self._merge_request.base_sha

    def _baseline_job(self, name: str, wanted: str | None) -> Ran | None:
        """Return the job of that name in the run of the wanted commit, else in the newest run that had it."""
        for run in sorted(self._runs, key=lambda run: (run.sha != wanted, -run.id)):
            for job in run.jobs:
                if job.name == name and job.status == "success":
                    return Ran(run, job)
        return None

    def _baseline(
        self,
        wanted: str | None,
        runs: Sequence[Pipeline],
        images: dict[str, BaselineImage],
    ) -> Baseline:
        nearest = next((run for run in runs if run.sha == wanted), runs[0] if runs else None)
        return Baseline(
            branch=self._merge_request.target_branch,
            wanted_sha=wanted,
            pipeline_id=nearest.id if nearest else None,
            sha=nearest.sha if nearest else None,
            is_exact=bool(runs) and all(run.sha == wanted for run in runs),
            images=images,
            runs=tuple(self._runs),
        )


def _with_earlier(mine: Sequence[Ran], before: Sequence[Ran]) -> tuple[JobLog, ...]:
    """Return our logs, each beside that of the same job in the baseline."""
    earlier = {ran.job.name: ran for ran in before}

    def beside(ran: Ran) -> JobLog:
        then = earlier.get(ran.job.name)
        return JobLog(ran.job, ran.log, then.log if then else None, then.pipeline.sha if then else None)

    return tuple(map(beside, mine))
