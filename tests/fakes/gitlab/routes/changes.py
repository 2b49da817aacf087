"""What changes a repository by the API: commits and merge requests; and the tree and the commits that can be listed."""

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.access import DEVELOPER, MAINTAINER, REPORTER, Call
from tests.fakes.gitlab.answers import StopError, message
from tests.fakes.gitlab.repository import commit_at
from tests.fakes.gitlab.state import Project
from tests.fakes.loopback import Answer

Files = dict[str, str | None]


def tree(call: Call, key: str) -> Answer:
    """List the files of a commit, folders left out: only recursive lists are asked for."""
    project = call.project(key, REPORTER)
    found = commit_at(project, call.one("ref") or "HEAD")
    if found is None:
        return message(404, "404 Tree Not Found")
    return call.paged(
        {"id": found.sha, "name": path.rpartition("/")[2], "type": "blob", "path": path, "mode": "100644"}
        for path in sorted(found.files)
    )


def commits(call: Call, key: str) -> Answer:
    """List the commits of a branch, the newest first."""
    project = call.project(key, REPORTER)
    rows, found = [], commit_at(project, call.one("ref_name") or "HEAD")
    while found is not None:
        rows.append(shapes.commit(found, project, call.lab.url))
        found = project.commits.get(found.parents[0]) if found.parents else None
    return call.paged(rows)


def commit(call: Call, key: str) -> Answer:
    """Commit to a branch, which begins at `start_sha` when it is new; all actions succeed or none."""
    project = call.project(key, REPORTER)
    branch = str(call.sent("branch"))
    call.require(project, MAINTAINER if branch in project.protected_branches else DEVELOPER)
    start = shapes.read_json(call.request.body).get("start_sha")
    if start is not None and branch in project.branches:
        raise StopError(message(400, f"A branch called '{branch}' already exists."))
    if start is None and branch not in project.branches:
        raise StopError(message(400, "You can only create or edit files when you are on a branch"))
    before = project.commits[start or project.branches[branch]].files
    files = _files(call, before)
    parents = (str(start),) if start else None
    text = str(call.sent("commit_message"))
    sha = call.lab.commit(project, branch, files=files, message=text, parents=parents, user=call.user)
    return Answer(201, shapes.commit(project.commits[sha], project, call.lab.url))


def _files(call: Call, before: dict[str, str]) -> Files:
    files: Files = {}
    for one in call.sent("actions"):
        path, is_new = str(one["file_path"]), one["action"] == "create"
        if is_new == (path in before):
            told = "A file with this name already exists" if is_new else "A file with this name doesn't exist"
            raise StopError(message(400, told))
        files[path] = str(one["content"])
    return files


def open_merge_request(call: Call, key: str) -> Answer:
    """Open a merge request; a second one of the same branches is refused."""
    project = call.project(key, REPORTER)
    call.require(project, DEVELOPER)
    source, target = _branch(call, project, "source_branch"), _branch(call, project, "target_branch")
    for one in project.merge_requests:
        if (one.source_branch, one.target_branch, one.state) == (source, target, "opened"):
            return message(409, [f"Another open merge request already exists for this source branch: !{one.iid}"])
    description = str(shapes.read_json(call.request.body).get("description") or "")
    title = str(call.sent("title"))
    mr = call.lab.open_mr(project, source=source, target=target, title=title, author=call.user, description=description)
    return Answer(201, shapes.whole_merge_request(mr, call.lab.url, changes_count=len(shapes.diffs(mr))))


def _branch(call: Call, project: Project, name: str) -> str:
    branch = str(call.sent(name))
    if branch not in project.branches:
        raise StopError(message(400, [f"{name} does not exist"]))
    return branch


ROUTES = {
    "GET /projects/:id/repository/tree": tree,
    "GET /projects/:id/repository/commits": commits,
    "POST /projects/:id/repository/commits": commit,
    "POST /projects/:id/merge_requests": open_merge_request,
}
