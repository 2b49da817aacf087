"""What GraphQL's fields answer from the state, by GitLab's names for them."""

import base64
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.access import GUEST, REPORTER, may_read
from tests.fakes.gitlab.clock import iso_seconds
from tests.fakes.gitlab.delivery import VERSION
from tests.fakes.gitlab.graphql_cost import LARGEST_PAGE
from tests.fakes.gitlab.repository import commit_at
from tests.fakes.gitlab.routes.container_registry import may_delete, registry_of
from tests.fakes.gitlab.state import COMPLETED, ContainerRepository, Job, MergeRequest, Note, Pipeline, Project, User

if TYPE_CHECKING:
    from tests.fakes.gitlab.lab import PracticeGitLab

JOBS_OF_A_STAGE = 200
SCOPES = {"RUNNING": {"running"}, "PENDING": {"pending"}, "FINISHED": COMPLETED}
Row = dict[str, Any]


class Root:
    """Where a query begins."""

    def __init__(self, lab: "PracticeGitLab", user: User | None, complexity: Row) -> None:
        self._lab, self._user = lab, user
        self.queryComplexity = complexity
        self.metadata = {"version": VERSION} if user else None

    def currentUser(self, _info: object) -> Row | None:  # noqa: N802 - GitLab's name
        """Return the user of the token."""
        return self._person(self._user) if self._user else None

    def project(self, _info: object, fullPath: str) -> Row | None:  # noqa: N803 - GitLab's name
        """Return a project that the user may see."""
        found = next((one for one in self._lab.projects.values() if one.path.lower() == fullPath.lower()), None)
        return self._project(found) if found and may_read(found, self._user, GUEST) else None

    def containerRepository(self, _info: object, id: str) -> Row | None:  # noqa: A002, N802 - GitLab's names
        """Return a repository of a registry that the user may read."""
        for project in self._lab.projects.values():
            for one in project.container_repositories if may_read(project, self._user, REPORTER) else ():
                if id == f"gid://gitlab/ContainerRepository/{one.id}":
                    return _container_repository(one, project.level_of(self._user))
        return None

    def _project(self, one: Project) -> Row:
        shown = self._lab.history.seen(one) or one
        may_read_code = may_read(one, self._user, REPORTER)
        return {
            "id": f"gid://gitlab/Project/{one.id}",
            "fullPath": one.path,
            "name": one.path.rsplit("/", 1)[-1],
            "webUrl": f"{self._lab.url}/{one.path}",
            "visibility": one.visibility,
            "ciConfigPathOrDefault": ".gitlab-ci.yml",
            "repository": _repository(shown) if may_read_code else None,
            "mergeRequest": lambda _info, iid: self._one_merge_request(one, iid),
            "mergeRequests": lambda _info, **given: self._merge_requests(one, given),
            "pipeline": lambda _info, **given: self._one_pipeline(one, given),
            "pipelines": lambda _info, **given: self._pipelines(one, given),
        }

    def _shown_merge_requests(self, project: Project) -> list[MergeRequest]:
        if not may_read(project, self._user, REPORTER):
            return []
        return self._lab.history.all_seen(project.merge_requests)

    def _one_merge_request(self, project: Project, iid: str) -> Row | None:
        rows = self._shown_merge_requests(project)
        return next((self._merge_request(one) for one in rows if str(one.iid) == iid), None)

    def _merge_requests(self, project: Project, given: Row) -> Row:
        rows = [
            one
            for one in self._shown_merge_requests(project)
            if (given.get("iids") is None or str(one.iid) in given["iids"])
            and (given.get("sourceBranches") is None or one.source_branch in given["sourceBranches"])
            and (given.get("targetBranches") is None or one.target_branch in given["targetBranches"])
            and given.get("state") in {None, "all", one.state}
            and _is_between(one.updated_at, given)
        ]
        rows.sort(key=lambda one: -one.id)
        return _connection(rows, given, self._merge_request)

    def _merge_request(self, one: MergeRequest) -> Row:
        head = self._lab.head_pipeline(one)
        authors = {note.author.id: note.author for note in self._lab.history.all_seen(one.notes) if not note.is_system}
        may_see_source = may_read(one.source_project, self._user, GUEST)
        return {
            "id": f"gid://gitlab/MergeRequest/{one.id}",
            "iid": str(one.iid),
            "state": one.state,
            "title": one.title,
            "draft": one.is_draft,
            "webUrl": f"{self._lab.url}/{one.project.path}/-/merge_requests/{one.iid}",
            "sourceBranch": one.source_branch,
            "targetBranch": one.target_branch,
            "sourceProjectId": one.source_project.id,
            "targetProjectId": one.project.id,
            "sourceProject": lambda _info: self._project(one.source_project) if may_see_source else None,
            "createdAt": iso_seconds(one.created_at),
            "updatedAt": iso_seconds(one.updated_at),
            "diffHeadSha": one.head_sha,
            "diffRefs": {"baseSha": one.base_sha, "headSha": one.head_sha, "startSha": one.base_sha},
            "diffStats": lambda _info, path=None: _diff_stats(one, path),
            "author": self._person(one.author),
            "headPipeline": self._pipeline(head) if head and self._may_read_builds(head.project) else None,
            "commenters": lambda _info, **given: _connection(authors.values(), given, self._person),
            "notes": lambda _info, **given: _connection(self._lab.history.all_seen(one.notes), given, self._note),
            "pipelines": lambda _info, **given: _connection(
                sorted(self._lab.pipelines_of(one), key=lambda row: -row.id), given, self._pipeline
            ),
        }

    def _may_read_builds(self, project: Project) -> bool:
        return may_read(project, self._user, REPORTER)

    def _shown_pipelines(self, project: Project) -> list[Pipeline]:
        if not self._may_read_builds(project):
            return []
        mine = [one for one in list(self._lab.pipelines.values()) if one.project is project]
        return sorted(self._lab.history.all_seen(mine), key=lambda one: -one.id)

    def _one_pipeline(self, project: Project, given: Row) -> Row | None:
        for one in self._shown_pipelines(project):
            names = {"id": f"gid://gitlab/Ci::Pipeline/{one.id}", "iid": str(one.iid), "sha": one.sha}
            if all(value is None or names[name] == value for name, value in given.items()):
                return self._pipeline(one)
        return None

    def _pipelines(self, project: Project, given: Row) -> Row:
        """Return the pipelines that match; an argument that is null or empty filters nothing."""
        rows = [
            one
            for one in self._shown_pipelines(project)
            if (not given.get("ref") or given["ref"] == one.rest_ref)
            and (not given.get("sha") or given["sha"] == one.sha)
            and (not given.get("status") or given["status"] == one.status.upper())
            and (not given.get("source") or given["source"] == one.source)
            and (not given.get("username") or given["username"] == one.user.username)
            and one.status in SCOPES.get(given.get("scope") or "", {one.status})
            and _is_between(one.updated_at, given)
        ]
        return _connection(rows, given, self._pipeline)

    def _pipeline(self, one: Pipeline) -> Row:
        return {
            "id": f"gid://gitlab/Ci::Pipeline/{one.id}",
            "iid": str(one.iid),
            "sha": one.sha,
            "ref": one.rest_ref,
            "status": one.status.upper(),
            "source": one.source,
            "duration": one.duration,
            "queuedDuration": float(min((job.queued for job in one.latest_jobs), default=0.0)),
            "createdAt": iso_seconds(one.created_at),
            "startedAt": iso_seconds(one.created_at),
            "finishedAt": iso_seconds(one.finished_at),
            "updatedAt": iso_seconds(one.updated_at),
            "mergeRequestEventType": None if one.kind == "branch" else one.kind.upper(),
            "project": lambda _info: self._project(one.project),
            "user": self._person(one.user),
            "jobs": lambda _info, **given: self._jobs(one, given),
            "stages": lambda _info, **given: _connection(
                dict.fromkeys(job.stage for job in one.jobs), given, lambda name: self._stage(one, name)
            ),
            "downstream": lambda _info, **given: _connection(self._started_by(one), given, self._pipeline),
            "upstream": lambda _info: self._pipeline(one.upstream_pipeline) if one.upstream_pipeline else None,
            "sourceJob": lambda _info: _job(one.upstream, one.upstream_pipeline) if one.upstream_pipeline else None,
        }

    def _started_by(self, one: Pipeline) -> list[Pipeline]:
        """Return the pipelines that the bridges of another one started and that the user may see."""
        started = [job.downstream for job in one.jobs if job.downstream and not job.retried]
        return self._lab.history.all_seen([row for row in started if self._may_read_builds(row.project)])

    def _stage(self, of: Pipeline, name: str) -> Row:
        """Return a CI stage; its page of jobs is larger than others (`jobs_per_stage_page_size`)."""
        rows = [job for job in self._lab.history.all_seen(of.jobs) if job.stage == name and not job.retried]
        rows.sort(key=lambda job: job.name)
        return {
            "name": name,
            "jobs": lambda _info, **given: _connection(rows, given, lambda one: _job(one, of), most=JOBS_OF_A_STAGE),
        }

    def _note(self, one: Note) -> Row:
        return {
            "id": f"gid://gitlab/Note/{one.id}",
            "system": one.is_system,
            "body": one.body,
            "createdAt": iso_seconds(one.created_at),
            "updatedAt": iso_seconds(one.updated_at),
            "author": self._person(one.author),
        }

    def _jobs(self, of: Pipeline, given: Row) -> Row:
        """Return the jobs; retried ones only when `retried` is not false, and bridges as `jobKind` says."""
        kind = given.get("jobKind")
        rows = [
            one
            for one in self._lab.history.all_seen(reversed(of.jobs))
            if given.get("retried") in {None, one.retried}
            and kind in {None, "BRIDGE" if one.is_bridge else "BUILD"}
            and (given.get("statuses") is None or one.status.upper() in given["statuses"])
            and (given.get("whenExecuted") is None or one.when in given["whenExecuted"])
        ]
        return _connection(rows, given, lambda one: _job(one, of))

    def _person(self, one: User) -> Row:
        return {
            "id": f"gid://gitlab/User/{one.id}",
            "username": one.username,
            "name": one.name,
            "bot": one.is_bot,
            "state": one.state,
            "webUrl": f"{self._lab.url}/{one.username}",
        }


