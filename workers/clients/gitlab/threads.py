"""What threads on lines of the diff ask of GitLab, and the folders and files of the repository behind them."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

from bot.errors import NotAllowed, NotThere, OutsideError, Refused
from bot.file_review.model import DiffRefs, FileDiff, Place, Thread
from bot.reports import marker
from workers.clients.gitlab.connection import AT_ONCE, PAGE, Connection, echo

MOST_PAGES = 20
"""Two thousand files or threads, a request for each hundred of them."""


class Threads:
    """Reads and writes the threads of one merge request."""

    def __init__(self, connection: Connection, project_id: int, iid: int, own_user_id: int) -> None:
        self._connection = connection
        self._project = f"/projects/{project_id}"
        self._path = f"{self._project}/merge_requests/{iid}"
        self._iid = iid
        self._own_user_id = own_user_id

    def refs(self) -> DiffRefs | None:
        """Return the commits of the newest diff, None while GitLab still computes it."""
        row = self._connection.read("the merge request", self._path)
        found = row.get("diff_refs") or {}
        shas = [str(found.get(f"{name}_sha") or "") for name in ("base", "start", "head")]
        return DiffRefs(*shas) if all(shas) else None

    def diffs(self) -> tuple[FileDiff, ...]:
        """Return the changed files, a page of a hundred of them."""
        rows = self._connection.read("the changed files", f"{self._path}/diffs", page=1, per_page=PAGE)
        return tuple(map(_diff, rows))

    def tree(self, ref: str) -> tuple[frozenset[str], bool]:
        """Return the paths of the files of a commit, and whether these are all."""
        pages = self._connection.rows(
            "the folders of the repository", f"{self._project}/repository/tree", ref=ref, recursive="true"
        )
        rows = list(islice(pages, MOST_PAGES * PAGE))
        paths = frozenset(str(row["path"]) for row in rows if row["type"] == "blob")
        return paths, len(rows) < MOST_PAGES * PAGE

    def ours(self) -> tuple[Thread, ...]:
        """Return the threads that we began, oldest first."""
        rows = self._connection.rows("the threads", f"{self._path}/discussions")
        return tuple(self._thread_of(islice(rows, MOST_PAGES * PAGE)))

    def _thread_of(self, rows: Iterator[Any]) -> Iterator[Thread]:
        for row in rows:
            first = row["notes"][0]
            mark = marker.parse_thread(first["body"]) if first["author"]["id"] == self._own_user_id else None
            if mark is not None:
                path = (first.get("position") or {}).get("new_path") or ""
                is_resolved = bool(first.get("resolved"))
                yield Thread(
                    row["id"], first["id"], mark.name, mark.mistake, mark.rule, path, is_resolved, mark.seconds
                )

    def open(self, refs: DiffRefs, place: Place, body: str, *, event_uuid: str) -> None:
        """Begin a thread on a line of the diff; never repeated by itself."""
        position = {
            **asdict(refs),
            "position_type": "text",
            "old_path": place.old_path,
            "new_path": place.path,
            "old_line": place.old_line,
            "new_line": place.line,
        }
        with self._connection.translated(f"beginning a thread on !{self._iid}"):
            self._connection.api.http_post(
                f"{self._path}/discussions", post_data={"body": body, "position": position}, **echo(event_uuid)
            )

    def resolve(self, thread_id: str) -> bool:
        """Resolve a thread and tell whether our role allows that; doing it twice changes nothing."""
        try:
            with self._connection.translated(f"resolving a thread on !{self._iid}"):
                self._connection.api.http_put(
                    f"{self._path}/discussions/{thread_id}", post_data={"resolved": True}, **AT_ONCE
                )
        except NotAllowed:
            return False
        except NotThere:
            # Somebody has deleted it.
            return True
        return True

    def delete(self, thread: Thread) -> None:
        """Delete a thread by its first note; what others answered there stays."""
        with self._connection.translated(f"deleting a double thread on !{self._iid}"):
            self._connection.api.http_delete(f"{self._path}/notes/{thread.note_id}", **AT_ONCE)

    def ci_errors(self, content: str) -> frozenset[str] | None:
        """Return what GitLab says against a CI file, None where our role does not allow to ask, or it does not tell."""
        try:
            with self._connection.translated("the check of a CI file"):
                answer: Any = self._connection.api.http_post(
                    f"{self._project}/ci/lint", post_data={"content": content}, **AT_ONCE
                )
        except (NotAllowed, NotThere, Refused):
            return None
        except OutsideError as error:
            if error.retry_after_seconds:
                raise
            return None
        return frozenset() if answer.get("valid") else frozenset(map(str, answer.get("errors") or ["not valid"]))


def _diff(row: Any) -> FileDiff:
    is_left_out = row.get("collapsed") or row.get("too_large")
    return FileDiff(
        old_path=row["old_path"],
        new_path=row["new_path"],
        hunks="" if is_left_out else str(row["diff"] or ""),
        is_new=bool(row["new_file"]),
        is_deleted=bool(row["deleted_file"]),
    )
