"""The image of deploy/Dockerfile, built for real and tried; it takes minutes, so that only `make image` runs it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.stories import python_base
from tests.stories.engine import real_engine

ROOT = Path(__file__).parents[2]
IMAGE = "lighterman-test-image:1"
LIMITS = ("--network", "none", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL")


@pytest.fixture(scope="module")
def docker(tmp_path_factory):
    """Build the image upon a base of this machine's Python and return a way to run docker."""
    assert python_base.missing() == []
    with real_engine(os.environ, tmp_path_factory.mktemp("d")) as engine:

        def run(*words, stdin=None):
            return subprocess.run(
                ["docker", "--host", engine.docker_host, *words],
                input=stdin,
                capture_output=True,
                env={"PATH": os.environ["PATH"], "DOCKER_BUILDKIT": "0", "HOME": "/nonexistent"},
                check=False,
            )

        assert run("import", "-", python_base.NAME, stdin=python_base.archive()).returncode == 0
        words = ["--build-arg", f"BASE={python_base.NAME}", "--tag", IMAGE, "--file", "deploy/Dockerfile", str(ROOT)]
        # pip looks for packages, so that the build needs this machine's network.
        built = run("build", "--network", "host", *words)
        assert built.returncode == 0, (built.stdout + built.stderr).decode()[-3000:]
        yield run
        run("rmi", "--force", IMAGE, python_base.NAME)


def test_the_image_tells_its_version(docker):
    assert docker("run", "--rm", *LIMITS, IMAGE, "--version").stdout.startswith(b"lighterman ")


def test_its_processes_run_as_nobody_special(docker):
    ended = docker("run", "--rm", *LIMITS, "--entrypoint", "/bin/id", IMAGE)
    assert b"uid=10001 gid=10001" in ended.stdout


def test_without_settings_the_door_names_them_and_stays_shut(docker):
    ended = docker("run", "--rm", *LIMITS, IMAGE)
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"lighterman: REDIS_URL: not set")


def test_every_process_of_the_procfile_starts_as_far_as_its_settings_go(docker):
    for line in (ROOT / "Procfile").read_text().splitlines():
        role = line.partition(":")[0]
        ended = docker("run", "--rm", *LIMITS, "--env", "GITLAB_URL=http://127.0.0.1:9", IMAGE, role)
        assert (ended.returncode, b"REDIS_URL: not set" in ended.stderr) == (2, True), ended.stderr.decode()


def test_the_image_reads_a_log(docker):
    log = (ROOT / "tests" / "data" / "traces" / "buildkit_fails.log").read_bytes()
    ended = docker("run", "--rm", "--interactive", *LIMITS, IMAGE, "explain-log", "-", stdin=log)
    assert b"build_command_failed" in ended.stdout, ended.stderr.decode()


def test_the_image_holds_no_tests_and_no_tools_of_ours(docker):
    script = "import importlib.util as u; print([name for name in ('tests', 'pytest', 'ruff') if u.find_spec(name)])"
    ended = docker("run", "--rm", *LIMITS, "--entrypoint", "/app/bin/python", IMAGE, "-c", script)
    assert ended.stdout == b"[]\n"
