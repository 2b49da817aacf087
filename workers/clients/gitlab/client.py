"""The calls of one review and its comment."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from bot.commands import Caller
from bot.condition import AccessToken
from bot.errors import NotAllowed, NotThere, OutsideError
from bot.facts import Pipeline
from bot.misses import FileChange, Files
from bot.secret import Secret
from bot.tasks import ProjectHint
from workers.clients.gitlab import children, files, graphql, rest
from workers.clients.gitlab.changes import Changes
from workers.clients.gitlab.ci import Ci
from workers.clients.gitlab.connection import AT_ONCE, Connection
from workers.clients.gitlab.overview import CI_PATH, Note, Overview, Question, time_of
from workers.clients.gitlab.receipts import Receipts
from workers.clients.gitlab.registry_tags import RegistryTags

TRACE_CHUNK_BYTES = 256 * 1024
"""python-gitlab's default of 1 KiB costs 16 times the processor time."""
EVENT_UUID = "X-Gitlab-Event-UUID"
"""Echoed when notes are written, so that GitLab does not send us our own note; never on other calls."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OwnUser:
    """The user that we are."""

    id: int
    username: str


class GitLab:
    """GitLab, asked with one token; every error is one of bot.errors."""

    def __init__(self, url: str, token: Secret, *, ca_file: str | None = None) -> None:
        self._connection = Connection(url, token, ca_file=ca_file)
        self._own_user_id: int | None = None
        self._own_user: OwnUser | None = None
        self.ci = Ci(self._connection)
        self.changes = Changes(self._connection)
        self.registry_tags = RegistryTags(self._connection)

    def overview(self, question: Question) -> Overview:
        """Return what is known of a merge request, by GraphQL in one request, else by REST in several."""
        overview = self._by_graphql(question) if question.project_path else None
        overview = overview or rest.ask(self._connection, question)
        self._own_user_id = overview.own_user_id
        return overview

    def _by_graphql(self, question: Question) -> Overview | None:
        try:
            overview, has_more_jobs = graphql.ask(self._connection, question)
        except NotAllowed:
            raise
        except OutsideError as error:
            if error.retry_after_seconds:
                raise
            log.warning("asking by REST instead: %s", error)
            return None
        pipeline = overview.pipeline
        if not has_more_jobs or pipeline is None or not pipeline.is_finished:
            return overview
        jobs = rest.jobs_of(self._connection, pipeline.project_id, pipeline.id)
        return replace(overview, pipeline=replace(pipeline, jobs=jobs))

    def with_children(
        self, head: Pipeline, there: str, home: str, runs: Sequence[Pipeline], branch: str | None
    ) -> tuple[Pipeline, tuple[Pipeline, ...]]:
        """Return a pipeline, and the runs of a branch where it is named, with the jobs of their child pipelines.

        `there` is the path of the project that the pipeline ran in, `home` that of the branch.
        """
        try:
            found = children.ask_by_graphql(self._connection, head, there, home, branch)
        except OutsideError as error:
            if isinstance(error, NotAllowed) or error.retry_after_seconds:
                raise
            log.warning("asking by REST instead: %s", error)
            found = children.ask_by_rest(self._connection, [head, *runs])
        return children.with_children(head, found), tuple(children.with_children(run, found) for run in runs)

    def project(self, name: str) -> ProjectHint:
        """Return a project by its path or id."""
        row = self._connection.read(f"the project {name}", f"/projects/{quote(name, safe='')}")
        return ProjectHint(row["id"], row["path_with_namespace"])

    def project_and_branch(self, name: str) -> tuple[ProjectHint, str]:
        """Return a project by its path or id, and its default branch."""
        row = self._connection.read(f"the project {name}", f"/projects/{quote(name, safe='')}")
        return ProjectHint(row["id"], row["path_with_namespace"]), str(row["default_branch"])

    def pipeline(self, project_id: int, pipeline_id: int) -> tuple[Pipeline, str]:
        """Return a pipeline with its jobs, and its ref; what its jobs need REST does not tell."""
        row = self._connection.read(f"pipeline {pipeline_id}", f"/projects/{project_id}/pipelines/{pipeline_id}")
        return rest.pipeline_with_jobs(self._connection, row), str(row["ref"])

    def job_status(self, project_id: int, job_id: int) -> str:
        """Return GitLab's word for where a job stands."""
        return str(self._connection.read(f"job {job_id}", f"/projects/{project_id}/jobs/{job_id}")["status"])

    def trace(self, project_id: int, job_id: int) -> Iterator[bytes]:
        """Yield a job's trace in chunks; GitLab serves it whole, without ranges."""
        # By path: a lazy project of python-gitlab makes managers for all that a project has, which takes a millisecond.
        path = f"/projects/{project_id}/jobs/{job_id}/trace"
        with self._connection.translated(f"the trace of job {job_id}"):
            response: Any = self._connection.api.http_get(path, streamed=True, raw=True, **AT_ONCE)
            yield from response.iter_content(TRACE_CHUNK_BYTES)

    def merged_ci_file(self, project_id: int, sha: str) -> str | None:
        """Return the CI configuration of a commit with its includes merged; None when GitLab does not tell."""
        try:
            lint = self._connection.read("the CI configuration", f"/projects/{project_id}/ci/lint", content_ref=sha)
        except (NotAllowed, NotThere):
            return None
        return str(lint["merged_yaml"]) if lint.get("merged_yaml") else None

    def ci_file(self, project_id: int, sha: str, path: str = CI_PATH) -> str | None:
        """Return the CI configuration of a commit as it stands in the file, or None."""
        try:
            return rest.read_file(self._connection, project_id, path, sha)
        except NotAllowed:
            # Jobs are then told by their names, which is worse but no reason to say nothing.
            return None

    def files(
        self, project_id: int, project_path: str, paths: Sequence[str], now: str, before: str | None
    ) -> tuple[Files, Files]:
        """Return those of some files that exist at two commits, by GraphQL in one request, else by REST in several."""
        try:
            return files.ask_by_graphql(self._connection, project_path, paths, now, before)
        except OutsideError as error:
            if isinstance(error, NotAllowed) or error.retry_after_seconds:
                raise
            log.warning("asking by REST instead: %s", error)
            return files.ask_by_rest(self._connection, project_id, paths, now, before)

    def changed_files(self, project_id: int, iid: int) -> tuple[tuple[FileChange, ...], bool]:
        """Return the first hundred files that a merge request changes, and whether there may be more."""
        return files.changed_files(self._connection, project_id, iid)

    def parents(self, project_id: int, sha: str) -> tuple[str, ...]:
        """Return the parents of a commit; the first of a merged result is the target branch as it was."""
        commit = self._connection.read("the commit", f"/projects/{project_id}/repository/commits/{sha}")
        return tuple(commit["parent_ids"])

    def notes(self, project_id: int, iid: int) -> Iterator[Note]:
        """Yield the notes of a merge request, newest first, page by page."""
        path = self._notes_path(project_id, iid)
        yield from map(_note, self._connection.rows("the notes", path, sort="desc", order_by="created_at"))

    def note(self, project_id: int, iid: int, note_id: int) -> Note:
        """Return one note."""
        return _note(self._connection.read("the note", f"{self._notes_path(project_id, iid)}/{note_id}"))

    def create_note(self, project_id: int, iid: int, body: str, *, event_uuid: str) -> int:
        """Write a note and return its id; never repeated by itself."""
        notes = self._merge_request(project_id, iid).notes
        with self._connection.translated(f"writing a comment on !{iid}"):
            return int(notes.create({"body": body}, **_echo(event_uuid)).id)

    def update_note(self, project_id: int, iid: int, note_id: int, body: str, *, event_uuid: str) -> None:
        """Write over a note; writing the same twice changes nothing."""
        path = f"{self._notes_path(project_id, iid)}/{note_id}"
        with self._connection.translated(f"editing our comment on !{iid}"):
            self._connection.api.http_put(path, post_data={"body": body}, **_echo(event_uuid))

    def delete_note(self, project_id: int, iid: int, note_id: int) -> None:
        """Delete a note of ours."""
        with self._connection.translated(f"deleting a double comment on !{iid}"):
            self._merge_request(project_id, iid).notes.delete(note_id, **AT_ONCE)

    def reply(self, project_id: int, iid: int, discussion_id: str, body: str, *, event_uuid: str) -> None:
        """Answer in a thread."""
        discussion = self._merge_request(project_id, iid).discussions.get(discussion_id, lazy=True)
        with self._connection.translated(f"answering on !{iid}"):
            discussion.notes.create({"body": body}, **_echo(event_uuid))

    def caller(self, project_id: int, user_id: int) -> Caller:
        """Return who a user is and what they may do in a project now.

        GitLab shows a membership until the night after it ended, and a bot's account only where users are looked up.
        """
        user = self._connection.read("the user", f"/users/{user_id}")
        try:
            member = self._connection.read("the member", f"/projects/{project_id}/members/all/{user_id}")
        except NotThere:
            member = {}
        ends_on = member.get("expires_at")
        has_ended = ends_on is not None and date.fromisoformat(ends_on) <= datetime.now(UTC).date()
        is_active = member.get("state") == "active" and not has_ended
        return Caller(
            user_id=user_id,
            username=user["username"],
            access_level=int(member["access_level"]) if is_active else 0,
            is_blocked=user.get("state", "active") != "active",
            is_bot=bool(user.get("bot")),
            membership_ended_on=ends_on if has_ended else None,
        )

    def receipts(self, project_id: int, iid: int, note_id: int) -> Receipts:
        """Return our emoji on a note."""
        return Receipts(self._connection, f"{self._notes_path(project_id, iid)}/{note_id}", self.own_user_id())

    def own_user(self) -> OwnUser:
        """Return the user whose token this is."""
        if self._own_user is None:
            row = self._connection.read("our own user", "/user")
            self._own_user = OwnUser(int(row["id"]), str(row["username"]))
        return self._own_user

    def own_user_id(self) -> int:
        """Return the id of the user whose token this is."""
        if self._own_user_id is None:
            self._own_user_id = self.own_user().id
        return self._own_user_id

    def version(self) -> str:
        """Return GitLab's version."""
        return str(self._connection.read("its version", "/version")["version"])

    def own_token(self) -> AccessToken:
        """Return what GitLab tells of our token, from 15.5 on; raise NotThere before."""
        row = self._connection.read("our own token", "/personal_access_tokens/self")
        expires = row.get("expires_at")
        return AccessToken(frozenset(row["scopes"]), date.fromisoformat(expires) if expires else None)

    def _project(self, project_id: int) -> Any:
        return self._connection.api.projects.get(project_id, lazy=True)

    def _merge_request(self, project_id: int, iid: int) -> Any:
        return self._project(project_id).mergerequests.get(iid, lazy=True)

    @staticmethod
    def _notes_path(project_id: int, iid: int) -> str:
        return f"/projects/{project_id}/merge_requests/{iid}/notes"


def _note(row: Any) -> Note:
    return Note(row["id"], row["author"]["id"], row["body"], time_of(row["created_at"]), row["system"])


def _echo(event_uuid: str) -> dict[str, Any]:
    return {**AT_ONCE, "extra_headers": {EVENT_UUID: event_uuid} if event_uuid else {}}
