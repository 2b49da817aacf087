"""Finds a COPY of everything above the download of dependencies, and the order that would keep the download cached."""

import re
from dataclasses import dataclass

from bot.files.dockerfile import Dockerfile, Instruction, Stage
from bot.files.dockerfile.copies import context_sources
from bot.files.dockerfile.stages import variables_before

DOWNLOADS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\bgo\s+mod\s+(?:download|vendor)\b", ("go.mod", "go.sum")),
    (r"\bgo\s+(?:build|install|get|test)\b", ("go.mod", "go.sum")),
    (r"\bnpm\s+(?:ci|install|i)\b(?!\s+(?:-g|--global))", ("package.json", "package-lock.json")),
    (r"\byarn(?:\s+install\b|\s*(?:$|&&|;|--))", ("package.json", "yarn.lock")),
    (r"\bpnpm\s+(?:install|i|fetch)\b", ("package.json", "pnpm-lock.yaml")),
    (r"\bpip3?\s+install\b[^&;|]*\s-r\s*(?P<file>[\w./-]+)", ("requirements.txt",)),
    (r"\bpoetry\s+install\b", ("pyproject.toml", "poetry.lock")),
    (r"\buv\s+sync\b", ("pyproject.toml", "uv.lock")),
    (r"\bpipenv\s+(?:install|sync)\b", ("Pipfile", "Pipfile.lock")),
    (r"\bmvnw?\b[^&;|]*\b(?:dependency:\S+|package|install|verify|compile)\b", ("pom.xml",)),
    (r"\bgradlew?\b[^&;|]*\b(?:build|dependencies|assemble|bootJar|jar)\b", ("build.gradle", "settings.gradle")),
    (r"\bcargo\s+(?:build|fetch|install|chef)\b", ("Cargo.toml", "Cargo.lock")),
    (r"\bbundle\s+(?:install|check)\b|\bbundle\s*(?:$|&&|;)", ("Gemfile", "Gemfile.lock")),
    (r"\bcomposer\s+(?:install|update)\b", ("composer.json", "composer.lock")),
    (r"\bdotnet\s+(?:restore|build|publish)\b", ("*.csproj",)),
    (r"\bmix\s+deps\.get\b", ("mix.exs", "mix.lock")),
)
"""What downloads dependencies, and the files that say which: the documentation of each tool."""
_PATTERNS = tuple((re.compile(pattern), manifests) for pattern, manifests in DOWNLOADS)


@dataclass(frozen=True)
class Order:
    """`copy_all` stands above `download`, which needs only `manifests`."""

    copy_all: Instruction
    download: Instruction
    manifests: tuple[str, ...]


def manifests_of(instruction: Instruction) -> tuple[str, ...]:
    """Return the files that a RUN needs to download dependencies; none when it downloads none."""
    if instruction.keyword != "RUN":
        return ()
    text = "\n".join([instruction.original, *(heredoc.text for heredoc in instruction.heredocs)])
    for pattern, manifests in _PATTERNS:
        found = pattern.search(text)
        if found:
            named = found.groupdict().get("file")
            return (named.removeprefix("./"),) if named else manifests
    return ()


def wrong_order(dockerfile: Dockerfile, stage: Stage) -> Order | None:
    """Return the first COPY of everything in a stage that stands above a download, None where the order is good."""
    copy_all: Instruction | None = None
    for one in stage.instructions:
        if _copies_everything(dockerfile, stage, one):
            copy_all = copy_all or one
        manifests = manifests_of(one)
        if manifests:
            return Order(copy_all, one, manifests) if copy_all else None
    return None


def _copies_everything(dockerfile: Dockerfile, stage: Stage, one: Instruction) -> bool:
    if one.keyword not in {"COPY", "ADD"}:
        return False
    return "." in context_sources(one, variables_before(dockerfile, stage, one), dockerfile.escape)
