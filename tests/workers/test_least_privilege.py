"""The table of least privilege in docs/install.md is true: what it says is enough is enough, and less is not."""

import pytest

from bot.secret import Secret
from bot.settings import Settings
from tests.pages import ROOT, table
from tests.workers.command import run_main
from tests.workers.desk import open_desk
from workers.toolbox import open_toolbox

GUEST, REPORTER, DEVELOPER = 10, 20, 30
READS, WRITES = {"read_api"}, {"api"}
PAGE = ROOT / "docs" / "install.md"


@pytest.fixture
def desk():
    with open_desk() as one:
        one.main_ran(times=5)
        yield one


@pytest.fixture
def mr(desk):
    mr = desk.open_mr()
    desk.pipeline(mr=mr, kind="detached")
    return mr


def report(desk, monkeypatch, scopes, role, *words):
    """Run `lighterman report` with a token of these scopes, whose user has this role; return its exit code."""
    desk.project.members[desk.lab.bot.id] = role
    token = desk.lab.token_for(desk.lab.bot, scopes=scopes)
    words = ("report", "--project", "acme/api", "--mr", "1", *words)
    return run_main(monkeypatch, *words, environ={"GITLAB_URL": desk.lab.url, "GITLAB_TOKEN": token})


@pytest.mark.parametrize(
    ("scopes", "role", "code"),
    [(READS, REPORTER, 0), (READS, GUEST, 2), ({"read_user"}, DEVELOPER, 2), ({"read_registry"}, DEVELOPER, 2)],
)
def test_reading_takes_read_api_and_the_role_reporter(desk, mr, scopes, role, code, monkeypatch, capsys):
    assert report(desk, monkeypatch, scopes, role, "--dry-run") == code
    said = capsys.readouterr()
    assert ("+40 MiB" in said.out) is (code == 0)
    assert len(said.err.splitlines()) == (1 if code else 0)


@pytest.mark.parametrize(
    ("scopes", "role", "written"), [(WRITES, REPORTER, 1), (READS, DEVELOPER, 0), (WRITES, GUEST, 0)]
)
def test_writing_takes_api_and_the_role_reporter(desk, mr, scopes, role, written, monkeypatch, capsys):
    code = report(desk, monkeypatch, scopes, role)
    assert (code, len(desk.said(mr))) == (0 if written else 2, written)
    assert len(capsys.readouterr().err.splitlines()) == 1 - written


def test_without_read_registry_the_comment_says_so_and_times_are_compared(desk, mr, monkeypatch, capsys):
    desk.registry.tokens.people = {"lighterman": "a token with read_registry"}
    assert report(desk, monkeypatch, READS, REPORTER, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "the registry refuses our token; grant the scope read_registry and the role Reporter" in said
    assert "1 m 00 s (`make:0`) | ±0" in said


@pytest.mark.parametrize(("role", "is_told"), [(DEVELOPER, True), (REPORTER, False)])
def test_a_ci_file_with_its_includes_takes_the_role_developer(desk, role, is_told):
    desk.project.members[desk.lab.bot.id] = role
    token = desk.lab.token_for(desk.lab.bot, scopes=READS)
    tools = open_toolbox(Settings(desk.lab.url, Secret(token)), with_redis=False)
    assert (tools.gitlab.merged_ci_file(desk.project.id, "HEAD") is not None) is is_told


@pytest.mark.parametrize(("is_member", "code"), [(True, 0), (False, 2)])
def test_a_private_fork_takes_the_role_reporter_in_the_fork(desk, is_member, code, monkeypatch, capsys):
    reader = desk.lab.bot if is_member else desk.dana
    fork = desk.lab.fork(desk.project, into="dana/api", members={reader: REPORTER})
    desk.pipeline(mr=desk.open_mr(source_project=fork), kind="detached", project=fork)
    assert report(desk, monkeypatch, READS, REPORTER, "--dry-run") == code
    said = capsys.readouterr()
    assert ("+40 MiB" in said.out) is is_member
    assert ("this merge request has no pipeline yet" in said.err) is not is_member


def test_the_page_has_these_rows():
    rows = [(scopes, role) for _, scopes, role, _ in table(PAGE, "what for")]
    assert rows == [
        ("`read_api`", "Reporter"),
        ("`read_registry`", "Reporter"),
        ("`api`", "Reporter"),
        ("`read_api`", "Developer"),
        ("`api`", "Developer"),
        ("`read_api`, `read_registry`", "Reporter in the fork"),
        ("none", "Maintainer of the project, Owner of the group"),
    ]
