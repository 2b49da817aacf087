"""Users, projects and members."""

from typing import Any

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.access import Call
from tests.fakes.gitlab.answers import message
from tests.fakes.gitlab.delivery import VERSION
from tests.fakes.gitlab.state import Project
from tests.fakes.loopback import Answer


def version(call: Call) -> Answer:
    """Tell the version of the instance, to users only."""
    return Answer(200, {"version": VERSION, "revision": "0a1b2c3d"} if call.user else {})


def own_user(call: Call) -> Answer:
    """Return the user that the token belongs to."""
    return Answer(200, shapes.own_user(call.user, call.lab.url))


def own_token(call: Call) -> Answer:
    """Tell of the token that asks, whatever kind it is; since 15.5."""
    text = call.request.headers.get("private-token", "")
    return Answer(200, shapes.access_token(call.lab.tokens[text], number=list(call.lab.tokens).index(text) + 1))


def project(call: Call, key: str) -> Answer:
    """Return a project."""
    return Answer(200, shapes.project(call.project(key), call.lab.url))


def user(call: Call, user_id: str) -> Answer:
    """Return any user."""
    found = call.lab.users.get(int(user_id)) if call.user and user_id.isdigit() else None
    return Answer(200, shapes.public_user(found, call.lab.url)) if found else message(404, "404 User Not Found")


def direct_members(call: Call, key: str) -> Answer:
    """List the members that the project itself has."""
    found = call.project(key)
    return call.paged(_row(call, found, one, level) for one, level in found.members.items())


def all_members(call: Call, key: str) -> Answer:
    """List the members, those of the group included."""
    found = call.project(key)
    people = dict.fromkeys((*found.members, *found.inherited))
    return call.paged(_row(call, found, one, found.written_level_of(call.lab.users[one])) for one in people)


def direct_member(call: Call, key: str, user_id: str) -> Answer:
    """Return a member that the project itself has."""
    found = call.project(key)
    return _member(call, found, user_id, found.members.get(int(user_id)) if user_id.isdigit() else None)


def any_member(call: Call, key: str, user_id: str) -> Answer:
    """Return a member of the project or its group."""
    found = call.project(key)
    user = call.lab.users.get(int(user_id)) if user_id.isdigit() else None
    return _member(call, found, user_id, found.written_level_of(user) if user else None)


def _member(call: Call, found: Project, user_id: str, level: int | None) -> Answer:
    return Answer(200, _row(call, found, int(user_id), level)) if level else message(404, "404 Not found")


def _row(call: Call, found: Project, user_id: int, level: int) -> dict[str, Any]:
    return shapes.member(call.lab.users[user_id], level, call.lab.url, expires_at=found.ended.get(user_id))


ROUTES = {
    "GET /version": version,
    "GET /user": own_user,
    "GET /users/:user_id": user,
    "GET /personal_access_tokens/self": own_token,
    "GET /projects/:id": project,
    "GET /projects/:id/members": direct_members,
    "GET /projects/:id/members/all": all_members,
    "GET /projects/:id/members/all/:user_id": any_member,
    "GET /projects/:id/members/:user_id": direct_member,
}
