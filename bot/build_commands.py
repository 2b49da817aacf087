"""Reads the command line of an image build: which Dockerfile, context, target, arguments and caches it names."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from posixpath import join, normpath

SWITCHES = frozenset((
    "--no-cache", "--pull", "--quiet", "--rm", "--force-rm", "--squash", "--compress", "--load", "--push", "--layers",
    "--debug", "--check", "--disable-content-trust", "--pull-always", "--pull-never", "--all-platforms",
    "--tls-verify", "--single-snapshot", "--cleanup", "--cache", "--no-push", "--insecure", "--skip-tls-verify",
    "--reproducible", "--use-new-run", "--skip-unused-stages", "--force", "--insecure-pull", "--insecure-registry",
    "--skip-tls-verify-pull", "--skip-push-permission-check", "--compressed-caching", "--cache-copy-layers",
    "--cache-run-layers", "--inherit-annotations", "--omit-history", "-q", "-D",
))  # fmt: skip
"""Options without a value of their own, of docker build, docker buildx build, buildah, podman build and kaniko."""
SHORT = {"-t": "--tag", "-f": "--file", "-m": "--memory", "-c": "--cpu-shares", "-o": "--output", "-v": "--volume"}
BUILDS = (
    ("docker", "build"), ("docker", "image", "build"), ("docker", "builder", "build"), ("docker", "buildx", "build"),
    ("docker", "buildx", "b"), ("buildx", "build"), ("buildah", "bud"), ("buildah", "build"),
    ("buildah", "build-using-dockerfile"), ("podman", "build"), ("podman", "image", "build"),
    ("podman", "buildx", "build"), ("nerdctl", "build"), ("/kaniko/executor",), ("executor",),
)  # fmt: skip
GLOBALS = frozenset({"--builder", "--host", "-H", "--context", "-c", "--config", "--log-level", "-l", "--root"})
"""Options with a value that may stand between a program and its verb, as in `docker --host h build`."""
SEPARATORS = frozenset({"&&", "||", ";", "|", "&", "<", ">", ">>", "2>&1"})


@dataclass(frozen=True)
class BuildCommand:
    """One build: `options` are pairs in their order, long names for short ones, `""` for a bare switch.

    Texts stand as written, with variables unresolved. `program` is `docker`, `buildah`, `podman`, `kaniko` or
    `nerdctl`; `context` is None where the command names none.
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
            end = _end_of(form, words, start)
            if end is not None:
                return _read(form, _until_separator(words[end:]))
    return None


def _end_of(form: tuple[str, ...], words: Sequence[str], place: int) -> int | None:
    """Return the place behind a program and its verbs, None where they are others; global options may stand between."""
    for number, word in enumerate(form):
        while number and place < len(words) and words[place].startswith("-"):
            place += 2 if words[place] in GLOBALS else 1
        if place >= len(words) or words[place] != word:
            return None
        place += 1
    return place


def _until_separator(words: Sequence[str]) -> list[str]:
    end = next((place for place, word in enumerate(words) if word in SEPARATORS), len(words))
    return list(words[:end])


def _read(form: tuple[str, ...], words: list[str]) -> BuildCommand:
    options: list[tuple[str, str]] = []
    bare: list[str] = []
    while words:
        word = words.pop(0)
        if not word.startswith("-") or word == "-":
            bare.append(word)
            continue
        name, equals, value = _long(word).partition("=")
        if not equals and name not in SWITCHES and words:
            value = words.pop(0)
        options.append((name, value))
    program = "kaniko" if form[-1].endswith("executor") else form[0].replace("buildx", "docker")
    named = [value for name, value in options if name == "--context"] if program == "kaniko" else bare
    return BuildCommand(program, tuple(options), named[-1] if named else None)


def _long(word: str) -> str:
    """Return an option with its long name; `-tname` and `-t=name` are `--tag=name`."""
    if word.startswith("--") or word in SWITCHES:
        return word
    name, rest = word[:2], word[2:].removeprefix("=")
    return f"{SHORT.get(name, name)}={rest}" if rest else SHORT.get(name, name)


def _known(path: str) -> str | None:
    return None if "$" in path or "`" in path else normpath(path)
