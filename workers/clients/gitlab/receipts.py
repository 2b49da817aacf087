"""Our emoji on the note of a command, which are the durable record of how far it came."""

from typing import Any

from bot.actions import Receipt
from bot.errors import NotThere
from workers.clients.gitlab.connection import AT_ONCE, Connection

KNOWN = {receipt.value: receipt for receipt in Receipt}


class Receipts:
    """The emoji that one user of GitLab has put on one note (doc/api/emoji_reactions.md)."""

    def __init__(self, connection: Connection, path: str, own_user_id: int) -> None:
        self._connection, self._path, self._own_user_id = connection, f"{path}/award_emoji", own_user_id
        self._given = self._read()

    def _read(self) -> dict[Receipt, int]:
        rows = self._connection.rows("the emoji on the note", self._path)
        mine = (row for row in rows if row["user"]["id"] == self._own_user_id and row["name"] in KNOWN)
        return {KNOWN[row["name"]]: row["id"] for row in mine}

    @property
    def final(self) -> Receipt | None:
        """Return how the commands of the note ended, None while they have not."""
        return next((receipt for receipt in self._given if receipt.is_final), None)

    @property
    def is_seen(self) -> bool:
        """Tell whether we took the note on."""
        return bool(self._given)

    def give(self, receipt: Receipt) -> None:
        """Put an emoji on the note; a final one takes the place of 👀."""
        if receipt not in self._given:
            self._given[receipt] = self._put(receipt)
        if receipt.is_final and Receipt.SEEN in self._given:
            self._take(self._given.pop(Receipt.SEEN))

    def _put(self, receipt: Receipt) -> int:
        api: Any = self._connection.api
        try:
            with self._connection.translated("giving a receipt for a command"):
                return int(api.http_post(self._path, post_data={"name": receipt.value}, **AT_ONCE)["id"])
        except NotThere:
            # GitLab says 404 also when the emoji is there already, because another attempt of ours was quicker.
            given = self._read()
            if receipt not in given:
                raise
            return given[receipt]

    def _take(self, emoji_id: int) -> None:
        try:
            with self._connection.translated("taking 👀 off a command"):
                self._connection.api.http_delete(f"{self._path}/{emoji_id}", **AT_ONCE)
        except NotThere:
            return
