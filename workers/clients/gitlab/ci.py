"""What commands ask of jobs and pipelines; nothing here is ever repeated by itself."""

from typing import Any

from bot.actions import Step
from bot.errors import NotAllowed, NotThere, Refused
from bot.facts import Job, Pipeline
from workers.clients.gitlab.connection import AT_ONCE, PAGE, Connection
from workers.clients.gitlab.overview import rest_job
from workers.clients.gitlab.rest import pipeline_with_jobs


class Ci:
    """Retries, cancels and starts; a refusal of GitLab comes back as a problem in words, not as an error."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pipeline(self, project_id: int, pipeline_id: int) -> Pipeline:
        """Return a pipeline with its jobs."""
        row = self._connection.read(f"pipeline {pipeline_id}", f"/projects/{project_id}/pipelines/{pipeline_id}")
        return pipeline_with_jobs(self._connection, row)

    def newest_jobs(self, project_id: int, name: str) -> list[Job]:
        """Return the successful jobs of that name among the newest hundred of a project, the newest first."""
        rows = self._connection.read(
            "the newest jobs", f"/projects/{project_id}/jobs", per_page=PAGE, **{"scope[]": "success"}
        )
        return [rest_job(row) for row in rows if row["name"] == name]

    def retry(self, project_id: int, job_id: int) -> Step:
        """Retry a job; GitLab makes a new job of the same name and answers 403 for one that was retried already."""
        return self._post(f"retrying job {job_id}", f"/projects/{project_id}/jobs/{job_id}/retry", {})

    def cancel(self, project_id: int, job_id: int) -> Step:
        """Cancel a job, which may be `canceling` for some minutes."""
        return self._post(f"canceling job {job_id}", f"/projects/{project_id}/jobs/{job_id}/cancel", {})

    def started_since(self, project_id: int, after: int, username: str, ref: str, source: str) -> Step | None:
        """Return the first pipeline of that kind that a user started after another one, None when there is none."""
        rows = self._connection.read(
            "the pipelines", f"/projects/{project_id}/pipelines", ref=ref, source=source, username=username
        )
        found = min((row for row in rows if row["id"] > after), key=lambda row: int(row["id"]), default=None)
        return _step(found) if found else None

    def start(self, project_id: int, ref: str, variables: dict[str, str]) -> Step:
        """Start a pipeline of a branch with variables."""
        rows = [{"key": name, "value": value} for name, value in variables.items()]
        return self._post("starting a pipeline", f"/projects/{project_id}/pipeline", {"ref": ref, "variables": rows})

    def start_for_merge_request(self, project_id: int, iid: int) -> Step:
        """Start a merge-request pipeline."""
        return self._post("starting a pipeline", f"/projects/{project_id}/merge_requests/{iid}/pipelines", {})

    def _post(self, what: str, path: str, data: dict[str, Any]) -> Step:
        try:
            with self._connection.translated(what):
                row: Any = self._connection.api.http_post(path, post_data=data, **AT_ONCE)
        except NotAllowed:
            return Step(problem="GitLab refused it; my role does not allow it, or it is not possible any more")
        except NotThere:
            return Step(problem="GitLab does not show it any more")
        except Refused as error:
            return Step(problem=str(error))
        return _step(row)


def _step(row: Any) -> Step:
    return Step(id=row["id"], web_url=row.get("web_url") or "")
