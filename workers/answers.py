"""Writes the answer to a command in the thread of its note; it is one note, written over as the command goes on."""

from collections.abc import Mapping
from typing import Any

from bot.actions import Answer, Receipt
from bot.errors import OutsideError
from bot.reports import marker
from bot.tasks import RunCommand
from workers.act import NEWEST, is_refused, only_one
from workers.clients.gitlab import Note
from workers.toolbox import Toolbox

SIGNS = {Receipt.SEEN: "⏳ ", Receipt.DONE: "", Receipt.FAILED: "❌ ", Receipt.REFUSED: "🚫 "}
FINAL = "final"
"""What the memory of an answer says once the command has ended, so that it is not run again."""


class AnswerNote:
    """The answer to the command of that `number` in a note; whoever tried before us may have written it already."""

    def __init__(self, tools: Toolbox, task: RunCommand, number: int) -> None:
        self._tools, self._task = tools, task
        self._place = (task.project.id, task.merge_request_iid)
        self._key = f"{task.note_id}/{number}"
        self._note = self._find()

    @property
    def memory(self) -> Mapping[str, Any]:
        """Return what the answer so far remembers."""
        return marker.read_memory(self._note.body) if self._note else {}

    @property
    def receipt(self) -> Receipt | None:
        """Return how the command ended, None while it has not."""
        ended = self.memory.get(FINAL)
        return Receipt(ended) if ended else None

    def write(self, answer: Answer) -> None:
        """Write the answer, or write over what stands."""
        memory = {FINAL: answer.receipt.value} if answer.receipt.is_final else answer.memory
        body = f"{marker.write_answer(self._key, memory)}\n{SIGNS[answer.receipt]}{answer.text}"
        if self._note is None:
            self._create(body)
        elif self._note.body.strip() != body.strip():
            self._tools.gitlab.update_note(*self._place, self._note.id, body, event_uuid=self._task.event_uuid)

    def _create(self, body: str) -> None:
        try:
            self._tools.gitlab.reply(*self._place, self._task.discussion_id, body, event_uuid=self._task.event_uuid)
        except OutsideError as error:
            if is_refused(error):
                raise
            # The answer of GitLab may have been lost on its way while the note stands.
            self._note = self._find()
            if self._note is None:
                raise
            return
        self._note = self._find()

    def _find(self) -> Note | None:
        return only_one(self._tools, self._place, lambda body: marker.is_answer(body, self._key), among=NEWEST)
