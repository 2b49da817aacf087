"""Who may do what: hidden projects, roles, scopes, and tokens that do not do."""

from datetime import timedelta

import pytest

READS = ["", "/merge_requests", "/merge_requests/1", "/pipelines", "/repository/branches", "/members/all", "/hooks"]


@pytest.mark.parametrize("path", READS)
def test_a_private_project_hides_from_strangers_behind_a_404(shop, path):
    eve = shop.lab.token_for(shop.lab.add_user("eve"))
    for token in (eve, ""):
        answer = shop.ask(f"{shop.home}{path}", token=token)
        assert (answer.status_code, answer.json()) == (404, {"message": "404 Project Not Found"})


@pytest.mark.parametrize(
    ("level", "path", "status"),
    [
        (10, "", 200),
        (10, "/members/all", 200),
        (10, "/merge_requests", 403),
        (10, "/merge_requests/1/notes", 403),
        (10, "/pipelines", 403),
        (10, "/repository/files/Dockerfile/raw", 403),
        (20, "/merge_requests/1/notes", 200),
        (20, "/pipelines", 200),
        (20, "/repository/files/Dockerfile/raw", 200),
        (20, "/ci/lint", 403),
        (30, "/ci/lint", 200),
        (30, "/hooks", 403),
        (40, "/hooks", 200),
    ],
)
def test_what_a_role_may_read(shop, level, path, status):
    shop.project.members[shop.kim.id] = level
    shop.project.inherited.clear()
    answer = shop.ask(f"{shop.home}{path}", token=shop.lab.token_for(shop.kim))
    assert answer.status_code == status
    if status == 403:
        assert answer.json() == {"message": "403 Forbidden"}


@pytest.mark.parametrize(("visibility", "anonymous", "stranger"), [("public", 200, 200), ("internal", 404, 200)])
def test_an_open_project_is_read_by_others(shop, visibility, anonymous, stranger):
    shop.project.visibility = visibility
    eve = shop.lab.token_for(shop.lab.add_user("eve"))
    path = f"{shop.home}/merge_requests/1"
    assert shop.ask(path, token="").status_code == anonymous
    assert shop.ask(path, token=eve).status_code == stranger


def test_nobody_reads_notes_or_writes_without_a_token(shop):
    shop.project.visibility = "public"
    assert shop.ask(shop.notes, token="").json() == {"message": "401 Unauthorized"}
    assert shop.write("hello", token="").status_code == 401
    assert shop.ask("/user", token="").status_code == 401


def test_a_stranger_does_not_write_in_a_public_project_that_he_reads(shop):
    shop.project.visibility = "public"
    eve = shop.lab.token_for(shop.lab.add_user("eve"))
    assert shop.write("hello", token=eve).status_code == 403
    assert shop.lab.comments(shop.mr) == []


def test_a_token_that_nobody_made_is_refused(shop):
    answer = shop.ask("/user", token="glpat-wrong")
    assert (answer.status_code, answer.json()) == (401, {"message": "401 Unauthorized"})


def test_a_revoked_and_an_expired_token_are_told_apart(shop):
    revoked = shop.lab.token_for(shop.dana)
    shop.lab.revoke(revoked)
    expired = shop.lab.token_for(shop.dana, expires_at=shop.lab.now() + timedelta(days=1))
    assert shop.ask("/user", token=expired).status_code == 200
    shop.lab.clock.advance(25 * 3600)
    for token, said in ((revoked, "Token was revoked."), (expired, "Token is expired.")):
        answer = shop.ask("/user", token=token)
        assert answer.status_code == 401
        assert answer.json()["error"] == "invalid_token"
        assert answer.json()["error_description"].startswith(said)


def test_a_token_that_may_only_read_does_not_write(shop):
    reader = shop.lab.token_for(shop.lab.bot, scopes={"read_api"})
    assert shop.ask(shop.notes, token=reader).status_code == 200
    answer = shop.write("hello", token=reader)
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")
    assert shop.lab.comments(shop.mr) == []


def test_a_token_for_something_else_reads_nothing(shop):
    registry = shop.lab.token_for(shop.lab.bot, scopes={"read_registry"})
    assert shop.ask(shop.home, token=registry).status_code == 403
    person = shop.lab.token_for(shop.lab.bot, scopes={"read_user"})
    assert (shop.ask("/user", token=person).status_code, shop.ask(shop.home, token=person).status_code) == (200, 403)


def test_a_blocked_user_is_refused(shop):
    token = shop.lab.token_for(shop.dana)
    shop.dana.state = "blocked"
    answer = shop.ask(shop.home, token=token)
    assert (answer.status_code, answer.json()["message"][:13]) == (403, "403 Forbidden")


def test_a_bearer_does_as_well_as_a_private_token(shop):
    answer = shop.ask("/user", token="", headers={"Authorization": f"Bearer {shop.lab.token}"})
    assert answer.json()["username"] == "lighterman"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_only_the_author_and_maintainers_change_a_note(shop, method):
    mine = shop.lab.add_note(shop.mr, author=shop.lab.bot, body="mine")
    hers = shop.lab.add_note(shop.mr, author=shop.dana, body="hers")
    system = shop.lab.add_system_note(shop.mr, shop.lab.bot, "closed")
    statuses = [
        shop.ask(f"{shop.notes}/{note.id}", method=method, json={"body": "new"}).status_code
        for note in (hers, system, mine)
    ]
    assert statuses == [403, 403, 200 if method == "PUT" else 204]
    boss = shop.lab.token_for(shop.dana)
    other = shop.lab.add_note(shop.mr, author=shop.lab.bot, body="other")
    assert shop.ask(f"{shop.notes}/{other.id}", method=method, json={"body": "new"}, token=boss).ok


def test_an_internal_note_shows_only_to_reporters(shop):
    shop.lab.add_note(shop.mr, author=shop.dana, body="secret", internal=True)
    shop.project.visibility = "public"
    eve = shop.lab.token_for(shop.lab.add_user("eve"))
    assert shop.ask(shop.notes, token=eve).json() == []
    assert len(shop.ask(shop.notes).json()) == 1


def test_members_of_the_group_are_found_only_where_all_are_asked_for(shop):
    names = {row["username"]: row["access_level"] for row in shop.ask(f"{shop.home}/members/all").json()}
    assert names == {"dana": 40, "lighterman": 30, "kim": 20}
    assert {row["username"] for row in shop.ask(f"{shop.home}/members").json()} == {"dana", "lighterman"}
    assert shop.ask(f"{shop.home}/members/{shop.kim.id}").json() == {"message": "404 Not found"}
    assert shop.ask(f"{shop.home}/members/all/{shop.kim.id}").json()["access_level"] == 20
    assert shop.ask(f"{shop.home}/members/all/999").status_code == 404


def test_a_fork_is_read_by_its_members_only(shop):
    fork = shop.lab.fork(shop.project, into="eve/api", members={shop.dana: 40})
    assert shop.ask(f"/projects/{fork.id}").status_code == 404
    assert shop.ask(f"/projects/{fork.id}", token=shop.lab.token_for(shop.dana)).status_code == 200
