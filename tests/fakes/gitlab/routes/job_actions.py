"""Retrying and canceling jobs, and starting pipelines."""

from tests.fakes.gitlab import ci_shapes, shapes
from tests.fakes.gitlab.access import DEVELOPER, MAINTAINER, REPORTER, Call
from tests.fakes.gitlab.answers import StopError, message
from tests.fakes.gitlab.routes import notes
from tests.fakes.gitlab.state import COMPLETED, Job, Pipeline, Project
from tests.fakes.loopback import Answer

RETRYABLE = frozenset({"success", "failed", "canceled"})


def retry(call: Call, key: str, job_id: str) -> Answer:
    """Run a job again under a new id; a job that was retried, or has not ended, is not retryable."""
    job, of = _job(call, key, job_id)
    if job.retried or job.status not in RETRYABLE:
        return message(403, "403 Forbidden - Job is not retryable")
    again = call.lab.retry_job(job, status="pending", duration=None)
    return Answer(201, ci_shapes.job(again, of, call.lab.url))


def cancel(call: Call, key: str, job_id: str) -> Answer:
    """Cancel a job: what runs is `canceling` until its runner has run the after_script."""
    job, of = _job(call, key, job_id)
    is_forced = str(shapes.read_json(call.request.body).get("force") or call.one("force") or "").lower() == "true"
    if is_forced:
        call.require(of.project, MAINTAINER)
        call.lab.set_job_status(job, "canceled")
    elif job.status not in COMPLETED and job.status != "canceling":
        call.lab.set_job_status(job, "canceling" if job.status == "running" else "canceled")
    return Answer(201, ci_shapes.job(job, of, call.lab.url))


def create_for_merge_request(call: Call, key: str, iid: str) -> Answer:
    """Start a merge-request pipeline, in the name of who asks."""
    mr = notes.newest(call, key, iid)
    call.require(mr.project, DEVELOPER)
    started = call.lab.add_pipeline(
        mr.project, ref=mr.source_branch, source="merge_request_event", mr=mr, kind="detached", user=call.user
    )
    return Answer(200, ci_shapes.pipeline(started, call.lab.url))


def create(call: Call, key: str) -> Answer:
    """Start a pipeline of a branch with variables."""
    project = call.project(key, REPORTER)
    _require_ref(call, project, ref := str(call.sent("ref")))
    sent = shapes.read_json(call.request.body).get("variables") or []
    variables = {str(one["key"]): str(one["value"]) for one in sent}
    started = call.lab.add_pipeline(project, ref=ref, source="api", user=call.user, variables=variables)
    return Answer(201, ci_shapes.whole_pipeline(started, call.lab.url))


def _require_ref(call: Call, project: Project, ref: str) -> None:
    if ref not in project.branches:
        raise StopError(message(400, '400 Bad request - {"base":["Reference not found"]}'))
    call.require(project, MAINTAINER if ref in project.protected_branches else DEVELOPER)


def _job(call: Call, key: str, job_id: str) -> tuple[Job, Pipeline]:
    project = call.project(key, REPORTER)
    pairs = ((job, of) for of in call.lab.pipelines.values() if of.project is project for job in of.jobs)
    found = next(((job, of) for job, of in pairs if str(job.id) == job_id), None)
    if found is None:
        raise StopError(message(404, "404 Not found"))
    call.require(project, MAINTAINER if found[1].ref in project.protected_branches else DEVELOPER)
    return found


ROUTES = {
    "POST /projects/:id/jobs/:job_id/retry": retry,
    "POST /projects/:id/jobs/:job_id/cancel": cancel,
    "POST /projects/:id/merge_requests/:iid/pipelines": create_for_merge_request,
    "POST /projects/:id/pipeline": create,
}
