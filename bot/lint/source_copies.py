"""Tells copies of a project's sources from copies of the files that say what it needs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.files.dockerfile import Instruction, Stage
from bot.files.dockerfile.copies import context_sources
from bot.files.dockerfile.stages import variables_before
from bot.lint.dependencies import LANGUAGES
from bot.lint.sources import DockerfileSource

CODE = re.compile(
    r"\.(?:go|py|js|mjs|cjs|ts|tsx|jsx|java|kt|kts|scala|rs|rb|php|c|cc|cpp|h|hpp|cs|fs|vb|ex|clj|hs|swift|dart|vue|svelte"
    r"|html|css|scss|erb|ipynb)$"
)
FOLDERS = frozenset((
    "src", "source", "sources", "app", "apps", "lib", "cmd", "internal", "pkg", "code", "server", "client", "backend",
    "frontend", "web", "api", "service", "services", "main", "public", "static", "templates", "test", "tests",
    "project",
))  # fmt: skip
SETTINGS = re.compile(
    r"^(?:setup|conftest|noxfile|mix|.*\.config|.*\.conf|gulpfile|gruntfile|webpack.*|vite.*)"
    r"\.\w+$",
    re.IGNORECASE,
)
"""Code that only says how something is built or installed."""


@dataclass(frozen=True)
class Copy:
    """A COPY or ADD from the context: all of it, sources, a folder of which nobody knows what it holds, or neither."""

    instruction: Instruction
    words: tuple[str, ...]
    takes_all: bool = False
    takes_sources: bool = False
    takes_folder: bool = False


def copies_of(source: DockerfileSource, stage: Stage) -> Iterator[Copy]:
    """Yield what a stage copies from the context."""
    for one in stage.instructions:
        if one.keyword in {"COPY", "ADD"}:
            uses_any = "$" in one.original
            variables = variables_before(source.file, stage, one) if uses_any else {}
            words = context_sources(one, variables, source.file.escape)
            if words:
                yield _copy(one, words)


def is_manifest(name: str) -> bool:
    """Tell whether a file says what a project of some language needs."""
    return any(language.manifests.match(name) for language in LANGUAGES)


def _copy(one: Instruction, words: Sequence[str]) -> Copy:
    names = [word.rpartition("/")[2] for word in words]
    takes_all = any(word in {".", "*", "**"} for word in words)
    plain = [name for name in names if not is_manifest(name) and not SETTINGS.match(name)]
    takes_sources = takes_all or any(CODE.search(name) or name in FOLDERS for name in plain)
    takes_folder = any("." not in name.lstrip(".") and name[:1].islower() for name in plain)
    return Copy(one, tuple(words), takes_all, takes_sources, takes_folder)