def _diff_stats(one: MergeRequest, path: str | None) -> list[Row]:
    rows = [row for row in shapes.diffs(one) if path in {None, row["new_path"]}]
    signs = {row["new_path"]: [line[:1] for line in row["diff"].splitlines()] for row in rows}
    return [
        {"path": name, "additions": lines.count("+"), "deletions": lines.count("-")} for name, lines in signs.items()
    ]


def _repository(one: Project) -> Row:
    def blobs(_info: object, paths: list[str], ref: str | None = None, **given: Any) -> Row:
        commit = commit_at(one, ref or "HEAD")
        files = commit.files if commit else {}
        return _connection([path for path in paths if path in files], given, lambda path: _blob(path, files[path]))

    return {"rootRef": one.default_branch if one.branches else None, "empty": not one.branches, "blobs": blobs}


def _blob(path: str, text: str) -> Row:
    return {"path": path, "name": path.rsplit("/", 1)[-1], "rawBlob": text, "rawSize": len(text.encode())}


def _container_repository(one: ContainerRepository, level: int) -> Row:
    """Return a repository with its tags, and what somebody of that level may do with each."""
    registry = registry_of(one)

    def shape(name: str) -> Row:
        return {
            "name": name,
            "digest": registry.digest(name),
            "path": f"{one.path}:{name}",
            "location": f"{one.location}:{name}",
            "userPermissions": {"destroyContainerRepositoryTag": may_delete(one, name, level)},
        }

    return {
        "id": f"gid://gitlab/ContainerRepository/{one.id}",
        "path": one.path,
        "tags": lambda _info, **given: _connection(registry.names(), given, shape),
    }


