"""Asks for files of the repository at two commits, and for the files that a merge request changes."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.errors import OutsideError
from bot.files.changed_files import read_hunks
from bot.misses import FileChange, Files, SourceFile
from workers.clients.gitlab.connection import PAGE, Connection
from workers.clients.gitlab.rest import read_file

QUERY = """
query Files($path: ID!, $paths: [String!]!, $now: String!, $before: String, $hasBefore: Boolean!) {
  project(fullPath: $path) {
    repository {
      now: blobs(paths: $paths, ref: $now) { nodes { path rawBlob } }
      before: blobs(paths: $paths, ref: $before) @include(if: $hasBefore) { nodes { path rawBlob } }
    }
  }
}
"""
MOST_CHARACTERS = 100_000
"""No Dockerfile is as long as that."""
MOST_LINES = 60
LINE_LIMIT = 500


def ask_by_graphql(
    connection: Connection, project_path: str, paths: Sequence[str], now: str, before: str | None
) -> tuple[Files, Files]:
    """Return those of some files that exist, at each of two commits, in one request."""
    variables = {
        "path": project_path, "paths": list(paths), "now": now, "before": before, "hasBefore": before is not None,
    }  # fmt: skip
    answer = connection.post_query("files by GraphQL", {"query": QUERY, "variables": variables})
    try:
        repository = answer["data"]["project"]["repository"]
        return _files(repository["now"]["nodes"]), _files(repository["before"]["nodes"] if before else ())
    except (KeyError, TypeError):
        raise OutsideError("GitLab's GraphQL did not tell the files") from None


def ask_by_rest(
    connection: Connection, project_id: int, paths: Sequence[str], now: str, before: str | None
) -> tuple[Files, Files]:
    """Return the same in one request for each file and commit."""

    def read(ref: str) -> Files:
        return _files({"path": path, "rawBlob": read_file(connection, project_id, path, ref)} for path in paths)

    return read(now), read(before) if before else ()


def changed_files(connection: Connection, project_id: int, iid: int) -> tuple[tuple[FileChange, ...], bool]:
    """Return the first hundred files that a merge request changes, and whether there may be more.

    A renamed file counts under both its names. GitLab leaves out the lines of large diffs (`collapsed`, `too_large`).
    """
    path = f"/projects/{project_id}/merge_requests/{iid}/diffs"
    rows = connection.read("the changed files", path, page=1, per_page=PAGE)
    changes = (_change(name, row) for row in rows for name in dict.fromkeys((row["old_path"], row["new_path"])))
    return tuple(changes), len(rows) >= PAGE


def _files(rows: Iterable[Any]) -> Files:
    known = ((row["path"], row["rawBlob"]) for row in rows)
    return tuple(SourceFile(path, text) for path, text in known if text is not None and len(text) <= MOST_CHARACTERS)


def _change(path: str, row: Any) -> FileChange:
    if row.get("collapsed") or row.get("too_large"):
        return FileChange(path)
    change = read_hunks(path, str(row["diff"] or "").splitlines())
    added, removed = change.added or (), change.removed or ()
    is_long = max(len(added), len(removed)) > MOST_LINES or any(len(line) > LINE_LIMIT for line in (*added, *removed))
    return FileChange(path) if is_long else change
