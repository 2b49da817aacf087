"""`lighterman doctor` on the practice GitLab: one line per thing, and the exit code tells whether all is well."""

from datetime import timedelta

import pytest

from tests.loopback import free_port
from tests.workers.command import run_main
from tests.workers.desk import open_desk


@pytest.fixture
def desk():
    with open_desk() as one:
        yield one


def doctor(desk, monkeypatch, capsys, *words, **environ):
    """Run the command; return its exit code and its lines, cut into state, topic and text."""
    token = desk.lab.token_for(desk.lab.bot, scopes={"api", "read_registry"})
    least = {"GITLAB_URL": desk.lab.url, "GITLAB_TOKEN": token, "GITLAB_WEBHOOK_SECRET": "hidden"}
    code = run_main(monkeypatch, "doctor", *words, environ={**least, **environ})
    printed = capsys.readouterr()
    assert (printed.err, "hidden" in printed.out, token in printed.out) == ("", False, False)
    return code, [tuple(line.split(maxsplit=2)) for line in printed.out.splitlines()]


def test_what_is_well_is_said_too(desk, monkeypatch, capsys):
    desk.project.members[desk.lab.bot.id] = 30
    code, lines = doctor(desk, monkeypatch, capsys, "--project", "acme/api")
    assert code == 0
    assert [line[:2] for line in lines] == [
        ("ok", "settings"),
        ("ok", "gitlab"),
        ("ok", "token"),
        ("ok", "project"),
        ("warn", "redis"),
    ]
    assert lines[3][2] == "the token's user has Developer in acme/api"


def test_the_day_on_which_the_token_expires_is_told(desk, monkeypatch, capsys):
    token = desk.lab.token_for(
        desk.lab.bot, scopes={"api", "read_registry"}, expires_at=desk.lab.clock.now() + timedelta(days=3)
    )
    _, lines = doctor(desk, monkeypatch, capsys, GITLAB_TOKEN=token)
    assert [line[0] for line in lines if line[1] == "token"] == ["ok", "warn"]


def test_wrong_settings_are_a_line_each_and_nobody_is_asked(desk, monkeypatch, capsys):
    code, lines = doctor(desk, monkeypatch, capsys, PORT="80.5", GITLAB_URL="gitlab")
    assert code == 1
    assert [line[:2] for line in lines] == [("FAIL", "settings")] * 2
    assert desk.lab.requests == []


def test_an_older_gitlab_does_not_tell_of_its_tokens(desk, monkeypatch, capsys):
    desk.lab.faults.always(status=404, match="/personal_access_tokens/self")
    code, lines = doctor(desk, monkeypatch, capsys)
    assert code == 0
    assert ("warn", "token", "this GitLab does not tell its scopes; it does from 15.5 on") in lines


def test_a_gitlab_that_is_away_does_not_hide_what_is_wrong_with_redis(desk, monkeypatch, capsys):
    away = {"GITLAB_URL": f"http://127.0.0.1:{free_port()}", "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    code, lines = doctor(desk, monkeypatch, capsys, **away)
    assert code == 1
    assert [line[:2] for line in lines] == [("ok", "settings"), ("FAIL", "gitlab"), ("FAIL", "redis")]


def test_a_token_that_is_revoked_is_one_line(desk, monkeypatch, capsys):
    code, lines = doctor(desk, monkeypatch, capsys, GITLAB_TOKEN="glpat-nobody")
    assert code == 1
    assert [line[1] for line in lines if line[0] == "FAIL"] == ["gitlab"]


@pytest.mark.redis
@pytest.mark.parametrize(("durability", "said"), [("strict", "forgets nothing"), ("relaxed", "is taken as it is")])
def test_a_redis_that_keeps_what_it_is_given_is_well(desk, monkeypatch, capsys, redis_server, durability, said):
    code, lines = doctor(desk, monkeypatch, capsys, REDIS_URL=redis_server.url, LIGHTERMAN_DURABILITY=durability)
    assert code == 0
    assert lines[-1][:2] == ("ok", "redis")
    assert said in lines[-1][2]
