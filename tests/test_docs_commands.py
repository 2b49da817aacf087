"""What the pages tell people to type works: the commands of their fences are run, upon practice servers."""

import os
import re
import subprocess
import sys
from itertools import chain, pairwise
from pathlib import Path

import pytest

from tests.demo.lighterman import Lighterman
from tests.pages import PAGES, ROOT, Fence, fences
from tests.workers.desk import open_desk

pytestmark = pytest.mark.slow

OUTPUT = "output"
GITLAB, DOOR = "https://gitlab.example.com", "http://127.0.0.1:8080"
ASKS_GITLAB = re.compile(r"lighterman (report|explain-job)\b")
ASKS_SERVER = re.compile(rf"{re.escape(DOOR)}|lighterman (status|replay)\b")
PROGRAM = f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m workers.cli "$@"\n'


def kind(fence: Fence) -> str:
    """Return what a fence needs to be run."""
    if ASKS_SERVER.search(fence.text):
        return "server"
    return "gitlab" if ASKS_GITLAB.search(fence.text) else "nothing"


RUNNABLE = [fence for page in PAGES for fence in fences(page) if fence.is_run]
BY_KIND = {name: [fence for fence in RUNNABLE if kind(fence) == name] for name in ("nothing", "gitlab", "server")}


@pytest.mark.parametrize("fence", BY_KIND["nothing"], ids=str)
def test_commands_for_a_machine_alone(fence, tmp_path):
    said = run(fence, tmp_path, fence.text)
    expected = output_of(fence)
    assert expected is None or said == expected


@pytest.fixture(scope="module")
def desk():
    """Return the project of the pages, acme/api with its merge request !1."""
    with open_desk() as one:
        one.main_ran(times=5)
        one.pipeline(mr=one.open_mr(), kind="detached")
        yield one


@pytest.mark.parametrize("fence", BY_KIND["gitlab"], ids=str)
def test_commands_that_ask_gitlab(fence, tmp_path, desk):
    (tmp_path / "token").write_text(f"{desk.lab.token}\n")
    assert "+40 MiB" in run(fence, tmp_path, fence.text.replace(GITLAB, desk.lab.url))


@pytest.mark.redis
@pytest.mark.parametrize("fence", BY_KIND["server"], ids=str)
def test_commands_that_ask_a_server(fence, tmp_path, redis_server):
    settings = {
        "REDIS_URL": redis_server.url,
        "GITLAB_URL": "http://127.0.0.1:9",
        "GITLAB_TOKEN": "practice",
        "GITLAB_WEBHOOK_SECRET": "practice-secret",
    }
    with Lighterman(settings, folder=tmp_path) as bot:
        said = run(fence, tmp_path, fence.text.replace(DOOR, bot.url), REDIS_URL=redis_server.url)
    assert '"ready": true' in said


def test_no_command_is_left_out():
    assert sorted(map(str, chain(*BY_KIND.values()))) == sorted(map(str, RUNNABLE))
    assert all(BY_KIND.values())


def output_of(fence: Fence) -> str | None:
    """Return what the page says the commands print: the fence called `output` that follows them, if one does."""
    following = dict(pairwise(fences(ROOT / fence.page))).get(fence)
    return following.text if following and following.rest == OUTPUT else None


def run(fence: Fence, folder: Path, text: str, **settings: str) -> str:
    """Run commands as somebody would who has the page's files and nothing else; return what they print."""
    for other in fences(ROOT / fence.page):
        if other.language != "sh" and other.rest not in {"", OUTPUT} and not other.rest.startswith("/"):
            (folder / other.rest).write_text(other.text)
    program = folder / "bin" / "lighterman"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    program.chmod(0o755)
    environ = {"PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": str(folder), **settings}
    words = ["bash", "-euo", "pipefail", "-c", text]
    ended = subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, f"{fence}: {ended.stderr}"
    return ended.stdout
