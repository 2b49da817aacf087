"""The story of `/rebuild-cache` on real parts: an engine builds, a registry loses the tag, and workers die."""

import os
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.gitlab.registry import Registry
from tests.stories.engine import BASE, NoEngineError, own_engine
from tests.stories.scene import Scene
from tests.stories.stack import wait_until

pytestmark = [pytest.mark.engine, pytest.mark.redis]

CLIENT = Path("/usr/bin/docker")
"""A client of its own download needs a plug-in for BuildKit; that of the distribution does not."""
RUN = 'RUN ["/bin/busybox", "sh", "-c", "{}"]'
DOCKERFILE = "\n".join((f"FROM {BASE}", "WORKDIR /src", "COPY app ./", RUN.format("cat app > /built"), ""))
DEADLY = (("DELETE", "/tags/cache"), ("POST", "/retry"), ("PUT", "/notes/"))
"""Requests after which the worker is killed, one worker after the other."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Start an engine whose caches may be thrown away."""
    try:
        with own_engine(os.environ, tmp_path_factory.mktemp("e")) as found:
            yield found
    except NoEngineError as missing:
        pytest.skip(str(missing))


@dataclass
class Runner:
    """What runs the job: a folder that is built with the cache of a registry, on an engine that remembers nothing."""

    folder: Path
    docker_host: str
    image: str

    def job(self) -> bytes:
        """Run the job's commands as on a new runner and return its log."""
        self._docker("image rm --force " + f"{self.image}:cache")
        self._docker("builder prune --all --force")
        options = "--network none --progress plain --build-arg BUILDKIT_INLINE_CACHE=1"
        build = f"build {options} --cache-from {self.image}:cache --tag {self.image}:cache ."
        return self._docker(build) + self._docker(f"push {self.image}:cache")

    def release(self) -> None:
        """Push another image of the same repository, which is no cache."""
        self._docker(f"tag {BASE} {self.image}:1.0")
        self._docker(f"push {self.image}:1.0")

    def _docker(self, command: str) -> bytes:
        environment = {"DOCKER_HOST": self.docker_host, "DOCKER_BUILDKIT": "1", "HOME": "/nowhere"}
        words = [str(CLIENT if CLIENT.exists() else "docker"), *command.split()]
        done = subprocess.run(
            words, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        return f"\x1b[32;1m$ docker {command}\x1b[0;m\n".encode() + done.stdout


def test_the_cache_is_built_anew_once_although_workers_die(stack, engine, tmp_path):
    scene = Scene(stack, f"rebuild-{uuid.uuid4().hex[:8]}")
    runner = _runner(scene, engine, tmp_path)
    stack.start("commands")
    runner.release()
    for seconds in (61.0, 20.0):
        scene.commit("main")
        _ran(scene, "main", runner.job(), seconds)
    mr = scene.open_mr()
    run = _ran(scene, "feature", runner.job(), 21.0, mr=mr)
    stack.settle()
    released = Registry(engine.registry, scene.project.path).digest("1.0")

    note = scene.lab.add_note(mr, author=scene.author, body="/rebuild-cache")
    for method, path in DEADLY:
        _die_after(scene, method, path)
    wait_until(lambda: "pipeline #" in _answer(scene, mr), "the answer did not come", log=lambda: stack.log("commands"))
    assert Registry(engine.registry, scene.project.path).names() == ["1.0"]
    assert Registry(engine.registry, scene.project.path).digest("1.0") == released
    assert "(about 1 min 01 s, the median of 1 earlier cold builds)" in _answer(scene, mr)
    (again,) = run.latest_jobs
    assert (again.status, len(run.jobs)) == ("pending", 2)

    again.trace, again.duration = runner.job(), 63.0
    scene.lab.finish_job(again)
    scene.finish(run)
    wait_until(
        lambda: [one.name for one in scene.lab.emoji_on(note)] == ["white_check_mark"],
        "the end was not told",
        log=lambda: stack.log("commands"),
    )
    assert _answer(scene, mr) == (
        "`build:api` is done in 1 min 03 s: 0 of 3 steps came from the cache. "
        "The next build should take about 20 s, as earlier warm ones did."
    )
    assert Registry(engine.registry, scene.project.path).names() == ["1.0", "cache"]
    assert len(run.jobs) == 2


def _runner(scene: Scene, engine: Any, folder: Path) -> Runner:
    image = f"{engine.registry}/{scene.project.path}"
    (folder / "app").write_text("app\n")
    (folder / "Dockerfile").write_text(DOCKERFILE)
    scene.lab.add_container_repository(scene.project, engine.registry)
    return Runner(folder, engine.docker_host, image)


def _ran(scene: Scene, ref: str, trace: bytes, seconds: float, mr: Any = None) -> Any:
    run = scene.run(ref, mr=mr, kind="branch" if mr is None else "detached")
    scene.lab.add_job(run, "build:api", duration=seconds, trace=trace)
    scene.finish(run)
    return run


def _die_after(scene: Scene, method: str, path: str) -> None:
    hold = scene.lab.hold(method, path, "after")
    hold.wait_until_held()
    scene.stack.kill("commands")
    hold.drop()
    scene.stack.start("commands")


def _answer(scene: Scene, mr: Any) -> str:
    """Return what the bot answered to the command, without its hidden beginning; its report is another note."""
    answers = [one.body for one in scene.comments(mr) if one.body.startswith("<!-- lighterman:answer ")]
    assert len(answers) <= 1
    return answers[0].partition("\n")[2] if answers else ""
