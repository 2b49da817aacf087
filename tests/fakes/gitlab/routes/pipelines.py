"""Pipelines, jobs and traces."""

from tests.fakes.gitlab import ci_shapes
from tests.fakes.gitlab.access import REPORTER, Call
from tests.fakes.gitlab.answers import StopError, invalid, message, too_often
from tests.fakes.gitlab.routes.merge_requests import is_between
from tests.fakes.gitlab.state import COMPLETED, Job, Pipeline
from tests.fakes.loopback import Answer

SCOPES = {"running": {"running"}, "pending": {"pending"}, "finished": COMPLETED}
DANGLING = frozenset(
    (
        *("webide", "parent_pipeline", "ondemand_dast_scan", "ondemand_dast_validation"),
        *("security_orchestration_policy", "container_registry_push", "duo_workflow"),
        "pipeline_execution_policy_schedule",
    )
)
"""Sources that GitLab leaves out of a project's list unless asked for them."""


def listing(call: Call, key: str) -> Answer:
    """List pipelines, the newest first."""
    rows = call.pipelines(call.project(key, REPORTER))
    source = call.one("source")
    rows = [row for row in rows if (row.source == source if source else row.source not in DANGLING)]
    for name in ("status", "sha", "name"):
        rows = [row for row in rows if call.one(name) in {None, getattr(row, name)}]
    rows = [row for row in rows if call.one("ref") in {None, row.rest_ref}]
    rows = [row for row in rows if call.one("username") in {None, row.user.username}]
    rows = [row for row in rows if is_between(call, "updated", row.updated_at)]
    rows = [row for row in rows if is_between(call, "created", row.created_at)]
    rows = [row for row in rows if row.status in SCOPES.get(call.one("scope") or "", {row.status})]
    order = call.one("order_by") or "id"
    if order not in {"id", "status", "ref", "updated_at", "user_id"}:
        raise StopError(invalid("order_by does not have a valid value"))
    rows.sort(key=lambda row: (getattr(row, order, row.id), row.id), reverse=call.one("sort") != "asc")
    return call.paged(ci_shapes.pipeline(row, call.lab.url) for row in rows)


def _pipeline(call: Call, key: str, pipeline_id: str) -> Pipeline:
    rows = call.pipelines(call.project(key, REPORTER))
    found = next((row for row in rows if str(row.id) == pipeline_id), None)
    if found is None:
        raise StopError(message(404, "404 Not found"))
    return found


def latest(call: Call, key: str) -> Answer:
    """Return the newest pipeline of a branch's newest commit."""
    project = call.project(key, REPORTER)
    ref = call.one("ref") or project.default_branch
    sha = project.branches.get(ref)
    rows = [row for row in call.pipelines(project) if row.sha == sha and row.rest_ref == ref]
    if not rows:
        return message(404, "404 Not Found")
    return Answer(200, ci_shapes.whole_pipeline(rows[0], call.lab.url))


def one(call: Call, key: str, pipeline_id: str) -> Answer:
    """Return a pipeline."""
    return Answer(200, ci_shapes.whole_pipeline(_pipeline(call, key, pipeline_id), call.lab.url))


def jobs(call: Call, key: str, pipeline_id: str) -> Answer:
    """List the jobs of a pipeline, without retried ones unless asked for them."""
    of = _pipeline(call, key, pipeline_id)
    wants_retried = call.one("include_retried") == "true"
    rows = [job for job in reversed(of.jobs) if not job.is_bridge and (wants_retried or not job.retried)]
    return call.paged(ci_shapes.job(row, of, call.lab.url) for row in _in_scope(call, rows))


def bridges(call: Call, key: str, pipeline_id: str) -> Answer:
    """List the trigger jobs of a pipeline."""
    of = _pipeline(call, key, pipeline_id)
    rows = [job for job in reversed(of.jobs) if job.is_bridge and not job.retried]
    return call.paged(ci_shapes.bridge(row, of, call.lab.url) for row in _in_scope(call, rows))


def _in_scope(call: Call, rows: list[Job]) -> list[Job]:
    wanted = set(call.many("scope"))
    return [row for row in call.lab.history.all_seen(rows) if not wanted or row.status in wanted]


def project_jobs(call: Call, key: str) -> Answer:
    """List the jobs of a project, newest first; GitLab never counts them, and limits how often it lists them."""
    project = call.project(key, REPORTER)
    if call.lab.limits.is_over("jobs_index", call.user, call.lab.faults.job_lists_per_minute):
        return too_often()
    pairs = [(job, of) for of in call.pipelines(project) for job in of.jobs if not (job.is_bridge or job.retried)]
    shown = {job.id: job for job in _in_scope(call, [job for job, _ in pairs])}
    pairs = [(shown[job.id], of) for job, of in pairs if job.id in shown]
    pairs = [(job, of) for job, of in pairs if call.one("ref") in {None, of.rest_ref}]
    pairs.sort(key=lambda pair: -pair[0].id)
    return call.paged((ci_shapes.job(job, of, call.lab.url) for job, of in pairs), counted=False)


def _job(call: Call, key: str, job_id: str) -> tuple[Job, Pipeline]:
    for of in call.pipelines(call.project(key, REPORTER)):
        for job in call.lab.history.all_seen(of.jobs):
            if str(job.id) == job_id and not job.is_bridge:
                return job, of
    raise StopError(message(404, "404 Not found"))


def job(call: Call, key: str, job_id: str) -> Answer:
    """Return a job, a retried one too."""
    found, of = _job(call, key, job_id)
    return Answer(200, ci_shapes.job(found, of, call.lab.url))


def trace(call: Call, key: str, job_id: str) -> Answer:
    """Return a trace, whole: GitLab knows neither ranges nor offsets here, whatever is asked."""
    return Answer(200, _job(call, key, job_id)[0].trace, {"Content-Type": "text/plain"})


ROUTES = {
    "GET /projects/:id/pipelines": listing,
    "GET /projects/:id/pipelines/latest": latest,
    "GET /projects/:id/pipelines/:pipeline_id": one,
    "GET /projects/:id/pipelines/:pipeline_id/jobs": jobs,
    "GET /projects/:id/pipelines/:pipeline_id/bridges": bridges,
    "GET /projects/:id/jobs": project_jobs,
    "GET /projects/:id/jobs/:job_id": job,
    "GET /projects/:id/jobs/:job_id/trace": trace,
}
