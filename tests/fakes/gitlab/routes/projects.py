"""Users, projects and members."""

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.access import DEVELOPER, Call
from tests.fakes.gitlab.answers import message
from tests.fakes.gitlab.delivery import VERSION
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


def direct_members(call: Call, key: str) -> Answer:
    """List the members that the project itself has."""
    levels = call.project(key).members
    return call.paged(shapes.member(call.lab.users[one], level, call.lab.url) for one, level in levels.items())


def all_members(call: Call, key: str) -> Answer:
    """List the members, those of the group included."""
    found = call.project(key)
    people = [call.lab.users[one] for one in dict.fromkeys((*found.members, *found.inherited))]
    return call.paged(shapes.member(one, found.level_of(one), call.lab.url) for one in people)


def direct_member(call: Call, key: str, user_id: str) -> Answer:
    """Return a member that the project itself has."""
    level = call.project(key).members.get(int(user_id)) if user_id.isdigit() else None
    return _member(call, user_id, level)


def any_member(call: Call, key: str, user_id: str) -> Answer:
    """Return a member of the project or its group."""
    user = call.lab.users.get(int(user_id)) if user_id.isdigit() else None
    return _member(call, user_id, call.project(key).level_of(user) or None)


def _member(call: Call, user_id: str, level: int | None) -> Answer:
    if level is None:
        return message(404, "404 Not found")
    return Answer(200, shapes.member(call.lab.users[int(user_id)], level, call.lab.url))


def lint(call: Call, key: str) -> Answer:
    """Check the CI configuration of a commit; includes are not followed here."""
    found = call.project(key, DEVELOPER)
    ref = call.one("content_ref") or call.one("sha") or "HEAD"
    commit = found.commit_at(ref)
    text = commit.files.get(".gitlab-ci.yml") if commit else None
    errors = [] if text else ["Please provide content of .gitlab-ci.yml"]
    return Answer(200, {"valid": bool(text), "merged_yaml": text, "errors": errors, "warnings": [], "includes": []})


ROUTES = {
    "GET /version": version,
    "GET /user": own_user,
    "GET /personal_access_tokens/self": own_token,
    "GET /projects/:id": project,
    "GET /projects/:id/members": direct_members,
    "GET /projects/:id/members/all": all_members,
    "GET /projects/:id/members/all/:user_id": any_member,
    "GET /projects/:id/members/:user_id": direct_member,
    "GET /projects/:id/ci/lint": lint,
}
