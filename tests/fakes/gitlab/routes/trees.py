"""The folders of a repository."""

from collections.abc import Iterator
from hashlib import sha1

from tests.fakes.gitlab.access import REPORTER, Call
from tests.fakes.gitlab.answers import message
from tests.fakes.gitlab.repository import commit_at
from tests.fakes.loopback import Answer


def tree(call: Call, key: str) -> Answer:
    """List a folder at a ref, with all below it when that is asked for: folders first, each list by name."""
    project = call.project(key, REPORTER)
    found = commit_at(call.lab.history.seen(project) or project, call.one("ref") or "HEAD")
    if found is None:
        return message(404, "404 Tree Not Found")
    folder = (call.one("path") or "").strip("/")
    rows = dict.fromkeys(_below(found.files, folder, is_deep=call.one("recursive") == "true"))
    if folder and not rows:
        return message(404, "404 invalid revision or path Not Found")
    return call.paged(_row(path, is_folder=is_folder) for path, is_folder in sorted(rows, key=lambda one: not one[1]))


def _below(files: dict[str, str], folder: str, *, is_deep: bool) -> Iterator[tuple[str, bool]]:
    head = f"{folder}/" if folder else ""
    for path in sorted(files):
        if path.startswith(head):
            parts = path.removeprefix(head).split("/")
            deepest = len(parts) if is_deep else 1
            for depth in range(1, deepest + 1):
                yield head + "/".join(parts[:depth]), depth < len(parts)


def _row(path: str, *, is_folder: bool) -> dict[str, str]:
    kind, mode = ("tree", "040000") if is_folder else ("blob", "100644")
    return {
        "id": sha1(path.encode()).hexdigest(),
        "name": path.rsplit("/", 1)[-1],
        "type": kind,
        "path": path,
        "mode": mode,
    }


ROUTES = {"GET /projects/:id/repository/tree": tree}
