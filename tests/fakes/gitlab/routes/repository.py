"""Branches, commits, comparisons and files."""

import base64
from hashlib import sha1, sha256

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.access import REPORTER, Call
from tests.fakes.gitlab.answers import StopError, invalid, message
from tests.fakes.gitlab.repository import ancestors, changes, commit_at, commits_between, merge_base
from tests.fakes.gitlab.state import Commit, Project
from tests.fakes.loopback import Answer


def branches(call: Call, key: str) -> Answer:
    """List the branches by name."""
    project = _project(call, key)
    wanted = call.one("search") or ""
    return call.paged(shapes.branch(name, project, call.lab.url) for name in sorted(project.branches) if wanted in name)


def branch(call: Call, key: str, name: str) -> Answer:
    """Return a branch."""
    project = _project(call, key)
    if name not in project.branches:
        return message(404, "404 Branch Not Found")
    return Answer(200, shapes.branch(name, project, call.lab.url))


def _project(call: Call, key: str) -> Project:
    """Return a project as its repository shows now."""
    project = call.project(key, REPORTER)
    return call.lab.history.seen(project) or project


def _commit(project: Project, ref: str, what: str = "Commit") -> Commit:
    found = commit_at(project, ref)
    if found is None:
        raise StopError(message(404, f"404 {what} Not Found"))
    return found


def commit(call: Call, key: str, ref: str) -> Answer:
    """Return a commit by its id or a branch's name."""
    project = _project(call, key)
    found = _commit(project, ref)
    row = shapes.commit(found, project, call.lab.url)
    return Answer(200, {**row, "stats": _stats(project, found), "status": None, "project_id": project.id})


def _stats(project: Project, one: Commit) -> dict[str, int]:
    before = project.commits[one.parents[0]].files if one.parents else {}
    lines = [line for file in changes(before, one.files) for line in file.hunks.splitlines()]
    added, removed = (sum(1 for line in lines if line.startswith(sign)) for sign in "+-")
    return {"additions": added, "deletions": removed, "total": added + removed}


def merge_requests(call: Call, key: str, ref: str) -> Answer:
    """List the merge requests that a commit belongs to."""
    project = _project(call, key)
    found = _commit(project, ref)
    rows = [
        row
        for row in call.lab.history.all_seen(project.merge_requests)
        if found.sha in {one.sha for one in commits_between(row.source_project, row.head_sha, row.base_sha)}
        or found.sha == row.merge_commit_sha
    ]
    return call.paged(shapes.merge_request(row, call.lab.url) for row in rows)


def compare(call: Call, key: str) -> Answer:
    """Compare two refs, by default with their merge base."""
    project = _project(call, key)
    asked = {name: call.one(name) for name in ("from", "to")}
    missing = [name for name, value in asked.items() if value is None]
    if missing:
        return invalid(", ".join(f"{name} is missing" for name in missing))
    old, new = (_commit(project, str(asked[name]), "Ref") for name in ("from", "to"))
    base = old.sha if call.one("straight") == "true" else merge_base(project, new.sha, project, old.sha)
    rows = [shapes.commit(one, project, call.lab.url) for one in commits_between(project, new.sha, base)][::-1]
    return Answer(
        200,
        {
            "commit": rows[-1] if rows else None,
            "commits": rows,
            "diffs": [shapes.diff(one) for one in changes(project.commits[base].files, new.files)],
            "compare_timeout": False,
            "compare_same_ref": old.sha == new.sha,
            "web_url": f"{call.lab.url}/{project.path}/-/compare/{old.sha}...{new.sha}",
        },
    )


def _file(call: Call, key: str, path: str) -> tuple[Project, str, Commit, bytes]:
    project = _project(call, key)
    ref = call.one("ref") or "HEAD"
    found = _commit(project, ref)
    if path not in found.files:
        raise StopError(message(404, "404 File Not Found"))
    return project, ref, found, found.files[path].encode()


def raw_file(call: Call, key: str, path: str) -> Answer:
    """Return a file as it is."""
    project, ref, at, content = _file(call, key, path)
    return Answer(200, content, {"Content-Type": "text/plain", **_headers(_facts(project, path, ref, at, content))})


def file(call: Call, key: str, path: str) -> Answer:
    """Return a file in JSON, its content in base64; HEAD gives the same facts as headers."""
    project, ref, at, content = _file(call, key, path)
    facts = _facts(project, path, ref, at, content)
    return Answer(200, {**facts, "content": base64.b64encode(content).decode()}, _headers(facts))


def _facts(project: Project, path: str, ref: str, at: Commit, content: bytes) -> dict[str, object]:
    """Return what is known of a file: its blob id is Git's."""
    older = [project.commits[sha] for sha in ancestors(project, at.sha)]
    # What was pushed into a fork has its history there.
    last = next((one for one in older if _touches(project, one, path)), at)
    return {
        "file_name": path.rsplit("/", 1)[-1],
        "file_path": path,
        "size": len(content),
        "encoding": "base64",
        "content_sha256": sha256(content).hexdigest(),
        "ref": ref,
        "blob_id": sha1(b"blob %d\0%s" % (len(content), content)).hexdigest(),
        "commit_id": at.sha,
        "last_commit_id": last.sha,
        "execute_filemode": False,
    }


def _touches(project: Project, one: Commit, path: str) -> bool:
    before = project.commits[one.parents[0]].files if one.parents else {}
    return before.get(path) != one.files.get(path)


def _headers(facts: dict[str, object]) -> dict[str, str]:
    return {f"X-Gitlab-{name.title().replace('_', '-')}": str(value) for name, value in facts.items()}


_REPOSITORY = "/projects/:id/repository"
ROUTES = {
    f"GET {_REPOSITORY}/branches": branches,
    f"GET {_REPOSITORY}/branches/:branch": branch,
    f"GET {_REPOSITORY}/commits/:sha": commit,
    f"GET {_REPOSITORY}/commits/:sha/merge_requests": merge_requests,
    f"GET {_REPOSITORY}/compare": compare,
    f"GET {_REPOSITORY}/files/:path": file,
    f"GET {_REPOSITORY}/files/:path/raw": raw_file,
}
