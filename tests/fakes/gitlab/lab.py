"""The practice GitLab in words: add projects, commits, pipelines, notes, and look at what came of them."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, Self

from tests.fakes.gitlab import hooks
from tests.fakes.gitlab.faults import Faults
from tests.fakes.gitlab.quick_actions import without_quick_actions
from tests.fakes.gitlab.server import Server
from tests.fakes.gitlab.state import Commit, Job, MergeRequest, Note, Pipeline, Project, User, sha_of
from tests.fakes.holds import Hold, Holds, When
from tests.fakes.loopback import LoopbackServer


@dataclass(frozen=True)
class Logged:
    """A request that came in."""

    method: str
    path: str
    status: int
    user: str | None
    headers: Mapping[str, str]


class PracticeGitLab:
    """A GitLab on loopback; use it as a context manager."""

    def __init__(self, port: int = 0) -> None:
        self.lock = threading.RLock()
        self.faults = Faults()
        self.holds = Holds()
        self.users: dict[int, User] = {}
        self.tokens: dict[str, User] = {}
        self.projects: dict[int, Project] = {}
        self.pipelines: dict[int, Pipeline] = {}
        self.requests: list[Logged] = []
        self.deliveries: list[hooks.Delivery] = []
        self.quick_actions_run: list[str] = []
        self._subscriptions: list[hooks.Subscription] = []
        self._seen_uuids: set[str] = set()
        self._senders: list[threading.Thread] = []
        self._ids = {kind: count(start) for kind, start in _FIRST_IDS.items()}
        self._http_server = Server(self)
        self._http = LoopbackServer(self._http_server.answer, port)
        self.bot = self.add_user("lighterman", bot=True)
        self.token = self.token_for(self.bot)

    @property
    def url(self) -> str:
        """Return the address."""
        return f"http://127.0.0.1:{self._http.port}"

    def __enter__(self) -> Self:
        self._http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.holds.drop_all()
        self._http.stop()

    def hold(self, method: str, path_contains: str, when: When = "before") -> Hold:
        """Hold the next such request before its change is carried out, or after it and before the answer is sent."""
        return self.holds.add(method, path_contains, when)

    def next_id(self, kind: str) -> int:
        """Return a fresh id; every kind counts for itself, as in GitLab."""
        return next(self._ids[kind])

    def add_user(self, username: str, *, bot: bool = False) -> User:
        """Add a user."""
        user = User(self.next_id("user"), username, is_bot=bot)
        self.users[user.id] = user
        return user

    def token_for(self, user: User) -> str:
        """Return a fresh access token of a user."""
        token = f"glpat-{sha_of('token', user.id, len(self.tokens))[:20]}"
        self.tokens[token] = user
        return token

    def revoke(self, token: str) -> None:
        """Make a token worthless."""
        del self.tokens[token]

    def add_project(
        self, path: str, *, default_branch: str = "main", visibility: str = "private", members: Mapping[User, int]
    ) -> Project:
        """Add a project with its members' access levels."""
        levels = {user.id: level for user, level in members.items()}
        project = Project(self.next_id("project"), path, default_branch, visibility, levels)
        self.projects[project.id] = project
        return project

    def fork(self, project: Project, *, into: str, members: Mapping[User, int] | None = None) -> Project:
        """Fork a project; the bot may read a fork only as a member of it."""
        fork = self.add_project(into, default_branch=project.default_branch, members=members or {self.bot: 20})
        fork.forked_from = project
        fork.commits, fork.branches = dict(project.commits), dict(project.branches)
        return fork

    def commit(
        self,
        project: Project,
        branch: str,
        *,
        files: Mapping[str, str],
        message: str = "Change",
        start: str | None = None,
        parents: tuple[str, ...] | None = None,
    ) -> str:
        """Commit files to a branch, which begins at `start` when it is new; return the commit's id."""
        head = project.branches.get(branch) or project.branches.get(start or "")
        before = parents if parents is not None else (head,) if head else ()
        tree = {**(project.commits[before[0]].files if before else {}), **files}
        sha = sha_of(project.path, branch, before, sorted(tree.items()), message)
        project.commits[sha] = Commit(sha, message, before, tree, _now())
        project.branches[branch] = sha
        self._tell_of_push(project, branch, sha)
        return sha

    def open_mr(
        self,
        project: Project,
        *,
        source: str,
        target: str,
        title: str,
        author: User,
        source_project: Project | None = None,
    ) -> MergeRequest:
        """Open a merge request, which sends its hook."""
        home = source_project or project
        base = _merge_base(home, home.branches[source], project, project.branches[target])
        now, iid = _now(), len(project.merge_requests) + 1
        mr = MergeRequest(
            self.next_id("merge_request"), iid, project, home, source, target, title, author, base, now, now
        )
        project.merge_requests.append(mr)
        self._send(project, "Merge Request Hook", hooks.merge_request_body(mr, "open", self.url, author, None))
        return mr

    def add_pipeline(
        self,
        project: Project,
        *,
        ref: str,
        sha: str | None = None,
        source: str = "push",
        mr: MergeRequest | None = None,
        kind: str = "branch",
        status: str = "running",
    ) -> Pipeline:
        """Start a pipeline; that of a merged result runs on a merge commit of its own."""
        head = sha or project.branches[ref]
        if kind == "merged_result" and sha is None and mr is not None:
            head = self._merge_commit(project, mr)
        pipeline = Pipeline(
            id=self.next_id("pipeline"),
            iid=len(self.pipelines) + 1,
            project=project,
            ref=ref,
            sha=head,
            source=source,
            kind=kind,
            status=status,
            merge_request=mr if kind != "branch" else None,
            created_at=_now(),
        )
        self.pipelines[pipeline.id] = pipeline
        return pipeline

    def add_job(
        self,
        pipeline: Pipeline,
        name: str,
        *,
        stage: str = "build",
        status: str = "success",
        duration: float | None = 60.0,
        queued: float = 2.0,
        trace: bytes = b"",
        failure_reason: str | None = None,
    ) -> Job:
        """Add a job with its trace."""
        ended = _now() if status in {"success", "failed", "canceled"} else None
        job = Job(self.next_id("job"), name, stage, status, duration, queued, trace, failure_reason, _now(), ended)
        pipeline.jobs.append(job)
        return job

    def finish_job(self, job: Job, status: str = "success") -> None:
        """End a job, which sends its hook."""
        job.status, job.finished_at = status, _now()
        pipeline = next(one for one in self.pipelines.values() if job in one.jobs)
        self._send(pipeline.project, "Job Hook", hooks.job_body(pipeline, job, self.url, self.bot))

    def retry_job(self, job: Job, **others: Any) -> Job:
        """Run a job again under a new id; the old one is hidden."""
        pipeline = next(one for one in self.pipelines.values() if job in one.jobs)
        job.retried = True
        pipeline.status, pipeline.finished_at = "running", None
        return self.add_job(pipeline, job.name, stage=job.stage, **others)

    def finish(self, pipeline: Pipeline, status: str = "success") -> None:
        """End a pipeline, which sends its hook."""
        pipeline.status, pipeline.finished_at = status, _now()
        body = hooks.pipeline_body(pipeline, self.url, self.bot)
        self._send(pipeline.project, "Pipeline Hook", body)

    def add_note(self, mr: MergeRequest, *, author: User, body: str, event_uuid: str | None = None) -> Note | None:
        """Write a note, which sends its hook; quick actions are run and taken out, and may leave nothing."""
        text, commands = without_quick_actions(body)
        self.quick_actions_run += commands
        if commands and not text.strip():
            return None
        number = self.next_id("note")
        note = Note(number, author, text, _now(), _now(), sha_of("discussion", number))
        mr.notes.append(note)
        self._send(mr.project, "Note Hook", hooks.note_body(mr, note, "create", self.url), event_uuid)
        return note

    def comments(self, mr: MergeRequest) -> list[Note]:
        """Return the notes that people and bots wrote, oldest first."""
        return [note for note in mr.notes if not note.is_system]

    def subscribe(
        self,
        path: str,
        url: str,
        *,
        token: str | None = None,
        signing_token: str | None = None,
        events: set[str] | None = None,
    ) -> None:
        """Send the hooks of a project or group to an address."""
        wanted = frozenset(events or _EVENT_OF_HOOK.values())
        self._subscriptions.append(hooks.Subscription(path, url, token, signing_token, wanted))

    def redeliver(self, delivery: hooks.Delivery) -> int:
        """Send the same event once more, under the same key; return the answer's status."""
        return delivery.send()

    def wait_for_deliveries(self) -> None:
        """Wait until every hook on its way was answered."""
        while self._senders:
            self._senders.pop().join()

    def clear_requests(self) -> None:
        """Forget the requests so far."""
        self.requests.clear()

    def count(self, *, method: str | None = None, path_contains: str = "") -> int:
        """Return how many requests came in since the last clearing."""
        return sum(1 for one in self.requests if method in {None, one.method} and path_contains in one.path)

    def _merge_commit(self, project: Project, mr: MergeRequest) -> str:
        parents = (project.branches[mr.target_branch], mr.head_sha)
        sha = sha_of("merge", parents)
        project.commits[sha] = Commit(sha, "Merge", parents, mr.source_project.commits[mr.head_sha].files, _now())
        return sha

    def _tell_of_push(self, project: Project, branch: str, sha: str) -> None:
        for mr in project.merge_requests:
            if mr.source_branch == branch and mr.source_project is project and mr.state == "opened":
                mr.updated_at = _now()
                oldrev = project.commits[sha].parents[0]
                body = hooks.merge_request_body(mr, "update", self.url, mr.author, oldrev)
                self._send(project, "Merge Request Hook", body)

    def _send(self, project: Project, name: str, body: bytes, event_uuid: str | None = None) -> None:
        """Deliver to every webhook of the project and its groups; a chain that we began already is not sent again."""
        if event_uuid in self._seen_uuids:
            return
        chain = event_uuid or f"{sha_of('chain', self.next_id('chain'))[:32]}"
        for one in self._subscriptions:
            covers = project.path == one.path or project.path.startswith(f"{one.path}/")
            if covers and _EVENT_OF_HOOK[name] in one.events:
                self._seen_uuids.add(chain)
                delivery = hooks.Delivery(one, name, body, chain, self.url)
                self.deliveries.append(delivery)
                sender = threading.Thread(target=delivery.send, daemon=True)
                self._senders.append(sender)
                sender.start()


_FIRST_IDS = {
    "user": 11,
    "project": 4711,
    "merge_request": 901,
    "pipeline": 99001,
    "job": 771001,
    "note": 50001,
    "chain": 1,
}
_EVENT_OF_HOOK = {
    "Pipeline Hook": "pipeline",
    "Job Hook": "job",
    "Merge Request Hook": "merge_request",
    "Note Hook": "note",
    "Push Hook": "push",
}


def _now() -> datetime:
    return datetime.now(UTC)


def _merge_base(source: Project, head: str, target: Project, other: str) -> str:
    theirs = set(_ancestors(target, other))
    return next((sha for sha in _ancestors(source, head) if sha in theirs), other)


def _ancestors(project: Project, sha: str) -> list[str]:
    found, waiting = [], [sha]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting += project.commits[one].parents
    return found
