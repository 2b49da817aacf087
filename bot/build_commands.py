"""Reads the command line of an image build: which Dockerfile, context, target, arguments and caches it names."""

import csv
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from posixpath import join, normpath

from bot.buildctl_options import as_docker_options, context_of
from bot.command_words import SHORT, SHORT_OF_KANIKO, match, read_options, until_separator

BUILDS = (
    ("docker", "build"), ("docker", "image", "build"), ("docker", "builder", "build"), ("docker", "buildx", "build"),
    ("docker", "buildx", "b"), ("buildx", "build"), ("buildah", "bud"), ("buildah", "build"),
    ("buildah", "build-using-dockerfile"), ("podman", "build"), ("podman", "image", "build"),
    ("podman", "buildx", "build"), ("nerdctl", "build"), ("/kaniko/executor",), ("executor",), ("buildctl", "build"),
    ("buildctl-daemonless.sh", "build"),
)  # fmt: skip
PROGRAMS = {
    "/kaniko/executor": "kaniko",
    "executor": "kaniko",
    "buildx": "docker",
    "buildctl-daemonless.sh": "buildctl",
}
"""The program that is meant, where a form begins with another word."""


@dataclass(frozen=True)
class BuildCommand:
    """One build: `options` are pairs in their order, long names for short ones, `""` for a bare switch.

    Texts stand as written, with variables unresolved. `program` is `docker`, `buildah`, `podman`, `kaniko`, `nerdctl`
    or `buildctl`, whose options stand as docker's; `context` is None where the command names none.
    """

    program: str
    options: tuple[tuple[str, str], ...] = ()
    context: str | None = None

    def values(self, name: str) -> tuple[str, ...]:
        """Return all values of an option."""
        return tuple(value for option, value in self.options if option == name)

    def is_on(self, switch: str) -> bool:
        """Tell whether a switch is given and not turned off with `=false`."""
        given = self.values(switch)
        return bool(given) and given[-1].lower() not in {"false", "0", "never", "missing"}

    @property
    def target(self) -> str | None:
        """Return the image stage that is asked for."""
        return next(iter(self.values("--target")), None)

    @property
    def build_args(self) -> dict[str, str | None]:
        """Return the build arguments; one without a value is taken from the environment."""
        pairs = (value.partition("=") for value in self.values("--build-arg"))
        return {name: value if equals else None for name, equals, value in pairs}

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the names that the image gets, whatever the option."""
        outputs = [name for value in self.values("--output") for name in _names_of_output(value)]
        return (*self.values("--tag"), *self.values("--destination"), *outputs)

    @property
    def is_pushed(self) -> bool:
        """Tell whether the build itself pushes the image; kaniko does unless it is told not to."""
        if self.program == "kaniko":
            return not self.is_on("--no-push")
        outputs = [_fields(value) for value in self.values("--output")]
        return self.is_on("--push") or any(
            one.get("type") == "registry" or one.get("push") in {"true", "1"} for one in outputs
        )

    @property
    def cache_sources(self) -> tuple[str, ...]:
        """Return the references that `--cache-from` names, bare or behind `ref=`; kaniko's repository of layers too."""
        values = self.values("--cache-from")
        named = [reference for value in values for reference in _cache_references(value)]
        return (*named, *self.values("--cache-repo"))

    @property
    def cache_targets(self) -> tuple[str, ...]:
        """Return the references that `--cache-to` names, bare (buildah) or behind `ref=` (BuildKit)."""
        values = self.values("--cache-to")
        given = [_fields(value) if value.startswith("type=") else {"ref": value} for value in values]
        return tuple(reference for one in given if (reference := one.get("ref")))

    @property
    def dockerfile(self) -> str | None:
        """Return the Dockerfile's path in the repository; None where a variable or another place hides it."""
        named = self.values("--file") + self.values("--dockerfile")
        context = self.context_folder
        if named:
            # kaniko looks in the context first, the others only where the path says.
            return _known(named[-1])
        return _known(join(context, "Dockerfile")) if context is not None else None

    @property
    def context_folder(self) -> str | None:
        """Return the context's folder in the repository, None where it is none or a variable hides it."""
        written = self.context if self.context is not None else "."
        folder = written.removeprefix("dir://")
        for name in ("$CI_PROJECT_DIR", "${CI_PROJECT_DIR}"):
            folder = folder.removeprefix(name).lstrip("/") if folder.startswith(name) else folder
        if "://" in folder or folder == "-" or folder.startswith("/"):
            return None
        return _known(folder or ".")


def is_cut(line: str) -> bool:
    """Tell whether the log shows only the first line of a command: the runner echoes no more of it."""
    return line.rstrip().endswith(("\\", "# collapsed multi-line command"))


def read_build_command(line: str) -> BuildCommand | None:
    """Return the first image build in a line of shell, None where there is none."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        words = line.split()
    return build_of(words)


def build_of(words: Sequence[str]) -> BuildCommand | None:
    """Return the image build that a list of words holds, from its program on to the end of the command."""
    for start in range(len(words)):
        for form in BUILDS:
            found = match(form, words, start)
            if found is not None:
                return _read(form, until_separator(words[found.end :]))
    return None


def _read(form: tuple[str, ...], words: Sequence[str]) -> BuildCommand:
    program = PROGRAMS.get(form[0], form[0])
    options, bare = read_options(words, SHORT_OF_KANIKO if program == "kaniko" else SHORT)
    if program == "buildctl":
        return BuildCommand(program, tuple(as_docker_options(options)), context_of(options))
    named = [value for name, value in options if name == "--context"] if program == "kaniko" else bare
    return BuildCommand(program, options, named[-1] if named else None)


def _names_of_output(value: str) -> tuple[str, ...]:
    return tuple(name for name in _fields(value).get("name", "").split(",") if name)


def _cache_references(value: str) -> tuple[str, ...]:
    """Return the references in one `--cache-from`: its `ref=`, or bare ones with commas between them."""
    if value.startswith("type="):
        reference = _fields(value).get("ref")
        return (reference,) if reference else ()
    return tuple(one for one in value.split(",") if one)


def _fields(value: str) -> dict[str, str]:
    """Return what `--output` and its like say, comma-separated and quoted as BuildKit reads it."""
    pairs = (field.partition("=") for field in next(csv.reader([value]), []))
    return {name.strip().lower(): rest for name, _, rest in pairs}


def _known(path: str) -> str | None:
    return None if "$" in path or "`" in path else normpath(path)
