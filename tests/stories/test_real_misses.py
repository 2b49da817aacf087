"""Real builds that lose their cache, by both of Docker's builders: the reason that is named is the one we made."""

import os
import subprocess
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.explanation import LogReader
from bot.misses import FileChange, SourceFile, Sources, Why
from bot.misses.per_build import explain_builds
from bot.traces.model import Builder, Trace
from tests.stories.engine import BASE, NoEngineError, own_engine

pytestmark = pytest.mark.engine

DISTRIBUTIONS = Path("/usr/bin/docker")
"""A client of its own download needs a plug-in for BuildKit; that of the distribution does not."""
SWITCHES = {Builder.LEGACY: "0", Builder.BUILDKIT: "1"}
RUN = 'RUN ["/bin/busybox", "sh", "-c", "{}"]'
DOCKERFILE = "\n".join((
    "FROM {base}", "WORKDIR /src", "COPY deps.txt ./", RUN.format("cat deps.txt > /deps"), "COPY . .",
    "ARG VERSION=1", RUN.format("echo $VERSION > /version"), "",
))  # fmt: skip


@dataclass
class Site:
    """A folder that is built with a cache from a registry, as a CI job does it."""

    folder: Path
    docker_host: str
    image: str
    builder: Builder
    files: dict[str, str]

    @property
    def base(self) -> str:
        """Return the name of the base image."""
        return f"{self.image}/base:1"

    def docker(self, command: str) -> bytes:
        """Run a command of Docker and return what a job's log would hold of it; the log tells whether it failed."""
        words = [str(DISTRIBUTIONS if DISTRIBUTIONS.exists() else "docker"), *command.split()]
        environment = {"DOCKER_HOST": self.docker_host, "DOCKER_BUILDKIT": SWITCHES[self.builder], "HOME": "/nowhere"}
        done = subprocess.run(
            words, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        return f"\x1b[32;1m$ docker {command}\x1b[0;m\n".encode() + done.stdout

    def push_base(self, label: str) -> None:
        """Push a base image under the same name."""
        folder = self.folder.parent / "base"
        folder.mkdir(exist_ok=True)
        (folder / "mark").write_text(label)
        (folder / "Dockerfile").write_text(f"FROM {BASE}\nCOPY mark /mark\n")
        self.docker(f"build --tag {self.base} ../base")
        self.docker(f"push {self.base}")

    def build(self, *, cache: str = "cache", version: str = "") -> Trace:
        """Build with the cache of an earlier build, and return what the log says."""
        for name, text in self.files.items():
            (self.folder / name).write_text(text)
        options = f"--pull --network none --cache-from {self.image}:{cache} --tag {self.image}:cache"
        if self.builder is Builder.BUILDKIT:
            options += " --progress plain --build-arg BUILDKIT_INLINE_CACHE=1"
        options += f" --build-arg VERSION={version}" if version else ""
        log = self.docker(f"pull {self.image}:{cache}") if self.builder is Builder.LEGACY else b""
        reader = LogReader()
        reader.feed(log + self.docker(f"build {options} ."))
        return reader.finish(has_failed=False).trace

    def forget(self) -> None:
        """Let the engine be as empty as that of a new runner."""
        self.docker("image rm --force " + f"{self.image}:cache")
        self.docker("builder prune --all --force")


@dataclass(frozen=True)
class Main:
    """The target branch: its files, and the log of a build that took everything from the cache."""

    site: Site
    files: dict[str, str]
    log: Trace


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Start an engine."""
    try:
        with own_engine(os.environ, tmp_path_factory.mktemp("e")) as found:
            yield found
    except NoEngineError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module", params=SWITCHES, ids=lambda builder: builder.value)
def main(request, engine, tmp_path_factory):
    """Build the target branch, push its cache, and build it again."""
    folder = tmp_path_factory.mktemp("m") / "site"
    folder.mkdir()
    image = f"{engine.registry}/misses-{uuid.uuid4().hex[:12]}"
    files = {"Dockerfile": DOCKERFILE.format(base=f"{image}/base:1"), "deps.txt": "one\n", "app.txt": "one\n"}
    site = Site(folder, engine.docker_host, image, request.param, files)
    site.push_base("one")
    site.build()
    site.docker(f"push {image}:cache")
    return Main(site, files, site.build())


def missed(main: Main, trace: Trace, changed: dict[str, str]) -> tuple[str, Why, int | None]:
    """Return the step that missed first, the cause that is named, and the line of the Dockerfile beside it."""
    sources = Sources(
        now=(SourceFile("Dockerfile", {**main.files, **changed}["Dockerfile"]),),
        before=(SourceFile("Dockerfile", main.files["Dockerfile"]),),
        changes=tuple(FileChange(name) for name in changed),
    )
    (build,) = explain_builds(trace, main.log, sources)
    (miss,) = build.misses
    assert trace.builder is main.site.builder
    return miss.step.keyword, miss.cause.why, miss.cause.dockerfile_line


def edited(main: Main, **changed: str) -> Trace:
    """Build the files with some changed."""
    site = replace(main.site, files={**main.files, **changed})
    return site.build()


def test_the_target_branch_takes_everything_from_the_cache(main):
    (build,) = explain_builds(main.log, None, Sources())
    assert (build.misses, {step.cached for step in main.log.steps} - {None}) == ((), {True})


def test_an_edited_source_file_is_named(main):
    changed = {"app.txt": "two\n"}
    assert missed(main, edited(main, **changed), changed) == ("COPY", Why.COPIED_FILES_CHANGED, 5)


def test_an_edited_dependency_file_is_named(main):
    changed = {"deps.txt": "two\n"}
    assert missed(main, edited(main, **changed), changed) == ("COPY", Why.COPIED_FILES_CHANGED, 3)


def test_an_edited_instruction_is_named(main):
    changed = {"Dockerfile": main.files["Dockerfile"].replace("> /deps", "> /others")}
    assert missed(main, edited(main, **changed), changed) == ("RUN", Why.INSTRUCTION_CHANGED, 4)


def test_another_build_argument_is_named(main):
    trace = replace(main.site, files=main.files).build(version="2")
    assert missed(main, trace, {}) == ("RUN", Why.BUILD_ARG_CHANGED, 7)


def test_a_cache_source_that_is_gone_is_named(main):
    main.site.forget()
    trace = main.site.build(cache="gone")
    assert missed(main, trace, {})[:2] == ("WORKDIR", Why.CACHE_SOURCE_MISSING)


def test_a_base_image_that_moved_is_named(main):
    main.site.push_base("two")
    keyword, why, _ = missed(main, main.site.build(), {})
    assert (keyword, why) == ("WORKDIR", Why.BASE_IMAGE_CHANGED)
