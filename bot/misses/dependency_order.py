"""Finds a COPY of everything above the download of dependencies, and the order that would keep the download cached."""

import re
from dataclasses import dataclass
from posixpath import dirname

from bot.files.dockerfile import Dockerfile, Instruction, Stage
from bot.files.dockerfile.copies import context_sources
from bot.files.dockerfile.stages import variables_before

ITSELF = ""
DOWNLOADS: tuple[tuple[str, tuple[str, ...], str | None], ...] = (
    (r"\bgo\s+mod\s+(?:download|vendor)\b", ("go.mod", "go.sum"), ITSELF),
    (r"\bgo\s+(?:build|install|get|test)\b", ("go.mod", "go.sum"), "go mod download"),
    (r"\bnpm\s+(?:ci|install|i)\b(?!\s+(?:-g|--global))", ("package.json", "package-lock.json"), ITSELF),
    (r"\byarn(?:\s+install\b|\s*(?:$|&&|;|--))", ("package.json", "yarn.lock"), ITSELF),
    (r"\bpnpm\s+(?:install|i|fetch)\b", ("package.json", "pnpm-lock.yaml"), ITSELF),
    (r"\bpip3?\s+install\b[^&;|]*\s-r\s*(?P<file>[\w./-]+)", ("requirements.txt",), ITSELF),
    (r"\bpoetry\s+install\b", ("pyproject.toml", "poetry.lock"), "poetry install --no-root"),
    (r"\buv\s+sync\b", ("pyproject.toml", "uv.lock"), "uv sync --no-install-project"),
    (r"\bpipenv\s+(?:install|sync)\b", ("Pipfile", "Pipfile.lock"), ITSELF),
    (r"\bmvnw?\b[^&;|]*\bdependency:\S+", ("pom.xml",), ITSELF),
    (r"\bmvnw?\b[^&;|]*\b(?:package|install|verify|compile)\b", ("pom.xml",), None),
    (r"\bgradlew?\b[^&;|]*\b(?:build|dependencies|assemble|bootJar|jar)\b", ("build.gradle", "settings.gradle"), None),
    (r"\bcargo\s+(?:build|fetch|install|chef)\b", ("Cargo.toml", "Cargo.lock"), None),
    (r"\bbundle\s+(?:install|check)\b|\bbundle\s*(?:$|&&|;)", ("Gemfile", "Gemfile.lock"), ITSELF),
    (r"\bcomposer\s+(?:install|update)\b", ("composer.json", "composer.lock"), None),
    (r"\bdotnet\s+restore\b", ("*.csproj",), ITSELF),
    (r"\bdotnet\s+(?:build|publish)\b", ("*.csproj",), "dotnet restore"),
    (r"\bmix\s+deps\.get\b", ("mix.exs", "mix.lock"), ITSELF),
)
"""What downloads dependencies, the files that say which, and what downloads them alone: the documentation of each tool.

None stands where nothing does so without the code (cargo wants the sources, composer runs scripts of theirs).
"""
_PATTERNS = tuple((re.compile(pattern), manifests, alone) for pattern, manifests, alone in DOWNLOADS)


@dataclass(frozen=True)
class Order:
    """`copy_all` stands above `download`, which needs only `manifests`.

    `alone` is the command that downloads and does no more, the empty string where `download` itself is it.
    """

    copy_all: Instruction
    download: Instruction
    manifests: tuple[str, ...]
    alone: str | None = ITSELF

    @property
    def patch(self) -> tuple[str, ...]:
        """Return the lines of a diff that keeps the download cached; none where nothing downloads alone."""
        if self.alone is None:
            return ()
        first = f"+COPY {self._flags}{' '.join(self.manifests)} {self._folder}"
        if self.alone:
            return first, f"+RUN {self.alone}", f" {self.copy_all.text}", f" {self.download.text}"
        return f"-{self.copy_all.text}", first, f" {self.download.text}", f"+{self.copy_all.text}"

    @property
    def _flags(self) -> str:
        return "".join(f"--{name}{'' if value is None else f'={value}'} " for name, value in self.copy_all.flags)

    @property
    def _folder(self) -> str:
        """Return where the manifests go, which keep their folder."""
        target = self.copy_all.arguments[-1].rstrip("/") + "/"
        folder = dirname(self.manifests[0])
        return f"{target}{folder}/" if folder else target


def manifests_of(instruction: Instruction) -> tuple[str, ...]:
    """Return the files that a RUN needs to download dependencies; none when it downloads none."""
    return _download(instruction)[0]


def manifests_in(text: str) -> tuple[str, ...]:
    """Return the same for the text of a RUN."""
    return _download_in(text)[0]


def wrong_order(dockerfile: Dockerfile, stage: Stage) -> Order | None:
    """Return the first COPY of everything in a stage that stands above a download, None where the order is good."""
    copy_all: Instruction | None = None
    for one in stage.instructions:
        if _copies_everything(dockerfile, stage, one):
            copy_all = copy_all or one
        manifests, alone = _download(one)
        if manifests:
            return Order(copy_all, one, manifests, alone) if copy_all else None
    return None


def _download(instruction: Instruction) -> tuple[tuple[str, ...], str | None]:
    if instruction.keyword != "RUN":
        return (), None
    return _download_in("\n".join([instruction.original, *(heredoc.text for heredoc in instruction.heredocs)]))


def _download_in(text: str) -> tuple[tuple[str, ...], str | None]:
    for pattern, manifests, alone in _PATTERNS:
        found = pattern.search(text)
        if found:
            named = found.groupdict().get("file")
            return ((named.removeprefix("./"),) if named else manifests), alone
    return (), None


def _copies_everything(dockerfile: Dockerfile, stage: Stage, one: Instruction) -> bool:
    if one.keyword not in {"COPY", "ADD"}:
        return False
    return "." in context_sources(one, variables_before(dockerfile, stage, one), dockerfile.escape)
