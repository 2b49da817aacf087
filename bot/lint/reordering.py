"""The fix of a wrong order: the files that say what is needed are copied first, the sources below the install."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath

from bot.files.dockerfile import Instruction, Stage
from bot.lint.dependencies import Install, install_of, manifests_of
from bot.lint.edits import insert_above, insert_below, replace_lines
from bot.lint.finding import Edit, Fix
from bot.lint.source_copies import Copy
from bot.lint.sources import DockerfileSource, Project

HARMLESS = frozenset({"WORKDIR", "ENV", "ARG", "LABEL", "EXPOSE", "USER", "SHELL"})
"""Instructions that do the same whether the sources are there or not."""
ELSEWHERE = frozenset({"--cwd", "--prefix", "-C", "--dir", "--manifest-path", "--gemfile"})
"""Options that send an install into another folder."""
OPTIONAL = {"npm": (".npmrc",), "pnpm": (".npmrc", "pnpm-workspace.yaml")}
"""Files that an install reads where they are there."""


def reordering(  # noqa: PLR0917 - all that stands around one place
    source: DockerfileSource, stage: Stage, copy: Copy, run: Instruction, install: Install, project: Project
) -> Fix | None:
    """Return the fix for a copy of the whole context above an install; None where it is not that simple."""
    files = () if install.names_them else _files(source, install, project)
    if not _is_simple(copy.instruction) or not copy.takes_all or not (files or install.names_them):
        return None
    if not _may_move(source, stage, copy.instruction, run) or _goes_elsewhere(source, copy.instruction, run):
        return None
    first = copy.instruction.line
    head = replace_lines(source, first, first, *([_manifest_copy(copy.instruction, files)] if files else []))
    rest = _rest(source, copy.instruction, run, install)
    return Fix("copy the files that say what is needed first", (head, rest)) if rest is not None else None


def _rest(source: DockerfileSource, copy: Instruction, run: Instruction, install: Install) -> Edit | None:
    """Return the edit that copies the sources behind the install, or behind a command that fetches alone."""
    written = source.line(copy.line)
    is_fetch = any(word == "download" or word.startswith("dependency:") for word in install.command.arguments)
    if install.language.early_command and not install.names_them and not is_fetch:
        return insert_above(source, run.line, f"RUN {install.language.early_command}", written)
    commands = source.commands(run)
    is_pure = all(install_of(command) is not None or command.program in {"cd", "set", ""} for command in commands)
    return insert_below(source, run.last_line, written) if is_pure and not run.heredocs else None


def _is_simple(copy: Instruction) -> bool:
    return not copy.is_json and copy.line == copy.last_line and len(copy.arguments) == 2  # noqa: PLR2004 - from and to


def _may_move(source: DockerfileSource, stage: Stage, copy: Instruction, run: Instruction) -> bool:
    """Tell whether what stands between copy and install does without the sources."""
    between = [one for one in stage.instructions if copy.line < one.line < run.line]
    if copy.line < stage.line or any(not _is_harmless(source, one) for one in between):
        return False
    moves = any(one.keyword == "WORKDIR" for one in between)
    return copy.arguments[-1].startswith("/") or not moves


def _goes_elsewhere(source: DockerfileSource, copy: Instruction, run: Instruction) -> bool:
    """Tell whether the install runs in another folder than the one that the files are copied to."""
    commands = source.commands(run)
    folders = [normpath(word) for command in commands if command.program == "cd" for word in command.bare]
    options = {word.partition("=")[0] for command in commands for word in command.arguments}
    return any(folder != normpath(copy.arguments[-1]) for folder in folders) or bool(options & ELSEWHERE)


def _is_harmless(source: DockerfileSource, one: Instruction) -> bool:
    if one.keyword in HARMLESS:
        return True
    installs = [install_of(command) for command in source.commands(one)]
    return bool(installs) and all(install is not None and install.names_them for install in installs)


def _manifest_copy(copy: Instruction, files: Sequence[str]) -> str:
    flags = [f"--{name}={value}" for name, value in copy.flags if value is not None and name in {"chown", "chmod"}]
    target = copy.arguments[-1]
    return " ".join(["COPY", *flags, *files, target if target.endswith("/") else f"{target}/"])


def _files(source: DockerfileSource, install: Install, project: Project) -> tuple[str, ...]:
    """Return the files to copy first; none where one of them is known not to be there."""
    files = manifests_of(install)
    if project.tree is None or not files:
        return files
    folders = {dirname(source.path), project.root}
    for folder in sorted(folders):
        if all("*" in file[-1:] or _is_there(file, folder, project.tree) for file in files):
            known = OPTIONAL.get(install.language.name, ())
            more = [name for name in known if normpath(join(folder, name)) in project.tree]
            return (*files, *more)
    return ()


def _is_there(file: str, folder: str, tree: frozenset[str]) -> bool:
    wanted = normpath(join(folder, file))
    return any(fnmatchcase(path, wanted) for path in tree) if "*" in wanted else wanted in tree