def _job(one: Job, of: Pipeline) -> Row:
    has_runner = one.has_runner and not one.is_bridge
    return {
        "id": f"gid://gitlab/Ci::{'Bridge' if one.is_bridge else 'Build'}/{one.id}",
        "name": one.name,
        "status": one.status.upper(),
        "kind": "BRIDGE" if one.is_bridge else "BUILD",
        "stage": {"name": one.stage, "jobs": None},
        "allowFailure": one.allow_failure,
        "retried": one.retried,
        "duration": None if one.duration is None else round(one.duration),
        "queuedDuration": one.queued,
        "createdAt": iso_seconds(one.created_at),
        "startedAt": iso_seconds(one.started_at),
        "finishedAt": iso_seconds(one.finished_at),
        "webPath": f"/{of.project.path}/-/jobs/{one.id}",
        "tags": None if one.is_bridge else list(one.tags),
        "runner": {"id": "gid://gitlab/Ci::Runner/7", "runnerType": one.runner_type.upper()} if has_runner else None,
        "schedulingType": "stage" if one.needs is None else "dag",
        "needs": lambda _info, **given: _connection(one.needs or (), given, lambda name: {"id": name, "name": name}),
    }


def _is_between(moment: datetime, given: Row) -> bool:
    after, before = given.get("updatedAfter"), given.get("updatedBefore")
    return (after is None or moment >= datetime.fromisoformat(after)) and (
        before is None or moment <= datetime.fromisoformat(before)
    )


def _connection(rows: Iterable[Any], given: Row, shape: Callable[[Any], Row], *, most: int = LARGEST_PAGE) -> Row:
    """Return one page of at most a hundred rows; a cursor names the row that it stands after."""
    every = list(rows)
    start = _place(given["after"]) if given.get("after") else 0
    end = _place(given["before"]) - 1 if given.get("before") else len(every)
    size = min(given.get("first") or given.get("last") or most, most)
    start, end = (max(start, end - size), end) if given.get("last") else (start, min(end, start + size))
    nodes = [shape(one) for one in every[start:end]]
    cursors = [_cursor(place) for place in range(start + 1, start + 1 + len(nodes))]
    page = {
        "hasNextPage": end < len(every),
        "hasPreviousPage": start > 0,
        "startCursor": cursors[0] if cursors else None,
        "endCursor": cursors[-1] if cursors else None,
    }
    edges = [{"cursor": cursor, "node": node} for cursor, node in zip(cursors, nodes, strict=True)]
    return {"nodes": nodes, "edges": edges, "pageInfo": page}


def _cursor(place: int) -> str:
    return base64.b64encode(json.dumps({"id": str(place)}).encode()).decode()


def _place(cursor: str) -> int:
    return int(json.loads(base64.b64decode(cursor))["id"])
