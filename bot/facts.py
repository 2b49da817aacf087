"""What is known about a build when a decision is taken: frozen, complete, free of any client."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.acceptance import Accepted
from bot.file_review.model import FileReview
from bot.misses import Sources
from bot.readings import Log
from bot.repo_config import RepoConfig
from bot.times.learned import Learned

FINISHED = frozenset({"success", "failed", "canceled", "skipped"})
"""GitLab's completed statuses (Ci::HasStatus); everything else may still change by itself."""


class PipelineKind(StrEnum):
    """How a pipeline relates to its merge request; it decides which commit of the target branch is the baseline."""

    BRANCH = "branch"
    DETACHED = "detached"
    MERGED_RESULT = "merged_result"
    MERGE_TRAIN = "merge_train"


@dataclass(frozen=True)
class Job:
    """One CI job; times in seconds, None while GitLab does not know them.

    The duration begins when a runner takes the job, so the queue is not in it (GitLab's `Ci::Build#duration`). `runner`
    is the class of its runner: its type and the tags that the job asks for, "" where GitLab does not tell. `retries`
    counts the runs of it in the same pipeline that do not count. `stage` is the place of its CI stage, `needs` None
    where it waits for all stages before that. A job of a child pipeline has the name of its trigger job before its own.
    """

    id: int
    name: str
    status: str
    duration_seconds: float | None = None
    queued_seconds: float | None = None
    finished_at: datetime | None = None
    runner: str = ""
    retries: int = 0
    stage: int = 0
    needs: tuple[str, ...] | None = None
    is_in_child: bool = False


@dataclass(frozen=True)
class Pipeline:
    """One pipeline with the jobs that count (retried ones are left out by GitLab), those of its children too.

    `has_children` tells that it may have started child pipelines whose jobs were not asked for yet.
    """

    id: int
    project_id: int
    sha: str
    status: str
    source: str = ""
    kind: PipelineKind = PipelineKind.BRANCH
    finished_at: datetime | None = None
    jobs: tuple[Job, ...] = ()
    has_children: bool = False

    @property
    def is_finished(self) -> bool:
        """Tell whether GitLab will change this pipeline no more by itself."""
        return self.status in FINISHED


@dataclass(frozen=True)
class MergeRequest:
    """One merge request; `base_sha` is the merge base (`diff_refs.base_sha`), None until GitLab has computed it."""

    project_id: int
    project_path: str
    iid: int
    state: str
    source_branch: str
    target_branch: str
    source_project_id: int | None
    head_sha: str
    base_sha: str | None = None

    @property
    def is_from_fork(self) -> bool:
        """Tell whether the source branch lives in another project."""
        return self.source_project_id != self.project_id


@dataclass(frozen=True)
class Layer:
    """One layer of an image as the manifest lists it; `size_bytes` is compressed.

    `unpacked_bytes` is known only from an engine, from an archive, or from a layer that was read.
    """

    digest: str
    size_bytes: int
    unpacked_bytes: int | None = None


@dataclass(frozen=True)
class HistoryEntry:
    """What an image's configuration tells of one instruction; one that `is_empty` made no layer."""

    created_by: str
    is_empty: bool = False
    comment: str = ""


@dataclass(frozen=True)
class PlatformImage:
    """What one platform downloads: `compressed_bytes` is the sum of the layers, as `skopeo inspect` counts them.

    `history` and `diff_ids` (the digests of the layers unpacked) are the configuration's; where that could not be read
    they are empty and `history_unread_because` says why. Of an engine or an archive only unpacked sizes are known:
    then the sizes of the layers are those, and it `is_unpacked_only`.
    """

    platform: str
    digest: str
    layers: tuple[Layer, ...]
    history: tuple[HistoryEntry, ...] = ()
    diff_ids: tuple[str, ...] = ()
    history_unread_because: str | None = None
    is_unpacked_only: bool = False

    @property
    def compressed_bytes(self) -> int:
        """Return the sum of the compressed layer sizes, without the config blob."""
        return sum(layer.size_bytes for layer in self.layers)

    @property
    def unpacked_bytes(self) -> int | None:
        """Return the sum of the unpacked layer sizes, None unless all are known."""
        sizes = [layer.unpacked_bytes for layer in self.layers]
        return sum(size for size in sizes if size is not None) if None not in sizes else None


