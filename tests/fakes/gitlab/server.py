"""The HTTP side of the practice GitLab: who asks, may they, and which answer it is."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.fakes.gitlab import page, shapes
from tests.fakes.gitlab.graphql import execute
from tests.fakes.gitlab.state import MergeRequest, Note, Pipeline, Project, User
from tests.fakes.holds import When
from tests.fakes.loopback import Answer, DroppedError, Request

if TYPE_CHECKING:
    from tests.fakes.gitlab.lab import PracticeGitLab

GUEST, REPORTER, DEVELOPER, MAINTAINER = 10, 20, 30, 40
NOTE_LIMIT = 1_000_000


class _StopError(Exception):
    """An answer that ends the request early."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class Server:
    """Answers requests from the state of a lab."""

    def __init__(self, lab: "PracticeGitLab") -> None:
        self._lab = lab

    def answer(self, request: Request) -> Answer:
        """Answer one request and log it."""
        self._lab.faults.delay()
        user = self._user(request)
        fault = self._lab.faults.take(f"{request.method} {request.path}")
        if fault and not fault.after_storing:
            answer = Answer(fault.status, {"message": f"{fault.status} on purpose"})
        else:
            self._stand(request, "before")
            with self._lab.lock:
                answer = self._right_answer(request, user)
            self._stand(request, "after")
            answer = Answer(fault.status, {"message": "lost on its way"}) if fault else answer
        self._log(request, user, answer.status)
        return answer

    def _stand(self, request: Request, when: When) -> None:
        if not self._lab.holds.stand(request.method, request.path, when):
            raise DroppedError

    def _right_answer(self, request: Request, user: User | None) -> Answer:
        try:
            if request.path == "/api/graphql":
                return self._graphql(request, user)
            if not request.path.startswith("/api/v4/"):
                return page.answer(self._lab, unquote(request.path))
            if user is None:
                return _message(401, "401 Unauthorized")
            return self._route(request, user)
        except _StopError as stop:
            return stop.answer

    def _route(self, request: Request, user: User) -> Answer:
        path = request.path.removeprefix("/api/v4")
        for method, pattern, handler in ROUTES:
            if method == request.method and (found := pattern.fullmatch(path)):
                return handler(self, request, user, *(unquote(part) for part in found.groups()))
        return _message(404, "404 Not Found")

    def _graphql(self, request: Request, user: User | None) -> Answer:
        if self._lab.faults.graphql_off:
            return _message(404, "404 Not Found")
        if user is None and request.headers.get("private-token"):
            return _message(401, "401 Unauthorized")
        return Answer(200, execute(self._lab, user, request.body))

    def _user(self, request: Request) -> User | None:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self._lab.tokens.get(request.headers.get("private-token") or bearer)

    def _log(self, request: Request, user: User | None, status: int) -> None:
        from tests.fakes.gitlab.lab import Logged  # noqa: PLC0415 - the lab is made of this module

        if request.path.startswith("/api/"):
            name = user.username if user else None
            self._lab.requests.append(Logged(request.method, request.path, status, name, request.headers))

    def project(self, user: User, key: str, least: int = GUEST) -> Project:
        """Return a project that a user may use so; GitLab hides what may not be seen behind a 404."""
        projects = self._lab.projects.values()
        found = next((one for one in projects if key in {str(one.id), one.path}), None)
        level = found.members.get(user.id, 0) if found else 0
        if found is None or (level == 0 and found.visibility == "private"):
            raise _StopError(_message(404, "404 Project Not Found"))
        if level < least and found.visibility == "private":
            raise _StopError(_message(403, "403 Forbidden"))
        return found

    def _get_user(self, _request: Request, user: User) -> Answer:
        return Answer(200, shapes.user(user, self._lab.url))

    def _get_project(self, _request: Request, user: User, key: str) -> Answer:
        return Answer(200, shapes.project(self.project(user, key), self._lab.url))

    def _list_merge_requests(self, request: Request, user: User, key: str) -> Answer:
        rows = self.project(user, key).merge_requests
        state, branch = _one(request, "state"), _one(request, "source_branch")
        rows = [row for row in rows if state in {None, "all", row.state} and branch in {None, row.source_branch}]
        return self._paged(request, [shapes.merge_request(row, self._lab.url) for row in rows])

    def merge_request(self, user: User, key: str, iid: str) -> MergeRequest:
        """Return a merge request that a user may see."""
        rows = self.project(user, key).merge_requests
        found = next((row for row in rows if str(row.iid) == iid), None)
        if found is None:
            raise _StopError(_message(404, "404 Not found"))
        return found

    def head_pipeline(self, mr: MergeRequest) -> Pipeline | None:
        """Return the newest pipeline of a merge request's head, as old as the lag makes it."""
        shown = [
            one
            for one in self._lab.pipelines.values()
            if one.merge_request is mr or (one.project is mr.source_project and one.ref == mr.source_branch)
        ]
        shown = [one for one in shown if self.is_visible(one.created_at)]
        return max(shown, key=lambda one: one.id, default=None)

    def is_visible(self, moment: datetime | None) -> bool:
        """Tell whether something that happened then shows already: replicas lag behind."""
        if moment is None or not self._lab.faults.lag_seconds:
            return True
        return (datetime.now(UTC) - moment).total_seconds() >= self._lab.faults.lag_seconds

    def _get_merge_request(self, _request: Request, user: User, key: str, iid: str) -> Answer:
        mr = self.merge_request(user, key, iid)
        head = self.head_pipeline(mr)
        row = shapes.merge_request(mr, self._lab.url)
        row["head_pipeline"] = shapes.pipeline(head, self._lab.url, self) if head else None
        return Answer(200, row)

    def _list_notes(self, request: Request, user: User, key: str, iid: str) -> Answer:
        mr = self.merge_request(user, key, iid)
        is_newest_first = _one(request, "sort") != "asc"
        notes = sorted(mr.notes, key=lambda note: (note.created_at, note.id), reverse=is_newest_first)
        rows = [shapes.note(note, mr, self._lab.url) for note in notes if self.is_visible(note.created_at)]
        return self._paged(request, rows)

    def _create_note(self, request: Request, user: User, key: str, iid: str) -> Answer:
        mr = self.merge_request(user, key, iid)
        body = str(shapes.read_json(request.body).get("body", ""))
        if not body.strip() or len(body) > NOTE_LIMIT:
            return Answer(400, {"message": '400 Bad request - Note {:note=>["can\'t be blank"]}'})
        if self._lab.faults.notes_create_limit == 0:
            text = "This endpoint has been requested too many times. Try again later."
            return Answer(429, {"message": {"error": text}})
        note = self._lab.add_note(mr, author=user, body=body, event_uuid=request.headers.get("x-gitlab-event-uuid"))
        if note is None:
            return Answer(202, {"commands_changes": {}, "summary": ["Applied."]})
        return Answer(201, shapes.note(note, mr, self._lab.url))

    def _note(self, user: User, key: str, iid: str, note_id: str) -> tuple[MergeRequest, Note]:
        mr = self.merge_request(user, key, iid)
        note = next((one for one in mr.notes if str(one.id) == note_id), None)
        if note is None:
            raise _StopError(_message(404, "404 Note Not Found"))
        return mr, note

    def _get_note(self, _request: Request, user: User, key: str, iid: str, note_id: str) -> Answer:
        mr, note = self._note(user, key, iid, note_id)
        return Answer(200, shapes.note(note, mr, self._lab.url))

    def _own_note(self, user: User, key: str, iid: str, note_id: str) -> tuple[MergeRequest, Note]:
        mr, note = self._note(user, key, iid, note_id)
        if note.author is not user and mr.project.members.get(user.id, 0) < MAINTAINER:
            raise _StopError(_message(403, "403 Forbidden"))
        return mr, note

    def _update_note(self, request: Request, user: User, key: str, iid: str, note_id: str) -> Answer:
        mr, note = self._own_note(user, key, iid, note_id)
        note.body = str(shapes.read_json(request.body)["body"])
        note.updated_at = datetime.now(UTC)
        note.edits += 1
        return Answer(200, shapes.note(note, mr, self._lab.url))

    def _delete_note(self, _request: Request, user: User, key: str, iid: str, note_id: str) -> Answer:
        mr, note = self._own_note(user, key, iid, note_id)
        mr.notes.remove(note)
        return Answer(204)

    def _reply(self, request: Request, user: User, key: str, iid: str, discussion_id: str) -> Answer:
        mr = self.merge_request(user, key, iid)
        if not any(note.discussion_id == discussion_id for note in mr.notes):
            return _message(404, "404 Discussion Not Found")
        body = str(shapes.read_json(request.body)["body"])
        note = self._lab.add_note(mr, author=user, body=body, event_uuid=request.headers.get("x-gitlab-event-uuid"))
        if note is None:
            return Answer(202, {"commands_changes": {}})
        note.discussion_id = discussion_id
        return Answer(201, shapes.note(note, mr, self._lab.url))

    def _pipeline(self, user: User, key: str, pipeline_id: str) -> Pipeline:
        project = self.project(user, key, REPORTER)
        found = self._lab.pipelines.get(int(pipeline_id)) if pipeline_id.isdigit() else None
        if found is None or found.project is not project:
            raise _StopError(_message(404, "404 Not found"))
        return found

    def _list_pipelines(self, request: Request, user: User, key: str) -> Answer:
        project = self.project(user, key, REPORTER)
        rows = [one for one in self._lab.pipelines.values() if one.project is project]
        for name in ("status", "sha", "source"):
            rows = [one for one in rows if _one(request, name) in {None, getattr(one, name)}]
        rows = [one for one in rows if _one(request, "ref") in {None, one.rest_ref}]
        rows.sort(key=lambda one: -one.id)
        return self._paged(request, [shapes.pipeline(one, self._lab.url, self) for one in rows])

    def _get_pipeline(self, _request: Request, user: User, key: str, pipeline_id: str) -> Answer:
        return Answer(200, shapes.pipeline(self._pipeline(user, key, pipeline_id), self._lab.url, self))

    def _list_jobs(self, request: Request, user: User, key: str, pipeline_id: str) -> Answer:
        pipeline = self._pipeline(user, key, pipeline_id)
        return self._paged(request, [shapes.job(job, pipeline, self._lab.url, self) for job in pipeline.latest_jobs])

    def _trace(self, _request: Request, user: User, key: str, job_id: str) -> Answer:
        project = self.project(user, key, REPORTER)
        jobs = [job for one in self._lab.pipelines.values() if one.project is project for job in one.jobs]
        found = next((job for job in jobs if str(job.id) == job_id), None)
        return Answer(200, found.trace, {"Content-Type": "text/plain"}) if found else _message(404, "404 Not found")

    def _commit(self, _request: Request, user: User, key: str, sha: str) -> Answer:
        commit = self.project(user, key).commits.get(sha)
        return Answer(200, shapes.commit(commit, self._lab.url)) if commit else _message(404, "404 Commit Not Found")

    def _raw_file(self, request: Request, user: User, key: str, path: str) -> Answer:
        project = self.project(user, key, REPORTER)
        text = self.file_at(project, path, _one(request, "ref") or "HEAD")
        if text is None:
            return _message(404, "404 File Not Found")
        return Answer(200, text.encode(), {"Content-Type": "text/plain"})

    def file_at(self, project: Project, path: str, ref: str) -> str | None:
        """Return a file of a branch or commit; HEAD is the default branch."""
        name = project.default_branch if ref == "HEAD" else ref
        commit = project.commits.get(project.branches.get(name, name))
        return commit.files.get(path) if commit else None

    def _lint(self, request: Request, user: User, key: str) -> Answer:
        project = self.project(user, key, DEVELOPER)
        ref = _one(request, "content_ref") or _one(request, "sha") or "HEAD"
        text = self.file_at(project, ".gitlab-ci.yml", ref)
        errors = [] if text else ["Please provide content of .gitlab-ci.yml"]
        return Answer(200, {"valid": bool(text), "merged_yaml": text, "errors": errors, "warnings": []})

    def _member(self, _request: Request, user: User, key: str, user_id: str) -> Answer:
        project = self.project(user, key)
        level = project.members.get(int(user_id)) if user_id.isdigit() else None
        if level is None:
            return _message(404, "404 Not found")
        row = {**shapes.user(self._lab.users[int(user_id)], self._lab.url), "access_level": level, "expires_at": None}
        return Answer(200, row)

    def _paged(self, request: Request, rows: list[Any]) -> Answer:
        number, size = int(_one(request, "page") or 1), min(int(_one(request, "per_page") or 20), 100)
        pages = max(1, -(-len(rows) // size))
        headers = {
            "X-Page": str(number),
            "X-Per-Page": str(size),
            "X-Total": str(len(rows)),
            "X-Total-Pages": str(pages),
        }
        headers["X-Next-Page"] = str(number + 1) if number < pages else ""
        link = f"{self._lab.url}{request.path}?page={{}}&per_page={size}"
        links = [f'<{link.format(1)}>; rel="first"', f'<{link.format(pages)}>; rel="last"']
        links += [f'<{link.format(number + 1)}>; rel="next"'] if number < pages else []
        return Answer(200, rows[(number - 1) * size : number * size], {**headers, "Link": ", ".join(links)})


def _message(status: int, text: str) -> Answer:
    return Answer(status, {"message": text})


def _one(request: Request, name: str) -> str | None:
    values: Mapping[str, list[str]] = request.query
    return values[name][0] if name in values else None


_PROJECT = "/projects/([^/]+)"
_MR = f"{_PROJECT}/merge_requests/([0-9]+)"
_TABLE: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
    ("GET", "/user", Server._get_user),
    ("GET", _PROJECT, Server._get_project),
    ("GET", f"{_PROJECT}/merge_requests", Server._list_merge_requests),
    ("GET", _MR, Server._get_merge_request),
    ("GET", f"{_MR}/notes", Server._list_notes),
    ("POST", f"{_MR}/notes", Server._create_note),
    ("GET", f"{_MR}/notes/([0-9]+)", Server._get_note),
    ("PUT", f"{_MR}/notes/([0-9]+)", Server._update_note),
    ("DELETE", f"{_MR}/notes/([0-9]+)", Server._delete_note),
    ("POST", f"{_MR}/discussions/([0-9a-f]+)/notes", Server._reply),
    ("GET", f"{_PROJECT}/pipelines", Server._list_pipelines),
    ("GET", f"{_PROJECT}/pipelines/([0-9]+)", Server._get_pipeline),
    ("GET", f"{_PROJECT}/pipelines/([0-9]+)/jobs", Server._list_jobs),
    ("GET", f"{_PROJECT}/jobs/([0-9]+)/trace", Server._trace),
    ("GET", f"{_PROJECT}/repository/commits/([0-9a-f]+)", Server._commit),
    ("GET", f"{_PROJECT}/repository/files/([^/]+)/raw", Server._raw_file),
    ("GET", f"{_PROJECT}/ci/lint", Server._lint),
    ("GET", f"{_PROJECT}/members/all/([0-9]+)", Server._member),
)
ROUTES = tuple((method, re.compile(pattern), handler) for method, pattern, handler in _TABLE)
