"""The story of a comment that is also printed by the command line, which knows nothing of Redis."""

import os
import subprocess
import sys

import pytest

from tests.stories.scene import Scene, api

pytestmark = pytest.mark.redis


def test_the_command_line_prints_byte_for_byte_what_the_server_has_written(stack):
    scene = Scene(stack, "one-shot")
    scene.main_builds(api(40, 60), times=5)
    mr = scene.open_mr()
    scene.finish(scene.run("feature", api(40, 100, seconds=300.0), mr=mr, kind="detached"))
    body = scene.comment(mr)
    stack.lab.clear_requests()
    printed = subprocess.run(
        [sys.executable, "-m", "workers.cli", "report", "--project", "acme/one-shot", "--mr", "1", "--dry-run"],
        env={
            "PATH": os.environ["PATH"],
            "GITLAB_URL": stack.lab.url,
            "GITLAB_TOKEN": stack.lab.token,
            "LIGHTERMAN_FILES_MIB": "0",
        },
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert printed.stdout == f"{body}\n".encode()
    assert stack.lab.count(method="POST", path_contains="/notes") == stack.lab.count(method="PUT") == 0
