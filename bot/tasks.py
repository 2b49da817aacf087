"""What we can be asked to do: one frozen dataclass per task, carried out by the file of that name in workers/tasks."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class ProjectHint:
    """The project that an event named; `path` may be out of date, `id` never is."""

    id: int
    path: str


@dataclass(frozen=True, kw_only=True)
class ReviewPipeline:
    """Compare a merge request's newest pipeline with the target branch and keep the one comment current.

    All fields but `project` are hints from hooks: the truth is read from the API when the task runs.
    `is_finished` says that a hook called the pipeline finished; `is_asked` that a person wants the comment now.
    `succeeded` are ids and names of jobs of that pipeline: their logs can be read before anything else is known.
    `inside_pipeline_id` is the pipeline that we run in ourselves: it cannot end before us, so what is done counts.
    """

    project: ProjectHint
    merge_request_iid: int | None = None
    source_branch: str | None = None
    target_branch: str | None = None
    pipeline_id: int | None = None
    is_finished: bool = False
    is_asked: bool = False
    succeeded: tuple[tuple[int, str], ...] = ()
    inside_pipeline_id: int | None = None
    event_uuid: str = ""


@dataclass(frozen=True, kw_only=True)
class RunCommand:
    """Run the slash commands of one note; the note is read again through the API first."""

    project: ProjectHint
    merge_request_iid: int
    note_id: int
    discussion_id: str = ""
    event_uuid: str = ""


@dataclass(frozen=True, kw_only=True)
class ForgetImageJobs:
    """Forget which jobs of a project build images, because its CI configuration changed."""

    project: ProjectHint


Task = ReviewPipeline | RunCommand | ForgetImageJobs


def merge(older: Task, newer: Task) -> Task:
    """Return one task for two of the same subject: what the newer one leaves open the older fills."""
    if not isinstance(older, ReviewPipeline) or not isinstance(newer, ReviewPipeline):
        return newer
    latest = max(older.pipeline_id or 0, newer.pipeline_id or 0) or None
    of_latest = [task for task in (newer, older) if task.pipeline_id == latest]
    return replace(
        newer,
        merge_request_iid=newer.merge_request_iid or older.merge_request_iid,
        source_branch=newer.source_branch or older.source_branch,
        target_branch=newer.target_branch or older.target_branch,
        pipeline_id=latest,
        is_finished=any(task.is_finished for task in of_latest),
        succeeded=next((task.succeeded for task in of_latest if task.succeeded), ()),
        is_asked=newer.is_asked or older.is_asked,
    )
