"""The words about talk: notes with their quick actions, emoji, and warnings of tokens that end."""

from dataclasses import dataclass

from tests.fakes.gitlab import quick_actions
from tests.fakes.gitlab.core import Core
from tests.fakes.gitlab.payloads.merge_requests import emoji_body, note_body
from tests.fakes.gitlab.payloads.pushes import token_body
from tests.fakes.gitlab.quick_actions import Command
from tests.fakes.gitlab.state import Emoji, MergeRequest, Note, Position, Project, User, sha_of


@dataclass(frozen=True)
class Written:
    """What came of a note: without text beside its commands it is none."""

    note: Note | None
    commands: list[Command]
    summary: list[str]


class TalkWords(Core):
    """What people and bots say."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.has_old_quick_actions = False
        self.quick_actions_run: list[str] = []
        self.quick_actions_refused: list[str] = []
        self._emoji: dict[int, list[Emoji]] = {}

    def add_note(
        self, mr: MergeRequest, *, author: User, body: str, event_uuid: str | None = None, internal: bool = False
    ) -> Note | None:
        """Write a note, which sends its hook; quick actions are run and taken out, and may leave nothing."""
        return self.write_note(mr, author, body, event_uuid, is_internal=internal).note

    def write_note(
        self,
        mr: MergeRequest,
        author: User,
        body: str,
        event_uuid: str | None,
        *,
        discussion_id: str | None = None,
        kind: str | None = None,
        is_internal: bool = False,
        position: Position | None = None,
    ) -> Written:
        """Write a note, alone or in a thread."""
        text, commands = quick_actions.extract(body, old=self.has_old_quick_actions)
        note = None
        if text.strip():
            number, now = self.next_id("note"), self.now()
            thread = discussion_id or sha_of("discussion", number)
            note = Note(number, author, text, now, now, thread, type=kind, is_internal=is_internal, position=position)
            mr.notes.append(self.history.begin(note))
            self._tell_of_note(mr, note, "create", event_uuid)
        return Written(note, commands, self._run(mr, author, commands))

    def edit_note(
        self, mr: MergeRequest, note: Note, body: str, *, user: User | None = None, event_uuid: str | None = None
    ) -> None:
        """Write over a note, which sends its hook; quick actions run again."""
        text, commands = quick_actions.extract(body, old=self.has_old_quick_actions)
        self.history.change(note, body=text, updated_at=self.now(), edits=note.edits + 1)
        self._tell_of_note(mr, note, "update", event_uuid)
        self._run(mr, user or note.author, commands)

    def _tell_of_note(self, mr: MergeRequest, note: Note, action: str, event_uuid: str | None) -> None:
        event = "confidential_note" if note.is_internal else "note"
        self.hooks.send(mr.project, event, note_body(mr, note, action, self.style), event_uuid)

    def _run(self, mr: MergeRequest, user: User, commands: list[Command]) -> list[str]:
        """Carry commands out with the rights of who wrote them; return what GitLab says of it."""
        summary = []
        for command in commands:
            self.quick_actions_run.append(str(command))
            if quick_actions.may_run(command, mr, user):
                quick_actions.run(self, mr, user, command)
                summary.append(f"Applied {command.name} command.")
            else:
                self.quick_actions_refused.append(str(command))
                summary.append(f"Could not apply {command.name} command.")
        return summary

    def award_emoji(self, mr: MergeRequest, note: Note, *, user: User, name: str) -> Emoji:
        """Put an emoji on a note, which sends its hook."""
        given = Emoji(self.next_id("emoji"), name, user, self.now())
        self._emoji.setdefault(note.id, []).append(given)
        self.hooks.send(mr.project, "emoji", emoji_body(mr, note, user, name, given.id, self.style))
        return given

    def take_emoji(self, note: Note, given: Emoji) -> None:
        """Take an emoji off a note again."""
        self._emoji[note.id].remove(given)

    def emoji_on(self, note: Note) -> list[Emoji]:
        """Return the emoji on a note, oldest first."""
        return list(self._emoji.get(note.id, ()))

    def warn_of_token(self, project: Project, *, user: User, expires_on: str) -> None:
        """Warn that a project's token ends soon."""
        body = token_body(project, self.next_id("token"), user.username, user, expires_on, self.style)
        self.hooks.send(project, "resource_access_token", body)

    def comments(self, mr: MergeRequest) -> list[Note]:
        """Return the notes that people and bots wrote, oldest first."""
        return [note for note in mr.notes if not note.is_system]
