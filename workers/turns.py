"""Lets one command run at a time, and one person not too often, on a merge request."""

from bot.actions import Answer, Receipt
from bot.commands import Call
from bot.reports import markdown
from workers.clients.store import Store

COOLDOWN_SECONDS = 30


class Turns:
    """The turns on a merge request, asked for by commands that change something.

    What is remembered may be lost, which lets a command run that would have waited: every step of it is safe to repeat.
    """

    def __init__(self, store: Store, web_url: str) -> None:
        self._store, self._web_url = store, web_url

    def refusal(self, call: Call) -> Answer | None:
        """Return the answer to a command whose turn it is not; else take the turn."""
        first = self._store.running(*_place(call), str(call.command))
        if first not in {None, call.note_id}:
            url = f"{self._web_url}/-/merge_requests/{call.merge_request.iid}#note_{first}"
            return Answer(f"That runs already, see {markdown.link('there', url)}.")
        last = self._store.last_command(*_place(call), call.caller.user_id)
        if last and last[0] != call.note_id and last[1] > call.now.timestamp():
            wait = round(last[1] - call.now.timestamp())
            return Answer(f"You have just given a command here; try again in {wait} s.", Receipt.REFUSED)
        self._store.begin_command(*_place(call), str(call.command), call.note_id)
        until = call.now.timestamp() + COOLDOWN_SECONDS
        self._store.remember_last_command(*_place(call), call.caller.user_id, (call.note_id, until))
        return None

    def end(self, call: Call) -> None:
        """Give the turn back."""
        if self._store.running(*_place(call), str(call.command)) == call.note_id:
            self._store.end_command(*_place(call), str(call.command))


def _place(call: Call) -> tuple[int, int]:
    return call.project.id, call.merge_request.iid
