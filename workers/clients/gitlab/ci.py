"""What commands ask of jobs and pipelines; nothing here is ever repeated by itself."""

from typing import Any

from bot.actions import Step
from bot.errors import NotAllowed, NotThere, OutsideError
from workers.clients.gitlab.connection import AT_ONCE, Connection


class Ci:
    """Retries, cancels and starts; a refusal of GitLab comes back as a problem in words, not as an error."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def retry(self, project_id: int, job_id: int) -> Step:
        """Retry a job; GitLab makes a new job of the same name and answers 403 for one that was retried already."""
        return self._post(f"retrying job {job_id}", f"/projects/{project_id}/jobs/{job_id}/retry", {})

    def cancel(self, project_id: int, job_id: int) -> Step:
        """Cancel a job, which may be `canceling` for some minutes."""
        return self._post(f"canceling job {job_id}", f"/projects/{project_id}/jobs/{job_id}/cancel", {})

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
        except OutsideError as error:
            if error.retry_after_seconds is not None:
                raise
            return Step(problem=str(error))
        return Step(id=row["id"], web_url=row.get("web_url") or "")
