"""Files are deleted in another layer than the one that holds them, so the image stays as large as it was.

A layer only ever adds: what is deleted later is hidden, and still pulled by everybody. Delete in the RUN that makes the
files, do not copy them in the first place, or mount them: `RUN --mount=type=bind,source=big.tar,target=/big.tar …`.

Bad:

    FROM debian:13-slim
    RUN curl -fsSLo /opt/tool.tar.gz https://example.com/tool.tar.gz
    RUN tar -xzf /opt/tool.tar.gz -C /opt && rm /opt/tool.tar.gz

Good:

    FROM debian:13-slim
    RUN curl -fsSLo /opt/t.tar.gz https://example.com/t && tar -xzf /opt/t.tar.gz -C /opt && rm /opt/t.tar.gz
"""

from collections.abc import Iterator
from itertools import pairwise
from posixpath import basename, join, normpath

from bot.files.dockerfile import Instruction
from bot.files.dockerfile.copies import context_sources
from bot.files.dockerfile.run_script import RunCommand
from bot.lint.final_image import kept_stages
from bot.lint.finding import Finding, Severity
from bot.lint.package_caches import CACHES, left_caches
from bot.lint.sources import DockerfileSource
from bot.lint.system_packages import kept_packages, removed_packages

SEVERITY = Severity.WARNING
READS = ("dockerfile",)
HOW = "a layer that is there already does not become smaller; delete in the step that adds it"


class _Layers:
    """What the layers so far hold: files by path, packages, and what managers left."""

    def __init__(self) -> None:
        self.files: dict[str, int] = {}
        self.packages: dict[str, int] = {}
        self.caches: dict[str, int] = {}

    def deleted(self, command: RunCommand, folder: str) -> tuple[str, int] | None:
        """Return what a command deletes of an earlier layer, with that one's line."""
        for path in _removed(command, folder):
            if path in self.files:
                return path, self.files[path]
        for _, name in removed_packages([command]):
            if name in self.packages:
                return name, self.packages[name]
        return self._emptied(command)

    def _emptied(self, command: RunCommand) -> tuple[str, int] | None:
        for cache in CACHES:
            if cache.kind in self.caches and cache.empties.search(command.text):
                return cache.what, self.caches[cache.kind]
        return None


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding for every command that deletes what an earlier layer of the final image holds."""
    layers, folder = _Layers(), "/"
    for one in (one for stage in kept_stages(source.file) for one in stage.instructions):
        if one.keyword == "WORKDIR" and one.arguments:
            folder = normpath(join(folder, one.arguments[0]))
        commands = source.commands(one)
        found = [(command, gone) for command in commands if (gone := layers.deleted(command, folder)) is not None]
        for command, (what, line) in found[:1]:
            message = f"{what} stays in the layer of line {line}: {HOW}"
            yield Finding(line=command.line, column=command.column, message=message)
        _note(layers, source, one, folder)


def _note(layers: _Layers, source: DockerfileSource, one: Instruction, folder: str) -> None:
    commands = source.commands(one)
    gone = {path for command in commands for path in _removed(command, folder)}
    made = [path for command in commands for path in _made(command, folder)] + list(_copied(one, folder))
    layers.files |= {path: one.line for path in made if path not in gone}
    layers.packages |= {name: command.line for command, name in kept_packages(commands)}
    layers.caches |= {cache.kind: command.line for cache, command in left_caches(one, commands)}


def _copied(one: Instruction, folder: str) -> Iterator[str]:
    """Yield the files that a COPY or ADD puts into the image, as far as their names are known."""
    if one.keyword not in {"COPY", "ADD"} or len(one.arguments) < 2:  # noqa: PLR2004 - from and to
        return
    target = one.arguments[-1]
    sources = context_sources(one, {})
    for word in sources:
        is_folder = target.endswith("/") or target in {".", ".."} or len(sources) > 1
        if "*" not in word and word != ".":
            yield normpath(join(folder, target, basename(word)) if is_folder else join(folder, target))


def _made(command: RunCommand, folder: str) -> Iterator[str]:
    """Yield the files that a download writes."""
    words = command.arguments
    pairs = pairwise(words)
    options = {
        "curl": {"-o", "--output", "-fsSLo", "-sSLo", "-Lo", "-fLo", "-sLo", "-fSLo", "-LSso"},
        "wget": {"-O", "-qO"},
    }
    for option, value in pairs:
        if option in options.get(command.program, set()) and value != "-":
            yield normpath(join(folder, value))
    written = {one.partition("=")[0] for one in words}
    if command.program == "wget" and not written & {"-O", "-qO", "--output-document", "-P"}:
        yield from (normpath(join(folder, basename(word))) for word in command.bare if "://" in word)
    if command.program == "curl" and any(
        word.startswith("-") and not word.startswith("--") and "O" in word for word in words
    ):
        yield from (normpath(join(folder, basename(word))) for word in command.bare if "://" in word)


def _removed(command: RunCommand, folder: str) -> Iterator[str]:
    if command.program == "rm":
        yield from (normpath(join(folder, word.rstrip("/"))) for word in command.bare)
