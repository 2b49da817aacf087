"""The words about code: commits, pushes, tags, forks and merge requests."""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.fakes.gitlab.core import Core
from tests.fakes.gitlab.payloads import parts, pushes
from tests.fakes.gitlab.payloads.merge_requests import merge_request_body, rerequested
from tests.fakes.gitlab.repository import merge_base
from tests.fakes.gitlab.state import (
    Commit,
    ContainerRepository,
    Label,
    MergeRequest,
    Milestone,
    Note,
    Project,
    User,
    sha_of,
)

MOST_PUSHED = 3
"""A push of more branches or tags makes no push hook at all (push_event_hooks_limit)."""
Files = Mapping[str, str | None]


class CodeWords(Core):
    """What happens to a repository."""

    def fork(self, project: Project, *, into: str, members: Mapping[User, int] | None = None) -> Project:
        """Fork a project; who is no member of it may not read it."""
        fork = self.add_project(into, default_branch=project.default_branch, members=members or {self.bot: 20})
        fork.forked_from = project
        fork.commits, fork.branches = dict(project.commits), dict(project.branches)
        return fork

    def add_container_repository(self, project: Project, host: str, *, path: str = "") -> ContainerRepository:
        """Let a repository of a registry belong to a project; its tags are what the registry at `host` holds."""
        whole = f"{project.path}/{path}" if path else project.path
        added = ContainerRepository(self.next_id("container_repository"), whole.lower(), host, self.now())
        project.container_repositories.append(added)
        return added

    def commit(
        self,
        project: Project,
        branch: str,
        *,
        files: Files,
        message: str = "Change",
        start: str | None = None,
        parents: tuple[str, ...] | None = None,
        user: User | None = None,
    ) -> str:
        """Commit files to a branch and push it; a file that is None is deleted, a new branch begins at `start`."""
        before = project.branches.get(branch)
        sha = self._commit(project, branch, files, message, start, parents)
        self._pushed(project, {branch: (before, sha)}, user or self.first_member(project))
        return sha

    def push_branches(
        self, project: Project, branches: Iterable[str], *, files: Files, start: str = "main", user: User | None = None
    ) -> None:
        """Push the same change to several branches at once."""
        names = list(branches)
        before = {name: project.branches.get(name) for name in names}
        moves = {name: (before[name], self._commit(project, name, files, "Change", start, None)) for name in names}
        self._pushed(project, moves, user or self.first_member(project))

    def push_tag(self, project: Project, tag: str, *, sha: str, user: User | None = None) -> None:
        """Push a tag, which sends its hook."""
        body = pushes.tag_push_body(project, tag, sha, user or self.first_member(project), self.style)
        self.hooks.send(project, "tag_push", body)

    def first_member(self, project: Project) -> User:
        """Return who does what nobody else was named for."""
        return next((self.users[one] for one in project.members), self.bot)

    def _commit(
        self,
        project: Project,
        branch: str,
        files: Files,
        message: str,
        start: str | None,
        parents: tuple[str, ...] | None,
    ) -> str:
        head = project.branches.get(branch) or project.branches.get(start or "")
        before = parents if parents is not None else (head,) if head else ()
        tree = {**(project.commits[before[0]].files if before else {}), **files}
        kept = {path: text for path, text in tree.items() if text is not None}
        sha = sha_of(project.path, branch, before, sorted(kept.items()), message)
        project.commits[sha] = Commit(sha, message, before, kept, self.now())
        self.history.change(project, branches={**project.branches, branch: sha})
        return sha

    def _pushed(self, project: Project, moves: Mapping[str, tuple[str | None, str]], user: User) -> None:
        if len(moves) > MOST_PUSHED:
            self.hooks.withhold("push", "more than 3 branches")
        for branch, (before, after) in moves.items():
            if len(moves) <= MOST_PUSHED:
                self.hooks.send(project, "push", pushes.push_body(project, branch, before, after, user, self.style))
            self._follow(project, branch, before, after, user)

    def _follow(self, project: Project, branch: str, before: str | None, after: str, user: User) -> None:
        """Let the open merge requests of a branch follow a push, which sends their hooks."""
        for target in self.projects.values():
            for mr in target.merge_requests:
                if mr.source_branch == branch and mr.source_project is project and mr.state == "opened":
                    base = merge_base(project, after, target, target.branches[mr.target_branch])
                    self.history.change(mr, head_sha=after, base_sha=base, updated_at=self.now())
                    self.add_system_note(mr, user, "added 1 commit")
                    self._tell(mr, "update", user, oldrev=before)

    def add_label(self, title: str) -> Label:
        """Make a label."""
        return Label(self.next_id("label"), title, self.now())

    def add_milestone(self, title: str) -> Milestone:
        """Make a milestone."""
        number = self.next_id("milestone")
        return Milestone(number, number, title, self.now())

    def open_mr(
        self,
        project: Project,
        *,
        source: str,
        target: str,
        title: str,
        author: User,
        source_project: Project | None = None,
        **others: Any,
    ) -> MergeRequest:
        """Open a merge request, which sends its hook; `others` are description, labels, milestone, people."""
        home = source_project or project
        head, now = home.branches[source], self.now()
        mr = MergeRequest(
            id=self.next_id("merge_request"),
            iid=len(project.merge_requests) + 1,
            project=project,
            source_project=home,
            source_branch=source,
            target_branch=target,
            title=title,
            author=author,
            base_sha=merge_base(home, head, project, project.branches[target]),
            head_sha=head,
            created_at=now,
            updated_at=now,
            **others,
        )
        # Not begun in the history: a lag hides what happens to a merge request, not that there is one.
        project.merge_requests.append(mr)
        when = self.style.time(now)
        changes = {
            "merge_status": {"previous": "preparing", "current": "checking"},
            "updated_at": {"previous": when, "current": when},
            "prepared_at": {"previous": None, "current": when},
        }
        self._tell(mr, "open", author, changes=changes)
        return mr

    def edit_mr(self, mr: MergeRequest, *, user: User, **values: Any) -> None:
        """Change title, description, labels, target branch or people of a merge request, which sends its hook."""
        before = {name: getattr(mr, name) for name in values}
        was_draft, was = mr.is_draft, mr.updated_at
        self.history.change(mr, **values, updated_at=self.now())
        changes = {
            name: {"previous": self._shown(mr, before[name]), "current": self._shown(mr, value)}
            for name, value in values.items()
        }
        if was_draft is not mr.is_draft:
            changes["draft"] = {"previous": was_draft, "current": mr.is_draft}
        when = self.style.time(mr.updated_at)
        changes |= {
            "updated_at": {"previous": self.style.time(was), "current": when},
            "last_edited_at": {"previous": None, "current": when},
            "last_edited_by_id": {"previous": None, "current": user.id},
            "updated_by_id": {"previous": None, "current": user.id},
        }
        self._tell(mr, "update", user, changes=changes)

    def _shown(self, mr: MergeRequest, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        shapes = {Label: lambda one: parts.label(one, mr.project, self.style), User: parts.user}
        return [shapes[type(one)](one) for one in value]

    def rerequest_review(self, mr: MergeRequest, *, user: User, of: User) -> None:
        """Ask for a review once more, which sends a hook whose change is a pair of lists."""
        self._tell(mr, "update", user, changes=rerequested(of))

    def reset_approvals(self, mr: MergeRequest, *, user: User) -> None:
        """Withdraw the approvals after a push, which GitLab tells in a hook of its own."""
        self.history.change(mr, approved_by=())
        self._tell(mr, "update", user, system_action="approvals_reset_on_push")

    def close_mr(self, mr: MergeRequest, *, user: User) -> None:
        """Close a merge request, which sends its hook."""
        self.history.change(mr, state="closed", closed_by=user, closed_at=self.now(), updated_at=self.now())
        self.add_system_note(mr, user, "closed")
        self._tell(mr, "close", user)

    def reopen_mr(self, mr: MergeRequest, *, user: User) -> None:
        """Open a closed merge request again, which sends its hook."""
        self.history.change(mr, state="opened", closed_by=None, closed_at=None, updated_at=self.now())
        self.add_system_note(mr, user, "reopened")
        self._tell(mr, "reopen", user)

    def merge_mr(self, mr: MergeRequest, *, user: User) -> str:
        """Merge a merge request by a merge commit, which sends its hook and that of the push; return the commit."""
        project, before = mr.project, mr.project.branches[mr.target_branch]
        files = {**project.commits[before].files, **mr.source_project.commits[mr.head_sha].files}
        project.commits.setdefault(mr.head_sha, mr.source_project.commits[mr.head_sha])
        message = f"Merge branch '{mr.source_branch}' into '{mr.target_branch}'"
        sha = self._commit(project, mr.target_branch, files, message, None, (before, mr.head_sha))
        ending = {"state": "merged", "merged_by": user, "merged_at": self.now(), "merge_commit_sha": sha}
        self.history.change(mr, **ending, updated_at=self.now())
        self.add_system_note(mr, user, "merged")
        self._tell(mr, "merge", user)
        self._pushed(project, {mr.target_branch: (before, sha)}, user)
        return sha

    def merged_result(self, mr: MergeRequest) -> str:
        """Make the merge commit that a merged-results pipeline runs on; its first parent is the target branch."""
        parents = (mr.project.branches[mr.target_branch], mr.head_sha)
        sha, files = sha_of("merge", parents), mr.source_project.commits[mr.head_sha].files
        mr.project.commits[sha] = Commit(sha, "Merge", parents, files, self.now())
        return sha

    def add_system_note(self, mr: MergeRequest, user: User, body: str) -> Note:
        """Let GitLab itself write a note, which sends no hook."""
        number = self.next_id("note")
        thread = sha_of("discussion", number)
        note = Note(number, user, body, self.now(), self.now(), thread, is_system=True)
        mr.notes.append(self.history.begin(note))
        return note

    def _tell(self, mr: MergeRequest, action: str, user: User, **how: Any) -> None:
        head = self.head_pipeline(mr)
        body = merge_request_body(
            mr, action, self.style, user, head_pipeline_id=head.id if head else None, moment=self.now(), **how
        )
        self.hooks.send(mr.project, "merge_request", body)
