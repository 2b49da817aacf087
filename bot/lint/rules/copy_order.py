"""The sources are copied before the dependencies are installed, so every change of a line installs all of them anew.

A step is taken from the cache only while everything before it is the same. Copy the files that say what is needed
first, install, then copy the rest.

Bad:

    FROM node:24-alpine
    WORKDIR /app
    COPY . .
    RUN npm ci
    CMD ["node", "index.js"]

    ==> package.json <==
    {"name": "example"}

Good:

    FROM node:24-alpine
    WORKDIR /app
    COPY package.json package-lock.json ./
    RUN npm ci
    COPY . .
    CMD ["node", "index.js"]
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.files.dockerfile import Instruction, Stage
from bot.files.dockerfile.mounts import mounts
from bot.files.dockerfile.stages import base_stage
from bot.lint.dependencies import Install, install_of
from bot.lint.finding import Finding, Severity
from bot.lint.reordering import reordering
from bot.lint.source_copies import Copy, copies_of
from bot.lint.sources import DockerfileSource, Project

SEVERITY = Severity.WARNING
READS = ("dockerfile", "tree")


@dataclass
class _Seen:
    """What a stage has copied and installed so far, and whether an install is kept in a cache mount."""

    copies: list[Copy] = field(default_factory=list)
    projects: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def note(self, install: Install) -> None:
        """Remember an install."""
        (self.named if install.names_them else self.projects).add(install.language.name)


def check(source: DockerfileSource, project: Project) -> Iterator[Finding]:
    """Yield a finding for every stage that installs after its sources are there."""
    for stage in source.file.stages:
        # What a project needs weighs more than what a command names.
        found = sorted(_of_stage(source, stage, project), key=lambda one: one[1].names_them)
        if found:
            yield _finding(source, stage, *found[0], project)


def _of_stage(source: DockerfileSource, stage: Stage, project: Project) -> Iterator[tuple[Copy, Install, Instruction]]:
    seen = _Seen()
    for below in _chain(source, stage):
        by_line = {copy.instruction.line: copy for copy in copies_of(source, below)}
        for one in below.instructions:
            seen.copies += [by_line[one.line]] if one.line in by_line else []
            for install, is_kept in _installs_of(source, one):
                copy = None if is_kept else _too_early(seen, install, project)
                if copy is not None and below is stage:
                    yield copy, install, one
                seen.note(install)


def _too_early(seen: _Seen, install: Install, project: Project) -> Copy | None:
    """Return the copy that should stand below an install, None where there is none."""
    name = install.language.name
    if name in seen.projects or (install.names_them and name in seen.named) or _is_vendored(name, project):
        return None
    sources = next((copy for copy in seen.copies if copy.takes_sources), None)
    if sources is not None or install.names_them:
        return sources
    words = [word for one in seen.copies for word in one.words]
    if any(install.language.manifests.match(word.rpartition("/")[2]) for word in words):
        return None
    return next((copy for copy in seen.copies if copy.takes_folder), None)


def _is_vendored(language: str, project: Project) -> bool:
    """Tell whether the dependencies lie among the sources, so that nothing is downloaded."""
    return language == "go" and any(path.endswith("vendor/modules.txt") for path in project.tree or ())


def _finding(  # noqa: PLR0917 - all that stands around one place
    source: DockerfileSource, stage: Stage, copy: Copy, install: Install, run: Instruction, project: Project
) -> Finding:
    command = " ".join([install.command.program, *install.command.arguments[:2]])
    message = (
        f"{copy.instruction.text:.60} stands above {command:.40} (line {install.command.line}), "
        "which then runs again whenever a file changes; copy only the files that say what is needed, install, "
        "then copy the rest"
    )
    fix = reordering(source, stage, copy, run, install, project)
    return Finding(line=copy.instruction.line, message=message, fix=fix)


def _chain(source: DockerfileSource, stage: Stage) -> list[Stage]:
    """Return a stage and those that it stands on, the first of them first."""
    found = [stage]
    while (below := base_stage(source.file, found[0])) is not None:
        found.insert(0, below)
    return found


def _installs_of(source: DockerfileSource, one: Instruction) -> Iterator[tuple[Install, bool]]:
    """Yield what a RUN installs, and whether it keeps what it downloads in a cache mount."""
    is_kept = one.keyword == "RUN" and any(mount["type"] == "cache" for mount in mounts(one))
    for command in source.commands(one):
        install = install_of(command)
        if install is not None:
            yield install, is_kept
