"""Takes the words of a command apart: the program and its verbs, options with and without values, and the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SWITCHES = frozenset((
    "--no-cache", "--pull", "--quiet", "--rm", "--force-rm", "--squash", "--squash-all", "--compress", "--load",
    "--push", "--layers", "--debug", "--check", "--disable-content-trust", "--pull-always", "--pull-never",
    "--all-platforms", "--tls-verify", "--single-snapshot", "--cleanup", "--cache", "--no-push", "--insecure",
    "--skip-tls-verify", "--reproducible", "--use-new-run", "--skip-unused-stages", "--force", "--insecure-pull",
    "--insecure-registry", "--skip-tls-verify-pull", "--skip-push-permission-check", "--compressed-caching",
    "--cache-copy-layers", "--cache-run-layers", "--inherit-annotations", "--omit-history", "--password-stdin",
    "--all-tags", "--all", "--append", "--dry-run", "--purge", "--preserve-digests", "--remove-signatures",
    "--ignore-pull-failures", "--include-deps", "--ignore-push-failures", "--ignore-buildable", "--with-dependencies",
    "--parallel", "--force-compression", "--no-push-cache", "--get-login", "--verbose", "-q", "-D", "-a",
))  # fmt: skip
"""Options without a value of their own, of docker, compose, buildx, buildctl, buildah, podman, skopeo and kaniko."""
SHORT = {"-t": "--tag", "-f": "--file", "-m": "--memory", "-c": "--cpu-shares", "-o": "--output", "-v": "--volume"}
SHORT_OF_KANIKO = {"-f": "--dockerfile", "-c": "--context", "-d": "--destination", "-v": "--verbosity"}
SHORT_OF_LOGIN = {"-u": "--username", "-p": "--password"}
GLOBALS = frozenset((
    "--builder", "--host", "-H", "--context", "-c", "--config", "--log-level", "-l", "--root", "--addr", "--tlsdir",
    "-f", "--file", "-p", "--project-name", "--project-directory", "--env-file", "--profile", "--ansi", "--progress",
    "--storage-driver", "--storage-opt", "--runroot", "--namespace", "-n",
))  # fmt: skip
"""Options with a value that may stand between a program and its verb, as in `docker --host h build`."""
SEPARATORS = frozenset({"&&", "||", ";", "|", "&", "<", ">", ">>", "2>&1"})


@dataclass(frozen=True)
class Match:
    """A program and its verbs among words: the words between them, and the place behind the last verb."""

    between: tuple[str, ...]
    end: int


def match(form: Sequence[str], words: Sequence[str], place: int) -> Match | None:
    """Return where a program and its verbs stand from a place on, None where they do not; options may be between."""
    between: list[str] = []
    for number, word in enumerate(form):
        while number and place < len(words) and words[place].startswith("-"):
            width = 2 if words[place] in GLOBALS else 1
            between += words[place : place + width]
            place += width
        if place >= len(words) or not _is_word(words[place], word, is_program=number == 0):
            return None
        place += 1
    return Match(tuple(between), place)


def _is_word(written: str, word: str, *, is_program: bool) -> bool:
    return written == word or (is_program and written.startswith("/") and written.rpartition("/")[2] == word)


def until_separator(words: Sequence[str]) -> list[str]:
    """Return the words up to what ends a command."""
    end = next((place for place, word in enumerate(words) if word in SEPARATORS), len(words))
    return list(words[:end])


def read_options(words: Sequence[str], short: Mapping[str, str]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return options as pairs in their order, long names for short ones, and the words that are none."""
    options: list[tuple[str, str]] = []
    bare: list[str] = []
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if not word.startswith("-") or word == "-":
            bare.append(word)
            continue
        name, equals, value = _long(word, short).partition("=")
        if not equals and name not in SWITCHES and waiting:
            value = waiting.pop()
        options.append((name, value))
    return tuple(options), tuple(bare)


def _long(word: str, short: Mapping[str, str]) -> str:
    """Return an option with its long name; `-tname` and `-t=name` are `--tag=name`."""
    if word.startswith("--") or word in SWITCHES:
        return word
    name, rest = word[:2], word[2:].removeprefix("=")
    return f"{short.get(name, name)}={rest}" if rest else short.get(name, name)
