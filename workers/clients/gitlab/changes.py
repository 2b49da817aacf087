"""What commands change in a repository: a commit, a merge request; looked for first, so that neither is made twice."""

from typing import Any
from urllib.parse import quote

from bot.actions import CommitFixes, OpenMergeRequest, Step
from bot.errors import NotAllowed, NotThere, Refused
from workers.clients.gitlab.connection import AT_ONCE, PAGE, Connection

MOST_PAGES = 100
"""Of a hundred files each."""


class Changes:
    """Reads the tree of a repository and changes it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tree(self, project_id: int, sha: str) -> frozenset[str]:
        """Return the paths of all files of a commit, the first ten thousand of them."""
        rows = self._connection.rows(
            "the files", f"/projects/{project_id}/repository/tree", ref=sha, recursive="true", pagination="legacy"
        )
        return frozenset(
            row["path"] for row, _ in zip(rows, range(PAGE * MOST_PAGES), strict=False) if row["type"] == "blob"
        )

    def commit(self, wanted: CommitFixes) -> Step:
        """Commit unless an earlier attempt has."""
        if self._is_committed(wanted):
            return Step()
        data: dict[str, Any] = {
            "branch": wanted.branch,
            "commit_message": wanted.message,
            "actions": [
                {"action": "create" if one.is_new else "update", "file_path": one.path, "content": one.text}
                for one in wanted.files
            ],
        }
        data |= {"start_sha": wanted.start_sha} if wanted.start_sha else {}
        row = self._post("committing fixes", f"/projects/{wanted.project_id}/repository/commits", data)
        return row if isinstance(row, Step) else Step(web_url=row.get("web_url") or "")

    def _is_committed(self, wanted: CommitFixes) -> bool:
        path = f"/projects/{wanted.project_id}/repository"
        if wanted.start_sha is None:
            commits = self._connection.read("the commits", f"{path}/commits", ref_name=wanted.branch, per_page=20)
            return any(f"Lighterman-Note: {wanted.note_id}" in row["message"] for row in commits)
        try:
            self._connection.read("the branch", f"{path}/branches/{quote(wanted.branch, safe='')}")
        except NotThere:
            return False
        return True

    def open_merge_request(self, wanted: OpenMergeRequest) -> Step:
        """Open a merge request unless one of these branches stands."""
        path = f"/projects/{wanted.project_id}/merge_requests"
        branches = {"source_branch": wanted.source_branch, "target_branch": wanted.target_branch}
        rows = self._connection.read("the merge requests", path, **branches)
        row = rows[0] if rows else self._post("opening a merge request", path, {
            **branches, "title": wanted.title, "description": wanted.description, "remove_source_branch": True,
        })  # fmt: skip
        return row if isinstance(row, Step) else Step(id=row["iid"], web_url=row["web_url"])

    def _post(self, what: str, path: str, data: dict[str, Any]) -> Any:
        """Return what GitLab made, or a step that says why it made nothing."""
        try:
            with self._connection.translated(what):
                return self._connection.api.http_post(path, post_data=data, **AT_ONCE)
        except NotAllowed:
            return Step(problem="GitLab refused it; my role does not allow it, or the branch is protected")
        except (NotThere, Refused) as error:
            return Step(problem=str(error))
