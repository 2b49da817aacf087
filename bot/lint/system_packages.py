"""The packages of the system that a RUN adds and takes out again."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.files.dockerfile.run_script import RunCommand

MANAGERS = frozenset(
    {
        "apt",
        "apt-get",
        "aptitude",
        "apk",
        "dnf",
        "dnf5",
        "microdnf",
        "tdnf",
        "yum",
        "zypper",
        "pacman",
        "install_packages",
    }
)
ADDING = frozenset({"install", "add", "in", "localinstall", "groupinstall", "-S", "-Sy", "-Syu", "-Syyu", "reinstall"})
REMOVING = frozenset({"remove", "purge", "autoremove", "auto-remove", "del", "erase", "rm", "-R", "-Rs", "-Rns"})
WITH_VALUES = frozenset({"--target-release", "-o", "--option", "-c", "--repository", "-X", "-p", "--root"})
GROUPS = frozenset({"-t", "--virtual"})
_VERSION = re.compile(r"(?<=\w)[=<>~].*$|(?<=[\w+]):\w+$")


def kept_packages(commands: Sequence[RunCommand]) -> Iterator[tuple[RunCommand, str]]:
    """Yield the packages that a RUN leaves in its layer, each with the command that added it.

    What `autoremove` takes with it beyond the named packages nobody can tell here; with a computed list of packages
    all of them count as taken out.
    """
    gone = {name for command in commands for name in _named(command, REMOVING)}
    if any("$" in name for name in gone):
        return
    for command in commands:
        names = tuple(_named(command, ADDING))
        if not gone.intersection(_group(command)):
            yield from ((command, name) for name in names if name not in gone)


def removed_packages(commands: Sequence[RunCommand]) -> Iterator[tuple[RunCommand, str]]:
    """Yield the packages that commands take out."""
    for command in commands:
        yield from ((command, name) for name in _named(command, REMOVING))


def _named(command: RunCommand, verbs: frozenset[str]) -> Iterator[str]:
    if command.program not in MANAGERS:
        return
    words = list(command.arguments)
    place = next((place for place, word in enumerate(words) if word in verbs), None)
    if command.program == "install_packages" and verbs is ADDING:
        place = -1
    if place is None:
        return
    skips = False
    for word in words[place + 1 :]:
        if skips or word.startswith("-"):
            skips = not skips and word in WITH_VALUES | GROUPS
            continue
        yield _VERSION.sub("", word)


def _group(command: RunCommand) -> set[str]:
    """Return the name that `apk add --virtual` gives to what it adds."""
    words = command.arguments
    if command.program != "apk":
        return set()
    behind = {value for option, value in pairwise(words) if option in GROUPS}
    return behind | {word.partition("=")[2] for word in words if word.startswith("--virtual=")}
