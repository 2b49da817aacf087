"""The whole folder is copied into the image, and no .dockerignore leaves anything out.

`.git`, local builds and settings then go to the builder with every build, into the layer, and any change of them makes
the step and all below it run again.

Bad:

    FROM debian:13-slim
    COPY . /app

Good:

    FROM debian:13-slim
    COPY . /app

    ==> .dockerignore <==
    .git
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath

from bot.files.dockerfile import Instruction
from bot.files.dockerfile.copies import context_sources
from bot.lint.dependencies import install_of
from bot.lint.edits import new_file
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.sources import DockerfileSource, Project

SEVERITY = Severity.INFO
READS = ("dockerfile", "ci", "tree")
ALWAYS = (".git", ".gitlab-ci.yml", ".dockerignore", "Dockerfile*")
NODE = frozenset({"npm", "yarn", "pnpm", "bun"})


def check(source: DockerfileSource, project: Project) -> Iterator[Finding]:
    """Yield a finding for the first copy of a whole context without a .dockerignore."""
    one = next((one for one in source.file.instructions if _takes_all(one)), None)
    if one is None or project.tree is None or f"{source.path}.dockerignore" in project.tree:
        return
    folders = _contexts(source, project)
    if any(normpath(join(folder, ".dockerignore")) in project.tree for folder in folders):
        return
    message = f"{one.text:.60} takes in everything, .git too, for there is no .dockerignore; add one"
    path = normpath(join(folders[0], ".dockerignore"))
    lines = "".join(f"{line}\n" for line in _lines(source))
    yield Finding(line=one.line, message=message, fix=Fix("add a .dockerignore", (new_file(path, lines),)))


def _takes_all(one: Instruction) -> bool:
    return one.keyword in {"COPY", "ADD"} and "." in context_sources(one, {})


def _contexts(source: DockerfileSource, project: Project) -> list[str]:
    """Return the folders that builds in CI give as context; where none is known, those that it may be."""
    builds = project.builds.get(source.path, ())
    known = [project.path_of(build.context) for _, build in builds if build.context is not None]
    return list(dict.fromkeys(known or [dirname(source.path), project.root]))


def _lines(source: DockerfileSource) -> list[str]:
    """Return what can be left out: never what the Dockerfile names, asks git for or does not install itself."""
    named = {word for one in source.file.instructions for word in context_sources(one, {})}
    commands = [command for one in source.file.instructions for command in source.commands(one)]
    uses_git = any(command.program == "git" for command in commands)
    installs = {install.language.name for command in commands if (install := install_of(command)) is not None}
    found = [*ALWAYS, "**/node_modules"] if installs & NODE else [*ALWAYS]
    return [line for line in found if not (line == ".git" and uses_git) and not any(_fits(one, line) for one in named)]


def _fits(word: str, line: str) -> bool:
    return fnmatchcase(word, line) or word.startswith(f"{line}/")
