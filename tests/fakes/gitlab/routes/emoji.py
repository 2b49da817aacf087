"""Emoji on notes; each user gives each of them once."""

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.access import GUEST, MAINTAINER, Call
from tests.fakes.gitlab.answers import StopError, message
from tests.fakes.gitlab.routes import notes
from tests.fakes.gitlab.state import MergeRequest, Note
from tests.fakes.loopback import Answer


def listing(call: Call, key: str, iid: str, note_id: str) -> Answer:
    """List the emoji on a note, oldest first."""
    _, note = _place(call, key, iid, note_id)
    return call.paged(shapes.emoji(one, note, call.lab.url) for one in call.lab.emoji_on(note))


def create(call: Call, key: str, iid: str, note_id: str) -> Answer:
    """Put an emoji on a note; the same one twice is refused as if there were nothing (doc/api/emoji_reactions.md)."""
    mr, note = _place(call, key, iid, note_id)
    call.require(mr.project, GUEST)
    name = str(call.sent("name"))
    if any(one.name == name and one.user is call.user for one in call.lab.emoji_on(note)):
        return message(404, "404 Award Emoji Name has already been taken Not Found")
    given = call.lab.award_emoji(mr, note, user=call.user, name=name)
    return Answer(201, shapes.emoji(given, note, call.lab.url))


def delete(call: Call, key: str, iid: str, note_id: str, emoji_id: str) -> Answer:
    """Take an emoji off again; others than the giver may not."""
    mr, note = _place(call, key, iid, note_id)
    found = next((one for one in call.lab.emoji_on(note) if str(one.id) == emoji_id), None)
    if found is None:
        return message(404, "404 Award Emoji Not Found")
    if found.user is not call.user and mr.project.level_of(call.user) < MAINTAINER:
        return message(403, "403 Forbidden")
    call.lab.take_emoji(note, found)
    return Answer(204)


def _place(call: Call, key: str, iid: str, note_id: str) -> tuple[MergeRequest, Note]:
    mr = notes.newest(call, key, iid)
    found = next((one for one in mr.notes if str(one.id) == note_id), None)
    if found is None:
        raise StopError(message(404, "404 Note Not Found"))
    return mr, found


_NOTE = "/projects/:id/merge_requests/:iid/notes/:note_id/award_emoji"
ROUTES = {
    f"GET {_NOTE}": listing,
    f"POST {_NOTE}": create,
    f"DELETE {_NOTE}/:emoji_id": delete,
}
