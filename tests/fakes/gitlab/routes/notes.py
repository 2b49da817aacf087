"""Notes of merge requests; those in threads are written here, too."""

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.access import GUEST, MAINTAINER, REPORTER, Call
from tests.fakes.gitlab.answers import StopError, message, too_often
from tests.fakes.gitlab.state import MergeRequest, Note, Position
from tests.fakes.loopback import Answer

NOTE_LIMIT = 1_000_000
COMMENTS_LIMIT = 5_000
THREAD, IN_DIFF = "DiscussionNote", "DiffNote"


def merge_request(call: Call, key: str, iid: str) -> MergeRequest:
    """Return a merge request; notes are for users only, however public the project is."""
    return call.merge_request(key, iid) if call.user else None


def shown(call: Call, mr: MergeRequest) -> list[Note]:
    """Return the notes that somebody may see."""
    notes = call.lab.history.all_seen(mr.notes)
    may_read_internal = mr.project.level_of(call.user) >= REPORTER
    return [one for one in notes if may_read_internal or not one.is_internal or one.author is call.user]


def listing(call: Call, key: str, iid: str) -> Answer:
    """List the notes, newest first unless asked otherwise."""
    mr = merge_request(call, key, iid)
    order = "updated_at" if call.one("order_by") == "updated_at" else "created_at"
    is_newest_first = call.one("sort") != "asc"
    notes = sorted(shown(call, mr), key=lambda one: (getattr(one, order), one.id), reverse=is_newest_first)
    return call.paged(shapes.note(one, mr, call.lab.url) for one in notes)


def one(call: Call, key: str, iid: str, note_id: str) -> Answer:
    """Return a note."""
    mr = merge_request(call, key, iid)
    found = next((one for one in shown(call, mr) if str(one.id) == note_id), None)
    return Answer(200, shapes.note(found, mr, call.lab.url)) if found else message(404, "404 Not found")


def create(call: Call, key: str, iid: str) -> Answer:
    """Write a note outside of any thread."""
    return write(call, key, iid)


def write(
    call: Call,
    key: str,
    iid: str,
    *,
    discussion_id: str | None = None,
    kind: str | None = None,
    position: Position | None = None,
) -> Answer:
    """Write a note: 201, or 202 without a note when all of it were commands."""
    if call.lab.limits.is_over("notes_create", call.user, call.lab.faults.notes_create_limit):
        return too_often()
    mr = newest(call, key, iid)
    call.require(mr.project, GUEST)
    body = _body(call)
    if sum(1 for one in mr.notes if not one.is_system) >= COMMENTS_LIMIT:
        return message(400, '400 Bad request - Note {:base=>["Maximum number of comments exceeded"]}')
    is_internal = bool(shapes.read_json(call.request.body).get("internal"))
    written = call.lab.write_note(
        mr,
        call.user,
        body,
        call.chain,
        discussion_id=discussion_id,
        kind=kind,
        is_internal=is_internal,
        position=position,
    )
    if written.note is None:
        changes = dict.fromkeys((command.name for command in written.commands), True)
        return Answer(202, {"commands_changes": changes, "summary": written.summary})
    return Answer(201, _row(written.note, mr, call, kind))


def _row(note: Note, mr: MergeRequest, call: Call, kind: str | None) -> dict[str, object]:
    row = shapes.note(note, mr, call.lab.url)
    is_new_thread = kind is not None and call.request.path.endswith("/discussions")
    return {"id": note.discussion_id, "individual_note": False, "notes": [row]} if is_new_thread else row


def newest(call: Call, key: str, iid: str) -> MergeRequest:
    """Return the merge request itself: what is written is written to the newest state, whatever reads show."""
    rows = call.project(key, REPORTER).merge_requests if call.user else []
    found = next((row for row in rows if str(row.iid) == iid), None)
    if found is None:
        raise StopError(message(404, "404 Not found"))
    return found


def _body(call: Call) -> str:
    body = str(call.sent("body"))
    if not body.strip():
        raise StopError(message(400, '400 Bad request - Note {:note=>["can\'t be blank"]}'))
    if len(body) > NOTE_LIMIT:
        raise StopError(message(400, '400 Bad request - Note {:note=>["is too long (maximum is 1000000 characters)"]}'))
    return body


def _own(call: Call, key: str, iid: str, note_id: str) -> tuple[MergeRequest, Note]:
    mr = newest(call, key, iid)
    found = next((one for one in mr.notes if str(one.id) == note_id), None)
    if found is None:
        raise StopError(message(404, "404 Not found"))
    if found.is_system or (found.author is not call.user and mr.project.level_of(call.user) < MAINTAINER):
        raise StopError(message(403, "403 Forbidden"))
    return mr, found


def update(call: Call, key: str, iid: str, note_id: str) -> Answer:
    """Write over a note; edits are not counted by the limit on notes, and commands in them run too."""
    mr, note = _own(call, key, iid, note_id)
    call.lab.edit_note(mr, note, _body(call), user=call.user, event_uuid=call.chain)
    return Answer(200, shapes.note(note, mr, call.lab.url))


def delete(call: Call, key: str, iid: str, note_id: str) -> Answer:
    """Delete a note, which no hook tells."""
    mr, note = _own(call, key, iid, note_id)
    mr.notes.remove(note)
    return Answer(204)


_MR = "/projects/:id/merge_requests/:iid"
ROUTES = {
    f"GET {_MR}/notes": listing,
    f"POST {_MR}/notes": create,
    f"GET {_MR}/notes/:note_id": one,
    f"PUT {_MR}/notes/:note_id": update,
    f"DELETE {_MR}/notes/:note_id": delete,
}
