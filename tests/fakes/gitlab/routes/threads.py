"""Threads of merge requests: on their own or on a line of the diff, resolved and not, and their suggestions."""

from typing import Any

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.access import DEVELOPER, Call
from tests.fakes.gitlab.answers import StopError, invalid, message
from tests.fakes.gitlab.diff_lines import shown_lines
from tests.fakes.gitlab.routes.notes import IN_DIFF, THREAD, merge_request, newest, shown, write
from tests.fakes.gitlab.state import MergeRequest, Note, Position, sha_of
from tests.fakes.loopback import Answer

NO_LINE = '400 Bad request - Note {:line_code=>["can\'t be blank", "must be a valid line code"]}'
SHAS = ("base_sha", "start_sha", "head_sha")


def discussions(call: Call, key: str, iid: str) -> Answer:
    """List the threads, oldest first; a note outside of any thread stands alone in one."""
    mr = merge_request(call, key, iid)
    threads: dict[str, list[Note]] = {}
    for note in shown(call, mr):
        threads.setdefault(note.discussion_id, []).append(note)
    return call.paged(_thread(call, mr, notes) for notes in threads.values())


def one(call: Call, key: str, iid: str, discussion_id: str) -> Answer:
    """Return a thread."""
    mr = merge_request(call, key, iid)
    return Answer(200, _thread(call, mr, _notes_of(shown(call, mr), discussion_id)))


def _notes_of(notes: list[Note], discussion_id: str) -> list[Note]:
    found = [note for note in notes if note.discussion_id == discussion_id]
    if not found:
        raise StopError(message(404, "404 Discussion Not Found"))
    return found


def _thread(call: Call, mr: MergeRequest, notes: list[Note]) -> dict[str, Any]:
    return {
        "id": notes[0].discussion_id,
        "individual_note": notes[0].type is None,
        "notes": [shapes.note(note, mr, call.lab.url) for note in notes],
    }


def begin_thread(call: Call, key: str, iid: str) -> Answer:
    """Write the first note of a thread, with a position one on a line of the diff."""
    thread = sha_of("thread", call.lab.next_id("thread"))
    given = shapes.read_json(call.request.body).get("position")
    position = _position(newest(call, key, iid), given) if given else None
    return write(call, key, iid, discussion_id=thread, kind=IN_DIFF if position else THREAD, position=position)


def _position(mr: MergeRequest, given: dict[str, Any]) -> Position:
    """Return the place; a line that the diff does not show is refused, and so are commits of another version of it."""
    missing = [name for name in (*SHAS, "position_type") if not given.get(name)]
    if missing:
        raise StopError(invalid(", ".join(f"position[{name}] is missing" for name in missing)))
    refs = {"base_sha": mr.base_sha, "start_sha": mr.base_sha, "head_sha": mr.head_sha}
    path = given.get("new_path") or given.get("old_path")
    hunks = next((row["diff"] for row in shapes.diffs(mr) if path == row["new_path"]), "")
    line = given.get("old_line"), given.get("new_line")
    if {name: given[name] for name in SHAS} != refs or line not in set(shown_lines(hunks)):
        raise StopError(message(400, NO_LINE))
    return Position(**refs, old_path=given.get("old_path") or path, new_path=path, old_line=line[0], new_line=line[1])


def reply(call: Call, key: str, iid: str, discussion_id: str) -> Answer:
    """Answer in a thread; a lone note becomes the first of one."""
    mr = newest(call, key, iid)
    first = next((note for note in mr.notes if note.discussion_id == discussion_id), None)
    if first is None:
        return message(404, "404 Discussion Not Found")
    call.lab.history.change(first, type=first.type or THREAD)
    return write(call, key, iid, discussion_id=discussion_id, kind=first.type)


def resolve(call: Call, key: str, iid: str, discussion_id: str) -> Answer:
    """Resolve a thread, or take that back: for Developers, and who opened the merge request."""
    mr = newest(call, key, iid)
    notes = _notes_of(mr.notes, discussion_id)
    wanted = str(call.one("resolved") or shapes.read_json(call.request.body).get("resolved")).lower()
    if wanted not in {"true", "false"}:
        return invalid("resolved is missing")
    if notes[0].type is None:
        return message(403, "403 Forbidden")
    if call.user is not mr.author:
        call.require(mr.project, DEVELOPER)
    call.lab.resolve_thread(mr, discussion_id, user=call.user if wanted == "true" else None)
    return Answer(200, _thread(call, mr, notes))


def apply(call: Call, suggestion_id: str) -> Answer:
    """Apply a suggestion: for Developers, and who opened the merge request."""
    for mr in (mr for project in call.lab.projects.values() for mr in project.merge_requests):
        note = next((note for note in mr.notes if str(note.id) == suggestion_id and shapes.suggestions(note)), None)
        if note is not None and call.may_see(mr.project):
            if call.user is not mr.author:
                call.require(mr.project, DEVELOPER)
            problem = call.lab.apply_suggestion(mr, note, user=call.user)
            return message(400, problem) if problem else Answer(200, shapes.suggestions(note)[0])
    return message(404, "404 Suggestion Not Found")


_MR = "/projects/:id/merge_requests/:iid"
ROUTES = {
    f"GET {_MR}/discussions": discussions,
    f"POST {_MR}/discussions": begin_thread,
    f"GET {_MR}/discussions/:discussion_id": one,
    f"PUT {_MR}/discussions/:discussion_id": resolve,
    f"POST {_MR}/discussions/:discussion_id/notes": reply,
    "PUT /suggestions/:suggestion_id/apply": apply,
}
