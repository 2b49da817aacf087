"""The package managers of languages: which commands install what a project needs, and which files they read for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.files.dockerfile.run_script import RunCommand


@dataclass(frozen=True)
class Language:
    """`installs` tells of commands that install what the project asks for, `adds` of those that install what they name.

    `manifests` are the files that say what the project needs. `early` is what to copy and to run before the sources are
    there; where a command has to stay as it is, only `early_files` are known.
    """

    name: str
    installs: re.Pattern[str]
    adds: re.Pattern[str]
    manifests: re.Pattern[str]
    early_files: tuple[str, ...] = ()
    early_command: str = ""


def _language(  # noqa: PLR0917 - a row of the table below
    name: str, installs: str, adds: str, manifests: str, files: str = "", command: str = ""
) -> Language:
    patterns = [re.compile(pattern) for pattern in (installs, adds or r"(?!)", rf"^(?:{manifests})$")]
    return Language(name, patterns[0], patterns[1], patterns[2], tuple(files.split()), command)


_PIP = r"(?:pip[\d.]*|python[\d.]* (?:-\S+ )*?-m pip|uv pip)"
_TOOLS = r"pip|setuptools|wheel|uv|poetry|pipenv|pdm"
LANGUAGES = (
    _language(
        "go",
        r"^go (?:mod (?:download|tidy|vendor)|build|install \.|test|run \S|get(?: -\S+)*(?: \./\S*| \.)?$)"
        r"(?!.*-mod=vendor)",
        r"^go (?:get|install) .*\w",
        r"go\.(?:mod|sum|work|work\.sum)|go\.\*",
        "go.mod go.sum*",
        "go mod download",
    ),
    _language(
        "npm",
        r"^npm\b(?!.* (?:-g|--global|--location=global)\b)(?: -\S+| \S+=\S+)*"
        r" (?:ci|install|i|clean-install)(?: -\S+)*$",
        r"^npm\b.* (?:install|i|add)\b",
        r"package.*\.json|npm-shrinkwrap\.json|\.npmrc",
        "package*.json",
    ),
    _language(
        "yarn",
        r"^yarn(?: --cwd[ =]\S+| --?\S+)*(?: install\b.*)?$",
        r"^yarn (?:global )?add\b",
        r"package.*\.json|yarn\.lock\*?|\.yarnrc.*|\.yarn",
        "package.json yarn.lock*",
    ),
    _language(
        "pnpm",
        r"^pnpm\b.* (?:install|i|fetch)\b|^pnpm (?:install|i|fetch)\b",
        r"^pnpm add\b",
        r"package.*\.json|pnpm-lock\.yaml\*?|pnpm-workspace\.yaml|\.npmrc",
        "package.json pnpm-lock.yaml*",
    ),
    _language(
        "bun", r"^bun (?:install|i)\b", r"^bun add\b", r"package.*\.json|bun\.lockb?\*?", "package.json bun.lock*"
    ),
    _language(
        "pip",
        rf"^{_PIP}\b.* (?:install|wheel|sync)\b.*(?: -r|--requirement| -e| \.(?:\[|/|$| )| \./)"
        r"|^python[\d.]* setup\.py (?:install|develop)",
        rf"^{_PIP}\b.* install\b(?!(?: -\S+| (?:{_TOOLS})\S*)+$)",
        r".*requirements.*|.*constraints.*\.txt|setup\.(?:py|cfg)|pyproject\.toml",
    ),
    _language(
        "poetry",
        r"^(?:poetry|python[\d.]* -m poetry) (?:-\S+ )*(?:install|sync)\b",
        "",
        r"pyproject\.toml|poetry\.lock\*?|poetry\.\*",
    ),
    _language("uv", r"^uv (?:sync|export)\b", "", r"pyproject\.toml|uv\.lock\*?|\.python-version"),
    _language("pipenv", r"^(?:pipenv|python[\d.]* -m pipenv)\b.* ?\b(?:install|sync)\b", "", r"Pipfile.*", "Pipfile*"),
    _language("pdm", r"^pdm (?:install|sync)\b", "", r"pyproject\.toml|pdm\.lock\*?"),
    _language(
        "conda",
        r"^(?:micro)?(?:conda|mamba)\b.*(?: env (?:create|update)| --file| -f)\b",
        "",
        r"environment.*\.ya?ml|.*requirements.*",
    ),
    _language(
        "maven",
        r"^\S*mvnw?\b(?!.* (?:-o|--offline)\b)(?!.*(?:--version|-v)$)",
        "",
        r"pom\.xml|\.mvn|mvnw|settings\.xml",
        "pom.xml",
        "mvn -B dependency:go-offline",
    ),
    _language(
        "gradle",
        r"^\S*gradlew?\b(?!.*--(?:offline|version|stop)\b)",
        "",
        r".*\.gradle(?:\.kts)?|gradle.*|gradlew.*|settings\.xml",
    ),
    _language(
        "cargo",
        r"^cargo (?:\+\S+ )?(?:build|fetch|test|check|rustc|vendor|install (?:.*--path|.*-p)|chef cook)\b",
        "",
        r"Cargo\.(?:toml|lock\*?|\*)|recipe\.json|rust-toolchain.*|\.cargo",
    ),
    _language(
        "bundler",
        r"^bundle(?: install\b.*| -\S+.*|)$|^bundler(?: install.*)?$",
        r"^gem install\b(?!.* bundler)",
        r"Gemfile.*|.*\.gemspec",
        "Gemfile Gemfile.lock*",
    ),
    _language("composer", r"composer(?:\.phar)? (?:-\S+ )*(?:install|update)\b", "", r"composer\..*|symfony\.lock"),
    _language(
        "dotnet",
        r"^dotnet (?:restore|build|publish|test|run)\b(?!.*--no-restore)",
        "",
        r".*\.(?:sln|slnx|\w+proj|props|targets)|(?i:nuget\.config|global\.json)|packages\.lock\.json",
    ),
    _language("mix", r"^mix (?:deps\.get|do .*deps\.get)", "", r"mix\.(?:exs|lock)|config"),
    _language("pub", r"^(?:flutter|dart) pub get\b|^flutter packages get\b", "", r"pubspec\.\w+\*?"),
    _language("swift", r"^swift (?:build|package resolve)\b", "", r"Package\..*"),
    _language("sbt", r"^sbt\b", "", r"build\.sbt|project"),
)


@dataclass(frozen=True)
class Install:
    """A command that installs dependencies; `names_them` tells that it names them itself and reads no manifest."""

    language: Language
    command: RunCommand
    names_them: bool = False


def install_of(command: RunCommand) -> Install | None:
    """Return what a command installs, None where it installs nothing of a language."""
    text = command.text
    for language in LANGUAGES:
        if language.installs.search(text):
            return Install(language, command)
    for language in LANGUAGES:
        if language.adds.search(text):
            return Install(language, command, names_them=True)
    return None


def manifests_of(install: Install) -> tuple[str, ...]:
    """Return the files to copy so that a command can run; for pip those that it names."""
    if install.language.name != "pip":
        return install.language.early_files
    words: Sequence[str] = install.command.arguments
    pairs = pairwise(words)
    return tuple(value for option, value in pairs if option in {"-r", "--requirement"})
