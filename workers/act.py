"""Keeps the one summary comment, so that writing it twice writes it once."""

import logging
from collections.abc import Callable
from hashlib import sha256
from itertools import islice

from bot.actions import WriteSummary
from bot.errors import NotAllowed, NotThere, OutsideError
from bot.reports import marker
from workers.clients.gitlab import Note
from workers.toolbox import Toolbox

UNCHANGED, OUTDATED = "the comment says that already", "a newer comment stands already"
NEWEST = 100
"""A page of notes, which costs one request."""

log = logging.getLogger(__name__)


def act(
    action: WriteSummary,
    tools: Toolbox,
    *,
    event_uuid: str = "",
    has_commented: bool = True,
    stands: Note | None = None,
) -> str:
    """Do it and return in a few words what was done.

    `has_commented` False means that GitLab says we never wrote to this merge request, and `stands` is our comment as
    it was seen; either spares a search.
    """
    with tools.store.only_writer(action.project_id, action.merge_request_iid):
        return _Summary(action, tools, event_uuid).write(has_commented=has_commented, stands=stands)


def is_refused(error: OutsideError) -> bool:
    """Tell whether nothing can have been written; after any other error it may have been."""
    return error.retry_after_seconds is not None or isinstance(error, (NotAllowed, NotThere))


def only_one(
    tools: Toolbox, place: tuple[int, int], is_it: Callable[[str], object], *, among: int | None = None
) -> Note | None:
    """Return our note of that kind; of several the first one stays and the others are deleted."""
    own = tools.gitlab.own_user_id()
    notes = islice(tools.gitlab.notes(*place), among)
    ours = [note for note in notes if note.author_id == own and is_it(note.body)]
    if not ours:
        return None
    first, *others = sorted(ours, key=lambda note: note.id)
    for other in others:
        tools.gitlab.delete_note(*place, other.id)
        log.warning("deleted the double comment %d", other.id)
    return first


class _Summary:
    """Writes the one summary comment of a merge request."""

    def __init__(self, action: WriteSummary, tools: Toolbox, event_uuid: str) -> None:
        self._action = action
        self._tools = tools
        self._place = (action.project_id, action.merge_request_iid)
        self._event_uuid = event_uuid
        self._hash = sha256(f"{action.as_of} {action.body}".encode()).hexdigest()[:32]

    def write(self, *, has_commented: bool, stands: Note | None) -> str:
        held = self._tools.store.note(*self._place)
        if held and held[1] == self._kept():
            return UNCHANGED
        if held and not self._is_older(held[1]):
            try:
                return self._update(held[0])
            except NotThere:
                self._tools.store.forget_note(*self._place)
        elif held:
            return OUTDATED
        note = stands if stands and not held else self._find() if has_commented or held else None
        if note is not None:
            return self._update_found(note)
        return self._create() if self._action.may_create else "nothing worth saying"

    def _is_older(self, kept: str) -> bool:
        pipeline_id, _, rest = kept.partition(":")
        finished_at = rest.rpartition(":")[0]
        mine = self._action.as_of
        return (mine.pipeline_id, mine.finished_at) < (int(pipeline_id), finished_at)

    def _update_found(self, note: Note) -> str:
        stands = marker.parse(note.body)
        if stands and self._action.as_of.is_older_than(stands.as_of):
            return OUTDATED
        if note.body.strip() == self._action.body.strip():
            self._remember(note.id)
            return UNCHANGED
        return self._update(note.id)

    def _update(self, note_id: int) -> str:
        self._tools.gitlab.update_note(*self._place, note_id, self._action.body, event_uuid=self._event_uuid)
        self._remember(note_id)
        return f"updated comment {note_id}"

    def _create(self) -> str:
        try:
            note_id = self._tools.gitlab.create_note(*self._place, self._action.body, event_uuid=self._event_uuid)
            self._remember(note_id)
        except OutsideError as error:
            # The answer may have been lost on its way while the comment stands: look before anybody tries again.
            note = None if is_refused(error) else self._find()
            if note is None:
                raise
            return self._update_found(note)
        # Another worker may have created one at the same moment; it is among the newest notes.
        note = self._find(among=NEWEST)
        return "created the comment" if note is None or note.id == note_id else self._update_found(note)

    def _find(self, *, among: int | None = None) -> Note | None:
        return only_one(self._tools, self._place, marker.parse, among=among)

    def _remember(self, note_id: int) -> None:
        self._tools.store.remember_note(*self._place, note_id, self._kept())
        if self._action.complaint is not None:
            self._tools.store.remember_complaint(*self._place, self._action.complaint)

    def _kept(self) -> str:
        """Return what is remembered of the comment: the state it speaks of and the hash of its body."""
        as_of = self._action.as_of
        return f"{as_of.pipeline_id}:{as_of.finished_at}:{self._hash}"
