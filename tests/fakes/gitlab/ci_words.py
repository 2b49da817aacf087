"""The words about CI: pipelines, jobs, bridges and deployments."""

from collections.abc import Mapping
from typing import Any

from tests.fakes.gitlab.core import Core
from tests.fakes.gitlab.payloads.pipelines import deployment_body, job_body, pipeline_body
from tests.fakes.gitlab.sections import with_sections
from tests.fakes.gitlab.state import COMPLETED, Job, MergeRequest, Pipeline, Project, User

NOT_STARTED = frozenset(
    {"created", "waiting_for_resource", "preparing", "waiting_for_callback", "pending", "manual", "scheduled"}
)
BLOCKED = "blocked user"


class CiWords(Core):
    """What runs; what is added stands there silently, what ends or changes its status sends a hook."""

    def add_pipeline(
        self,
        project: Project,
        *,
        ref: str,
        sha: str | None = None,
        source: str = "push",
        mr: MergeRequest | None = None,
        kind: str = "branch",
        status: str = "running",
        user: User | None = None,
        bridge: Job | None = None,
        **others: Any,
    ) -> Pipeline:
        """Start a pipeline; a merged result runs on a merge commit of its own, that of a `bridge` is a child."""
        head = sha or project.branches[ref]
        if kind == "merged_result" and sha is None and mr is not None:
            head = self.merged_result(mr)
        now = self.now()
        pipeline = Pipeline(
            id=self.next_id("pipeline"),
            iid=len(self.pipelines) + 1,
            project=project,
            ref=ref,
            sha=head,
            source=source,
            kind=kind,
            status=status,
            merge_request=mr if kind != "branch" else None,
            user=user or (mr.author if mr else self.first_member(project)),
            created_at=now,
            updated_at=now,
            upstream=bridge,
            upstream_pipeline=self.pipeline_of(bridge) if bridge else None,
            **others,
        )
        if bridge:
            bridge.downstream = pipeline
        self.pipelines[pipeline.id] = self.history.begin(pipeline)
        return pipeline

    def add_job(
        self,
        pipeline: Pipeline,
        name: str,
        *,
        stage: str = "build",
        status: str = "success",
        duration: float | None = 60.0,
        queued: float = 2.0,
        trace: bytes = b"",
        failure_reason: str | None = None,
        sections: Mapping[str, int] | None = None,
        **others: Any,
    ) -> Job:
        """Add a job with its trace; `sections` are the seconds of the runner's sections in it."""
        now = self.now()
        job = Job(
            id=self.next_id("job"),
            name=name,
            stage=stage,
            status=status,
            duration=duration,
            queued=queued,
            trace=trace if sections is None else with_sections(trace, sections, now),
            failure_reason=failure_reason,
            created_at=now,
            started_at=None if status in NOT_STARTED else now,
            finished_at=now if status in COMPLETED else None,
            **others,
        )
        pipeline.jobs.append(self.history.begin(job))
        return job

    def add_bridge(self, pipeline: Pipeline, name: str, *, stage: str = "deploy", status: str = "success") -> Job:
        """Add a trigger job, which is in no hook and in no list of jobs."""
        return self.add_job(pipeline, name, stage=stage, status=status, duration=None, is_bridge=True)

    def pipeline_of(self, job: Job) -> Pipeline:
        """Return the pipeline of a job."""
        return next(one for one in self.pipelines.values() if job in one.jobs)

    def set_job_status(self, job: Job, status: str, *, failure_reason: str | None = None) -> None:
        """Let a job go on, which sends its hook; the hooks of a blocked user are not built."""
        now, of = self.now(), self.pipeline_of(job)
        started = job.started_at or (None if status in NOT_STARTED else now)
        ended = now if status in COMPLETED else None
        reason = failure_reason or (job.failure_reason or "script_failure" if status == "failed" else None)
        self.history.change(job, status=status, started_at=started, finished_at=ended, failure_reason=reason)
        if job.is_bridge:
            return
        if of.user.state == "blocked":
            self.hooks.withhold("job", BLOCKED)
            return
        self.hooks.send(of.project, "job", job_body(of, job, self.style))

    def finish_job(self, job: Job, status: str = "success") -> None:
        """End a job, which sends its hook."""
        self.set_job_status(job, status)

    def retry_job(self, job: Job, **others: Any) -> Job:
        """Run a job again under a new id; the old one is hidden."""
        of = self.pipeline_of(job)
        self.history.change(job, retried=True)
        self.history.change(of, status="running", finished_at=None, updated_at=self.now())
        return self.add_job(of, job.name, stage=job.stage, retries=job.retries + 1, **others)

    def set_pipeline_status(self, pipeline: Pipeline, status: str) -> None:
        """Let a pipeline go on, which sends its hook; the hooks of a blocked user are not built."""
        now = self.now()
        self.history.change(pipeline, status=status, finished_at=now if status in COMPLETED else None, updated_at=now)
        if pipeline.user.state == "blocked":
            self.hooks.withhold("pipeline", BLOCKED)
            return
        self.hooks.send(pipeline.project, "pipeline", pipeline_body(pipeline, self.style))

    def finish(self, pipeline: Pipeline, status: str = "success") -> None:
        """End a pipeline, which sends its hook."""
        self.set_pipeline_status(pipeline, status)

    def deploy(self, job: Job) -> None:
        """Tell that a job deployed."""
        of = self.pipeline_of(job)
        self.hooks.send(of.project, "deployment", deployment_body(of, job, self.style))

    def pipelines_of(self, mr: MergeRequest) -> list[Pipeline]:
        """Return the pipelines of a merge request as they show now: its own, and those of its branch; no children."""
        mine = [
            one
            for one in list(self.pipelines.values())  # others may be added meanwhile, by another thread
            if one.source != "parent_pipeline"
            and (
                (one.merge_request is not None and one.merge_request.id == mr.id)
                or (one.merge_request is None and one.project is mr.source_project and one.ref == mr.source_branch)
            )
        ]
        return self.history.all_seen(mine)

    def head_pipeline(self, mr: MergeRequest) -> Pipeline | None:
        """Return the newest pipeline of a merge request, as old as the lag makes it."""
        return max(self.pipelines_of(mr), key=lambda one: one.id, default=None)