@dataclass(frozen=True)
class GrownLayer:
    """A layer by its digest, and that of the layer it is compared with, "" where it is new.

    `paths` are the files and directories that grew, each with by how much, `waste` kind, path and bytes; all unpacked.
    `unread_because` says why they are not known.
    """

    digest: str
    before_digest: str = ""
    paths: tuple[tuple[str, int], ...] = ()
    waste: tuple[tuple[str, str, int], ...] = ()
    unread_because: str | None = None


@dataclass(frozen=True)
class Image:
    """An image of one job, read from the registry; `name` is the same on every branch, whatever its tag.

    When it could not be read `platforms` is empty and `unread_because` says why in words for people.
    """

    name: str
    job_name: str
    reference: str
    digest: str | None = None
    platforms: tuple[PlatformImage, ...] = ()
    unread_because: str | None = None


@dataclass(frozen=True)
class BaselineImage:
    """The image of the same name on the target branch, and the pipeline that made it."""

    image: Image
    pipeline_id: int
    sha: str


@dataclass(frozen=True)
class Baseline:
    """The target branch as it was: `wanted_sha` is the commit to compare with, `is_exact` whether it was found.

    `runs` are the newest successful pipelines of the branch, newest first; `images` the newest image by name.
    """

    branch: str
    wanted_sha: str | None = None
    pipeline_id: int | None = None
    sha: str | None = None
    is_exact: bool = False
    images: dict[str, BaselineImage] = field(default_factory=dict)
    runs: tuple[Pipeline, ...] = ()


@dataclass(frozen=True)
class JobLog:
    """An image job that ended, and what its log says.

    `before` is the log of the same job in the baseline, `before_sha` the commit that it built there. `dead_pipelines`
    counts the pipelines in a row, up to this one and as far as we looked, in which no cache of the job could be used.
    """

    job: Job
    log: Log
    before: Log | None = None
    before_sha: str | None = None
    dead_pipelines: int = 0


@dataclass(frozen=True)
class Complaint:
    """The worst of what our comment complained of last: an image or else a job, by how much, in which pipeline."""

    pipeline_id: int
    is_image: bool
    name: str
    change: str


@dataclass(frozen=True)
class ReviewFacts:
    """All that a review decides on.

    `image_jobs` are the jobs of the pipeline that build images and succeeded, `logs` those of the failed ones too.
    `sources` is what the repository tells about builds that missed the cache. `config_problems` are what is wrong with
    `.lighterman.yml`, `notices` what the reader should know about how the facts were found, one line each.
    `web_url` is the project's address for links, `pipeline_web_url` that of the project the pipeline ran in, which for
    a fork is another one; `gitlab_version` is "" where GitLab does not tell. `complaint` is what our comment complained
    of last, None when it did not or nobody remembers; `earlier` the run of this merge request before this one that
    built images, `learned` what the logs of earlier runs told of times.
    `accepted` is what a team has accepted and holds now; `files` is what is said of Dockerfile, CI file and
    config.toml, None where the merge request touches none of them. `grown_layers` is what was read of layers that made
    an image grow.
    """

    merge_request: MergeRequest
    pipeline: Pipeline
    image_jobs: tuple[Job, ...]
    images: tuple[Image, ...]
    baseline: Baseline
    config: RepoConfig
    web_url: str
    logs: tuple[JobLog, ...] = ()
    sources: Sources = field(default_factory=Sources)
    config_problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    pipeline_web_url: str | None = None
    complaint: Complaint | None = None
    earlier: Pipeline | None = None
    learned: tuple[Learned, ...] = ()
    gitlab_version: str = ""
    accepted: tuple[Accepted, ...] = ()
    files: FileReview | None = None
    grown_layers: tuple[GrownLayer, ...] = ()
