"""The words about threads in the diff: who resolves them, and what comes of their suggestions."""

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.code_words import CodeWords
from tests.fakes.gitlab.state import MergeRequest, Note, User
from tests.fakes.gitlab.talk_words import TalkWords


class ThreadWords(CodeWords, TalkWords):
    """What happens to threads; GitLab sends no hook when one is resolved."""

    def threads(self, mr: MergeRequest) -> list[Note]:
        """Return the first note of each thread on a line of the diff, oldest first."""
        return [note for note in mr.notes if note.position is not None]

    def resolve_thread(self, mr: MergeRequest, discussion_id: str, *, user: User | None) -> None:
        """Resolve a thread in the name of a user, or take that back."""
        for note in mr.notes:
            if note.discussion_id == discussion_id and not note.is_system:
                self.history.change(note, resolved_by=user, resolved_at=self.now() if user else None)

    def apply_suggestion(self, mr: MergeRequest, note: Note, *, user: User) -> str:
        """Commit what a note suggests, which resolves its thread; return why not, or nothing."""
        found = shapes.suggestions(note)
        if not found or note.is_applied or note.position is None:
            return "A suggestion is not applicable."
        path, first, last = note.position.new_path, found[0]["from_line"], found[0]["to_line"]
        before, now = (mr.source_project.commits[sha].files.get(path) for sha in (note.position.head_sha, mr.head_sha))
        if now is None or before != now or first < 1:
            return "A file was changed."
        lines = now.splitlines(keepends=True)
        text = "".join([*lines[: first - 1], found[0]["to_content"], *lines[last:]])
        self.history.change(note, is_applied=True)
        self.commit(mr.source_project, mr.source_branch, files={path: text}, message="Apply 1 suggestion(s)", user=user)
        self.resolve_thread(mr, note.discussion_id, user=user)
        return ""
