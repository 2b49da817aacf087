"""The pages for people say what the code says: settings, keys, commands, paths and links, in both directions."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import typer.main
import yaml

from bot import commands, plugins
from bot.files.typed_yaml import Model
from bot.predefined_variables import Surroundings, predefined_variables
from bot.server_file import ServerFile, read_server_file
from bot.variables import NAMES, SECRETS, VARIABLES
from tests.pages import NO_RUN, PAGES, ROOT, anchors, fences, links, name_of, spans, table
from tests.workers.command import run_main
from workers.cli import app

CONFIGURATION, DEVELOPMENT = ROOT / "docs" / "configuration.md", ROOT / "docs" / "development.md"
LANGUAGES = {"sh", "yaml", "ini", "text"}
FENCES = [fence for page in PAGES for fence in fences(page)]
A_COMMAND = re.compile(r"^\s*(\$ |(make|lighterman|docker|pip|python3?|curl|git|systemctl|apt-get) )", re.MULTILINE)
OUR_PATH = re.compile(r"(bot|workers|tests|docs|deploy|bench)/[\w./-]+")
A_VARIABLE = re.compile(r"(LIGHTERMAN|GITLAB|REDIS|LOG|CI|SSL)_[A-Z0-9_]+")
A_PLACEHOLDER = "NAME"
OF_GITLAB = {
    "CI_DEBUG_SERVICES",
    "CI_JOB_TOKEN",
    *predefined_variables(
        Surroundings("a/b", 1, 1, "", "main", source="push", default_branch="main", registry_image="example.com/a/b")
    ),
}
OF_COMPOSE = {"REDIS_IMAGE"}
READ_BY_TESTS = re.compile(r"""environ(?:\.get\(|\[)"([A-Z_]+)""")
NOT_OURS = {"PATH", "PLAIN_LEDGER", "PLAIN_QUEUES", "PLAIN_RETRIES"}
GITLAB = {"GITLAB_URL", "GITLAB_TOKEN"}
REFUSED = 2
by_name = pytest.mark.parametrize("page", PAGES, ids=name_of)
fence_by_fence = pytest.mark.parametrize("fence", FENCES, ids=str)


def test_the_pages_are_there():
    assert {"README.md", "docs/install.md", "docs/configuration.md", "docs/development.md"} <= set(map(name_of, PAGES))
    assert len(FENCES) > 10


@fence_by_fence
def test_a_fence_says_what_it_holds_and_why_it_is_not_run(fence):
    assert fence.language in LANGUAGES
    if fence.language == "sh" and not fence.is_run:
        assert len(fence.rest.removeprefix(NO_RUN).split()) >= 3
    elif fence.language == "sh":
        assert fence.rest == ""


@pytest.mark.parametrize("fence", [one for one in FENCES if one.language != "sh" and not one.rest], ids=str)
def test_no_command_hides_in_a_fence_that_is_never_run(fence):
    assert A_COMMAND.search(fence.text) is None


@pytest.mark.parametrize("fence", [one for one in FENCES if one.language == "yaml"], ids=str)
def test_yaml_is_yaml(fence):
    assert yaml.safe_load(fence.text)


@by_name
def test_links_lead_somewhere(page):
    for link in links(page):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@by_name
def test_paths_that_are_named_exist(page):
    named = {span for span in spans(page) if OUR_PATH.fullmatch(span)}
    reasons = {found[0] for fence in fences(page) for found in OUR_PATH.finditer(fence.rest)}
    for path in named | reasons:
        assert A_PLACEHOLDER in path or (ROOT / path).exists(), path


@by_name
def test_what_make_is_asked_for_it_can_do(page):
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    asked = [word for text in _said(page) for word in re.findall(r"\bmake ([a-z]+)\b", text)]
    assert set(asked) <= set(targets)


@by_name
def test_every_command_and_option_that_is_named_exists(page):
    known = {name: {option for one in command.params for option in one.opts} for name, command in _cli().items()}
    for text in _said(page):
        for name, rest in re.findall(r"^\s*(?:- )?lighterman ([a-z][a-z-]+)(.*)", text, re.MULTILINE):
            assert name in known, text
            assert set(re.findall(r"(--[a-z-]+)", rest)) <= known[name], text


@by_name
def test_every_variable_that_is_named_exists(page):
    known = NAMES | OF_GITLAB | OF_COMPOSE | _variables_of_tests()
    named = {found[0] for text in _said(page) for found in A_VARIABLE.finditer(text)}
    assert named - known == set()


def test_the_map_in_the_readme_has_every_folder_that_holds_code():
    mapped = {span for row in table(ROOT / "README.md", "place") for span in re.findall(r"`([\w/.]+)`", row[0])}
    code = {path.relative_to(ROOT) for top in ("bot", "workers") for path in (ROOT / top).glob("*/**/*.py")}
    assert {"/".join(path.parts[:2]) for path in code if path.name != "__init__.py"} - mapped == set()
    assert {path.name for path in ROOT.iterdir() if any(path.glob("*.py"))} <= {*mapped, "bot", "workers", "tests"}


def test_every_command_is_explained_and_no_other():
    explained = {
        name
        for row in table(CONFIGURATION, "process or command")
        for name in re.findall(r"lighterman ([\w-]+)", row[0])
    }
    assert explained == set(_cli())


def test_a_process_names_as_missing_just_what_the_page_says_it_needs(monkeypatch, capsys):
    called = {
        "GitLab's address and token": GITLAB,
        "webhook secrets": {"GITLAB_WEBHOOK_SECRET"},
        "Redis": {"REDIS_URL"},
    }
    wanted = {
        "report": ["--project", "acme/api", "--mr", "1"],
        "explain-job": ["--project", "acme/api", "--job", "1"],
        "time": ["--project", "acme/api", "--pipeline", "1"],
    }
    for commands_of_row, needs in table(CONFIGURATION, "process or command"):
        for name in re.findall(r"lighterman ([\w-]+)", commands_of_row) if needs.split(", ")[0] in called else ():
            assert run_main(monkeypatch, name, *wanted.get(name, ()), environ={}) == REFUSED
            said = capsys.readouterr().err.removeprefix("lighterman: ").splitlines()
            assert {line.partition(":")[0] for line in said} == set().union(*(called[one] for one in needs.split(", ")))


def test_every_slash_command_is_in_some_page():
    said = {text.split()[0] for page in PAGES for text in _said(page) if text.strip()}
    assert {plugin.USAGE.split()[0] for plugin in plugins.load(commands).values()} <= said


def test_every_environment_variable_stands_in_the_table_as_the_code_describes_it():
    described = [[f"`{one.name}`", f"`{one.default}`" if one.default else "none", one.means] for one in VARIABLES]
    assert table(CONFIGURATION, "variable") == described


def test_every_secret_has_a_file_and_no_other_variable_has():
    named = {span for span in spans(CONFIGURATION) if span.endswith("_FILE") and span.removesuffix("_FILE") in SECRETS}
    assert named == {f"{name}_FILE" for name in SECRETS}
    assert {name for name in NAMES if name.endswith("_FILE")} - named == {
        "GITLAB_CA_FILE",
        "CI_SERVER_TLS_CA_FILE",
        "SSL_CERT_FILE",
    }


def test_every_key_of_the_server_file_stands_in_the_table_as_the_model_describes_it():
    assert table(CONFIGURATION, "key") == list(_keys(ServerFile))


def test_the_server_file_of_the_page_is_read_without_a_word():
    (fence,) = (one for one in fences(CONFIGURATION) if one.rest == "server.yml")
    scopes, registries, problems = read_server_file("server.yml", fence.text)
    assert problems == ()
    assert (len(scopes), len(registries)) == (2, 2)


def test_every_variable_that_tests_read_is_in_the_page_for_developers():
    named = {span for row in table(DEVELOPMENT, "variable") for span in re.findall(r"`([A-Z_]+)`", row[0])}
    assert named == _variables_of_tests()


def test_ci_runs_what_the_readme_names():
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^make .*$", script, re.MULTILINE) == ["make test", "make demo ONCE=1"]


def _said(page: Path) -> Iterator[str]:
    """Yield code spans, commands and files of a page: what a reader would type or look for."""
    yield from spans(page)
    yield from (fence.text for fence in fences(page))


def _cli() -> dict[str, object]:
    return typer.main.get_command(app).commands


def _keys(model: type[Model], above: str = "") -> Iterator[list[str]]:
    for name, field in model.model_fields.items():
        key = f"{above}{name.replace('_', '-')}"
        default = "`false`" if field.default is False else "none"
        yield [f"`{key}`", default, str(field.description)]
        for inner in get_args(field.annotation):
            if isinstance(inner, type) and issubclass(inner, Model):
                yield from _keys(inner, f"{key}[].")


def _variables_of_tests() -> set[str]:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]
    return {name for source in sources for name in READ_BY_TESTS.findall(source)} - NOT_OURS - NAMES - {"ONCE"}
