"""Package managers: what makes each of them leave an index or a cache in a layer, and what takes it out again."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.files.dockerfile import Instruction
from bot.files.dockerfile.mounts import mounts
from bot.files.dockerfile.run_script import RunCommand


@dataclass(frozen=True)
class Cache:
    """What a manager keeps. The patterns look at a whole command, program first, words joined by single blanks.

    `fills` and not `unless` tells of a command that leaves something, `empties` of one that takes it out; `folder` is
    where it lies. `switch` goes behind the verb and prevents it, `clean` is a command that undoes it.
    """

    kind: str
    what: str
    fills: re.Pattern[str]
    unless: re.Pattern[str]
    empties: re.Pattern[str]
    folder: re.Pattern[str]
    switch: str = ""
    clean: str = ""
    variable: str = ""
    """An environment variable that does what the switch does."""


def _cache(  # noqa: PLR0917 - a row of the table below
    kind: str, what: str, fills: str, unless: str, empties: str, folder: str, **more: str
) -> Cache:
    removed = rf"^(?:rm|find)\b.* (?:{folder})(?:/?\*)?/?(?: |$)|^xargs .*\brm\b.*(?:{folder})"
    patterns = (fills, unless or r"(?!)", f"{empties}|{removed}" if empties else removed, rf"^(?:{folder})/?$")
    compiled = [re.compile(pattern) for pattern in patterns]
    return Cache(kind, what, compiled[0], compiled[1], compiled[2], compiled[3], **more)


_NODE_HOME = r"(?:/root|/home/\w+|~|\$HOME|\$\{HOME\})"
CACHES = (
    _cache(
        "apt", "the package lists of apt", r"^(?:apt|apt-get|aptitude)\b.* update\b", "",
        r"^apt(?:-get)? .*dist-?clean\b", r"/var/lib(?:/apt(?:/lists(?:/\S*)?)?)?|/var/lib/apt\S*",
        clean="rm -rf /var/lib/apt/lists/*",
    ),
    _cache(
        "apk", "the index of apk", r"^apk\b.* (?:add|update)\b", r" --no-cache\b", "",
        r"/var/cache(?:/apk(?:/\S*)?)?|/etc/apk/cache(?:/\S*)?|/lib/apk\S*", switch="--no-cache",
    ),
    _cache(
        "dnf", "the cache of dnf", r"^(?:dnf5?|microdnf|tdnf)\b.* (?:install|update|upgrade|makecache|reinstall)\b", "",
        r"^(?:dnf5?|microdnf|tdnf|yum)\b.* clean\b", r"/var/cache(?:/(?:lib)?(?:dnf|yum|tdnf)\S*)?",
        clean="dnf clean all",
    ),
    _cache(
        "yum", "the cache of yum", r"^yum\b.* (?:install|update|upgrade|makecache|reinstall|localinstall)\b", "",
        r"^(?:dnf|yum)\b.* clean\b", r"/var/cache(?:/(?:dnf|yum)\S*)?", clean="yum clean all",
    ),
    _cache(
        "zypper", "the cache of zypper", r"^zypper\b.* (?:in|install|ref|refresh|up|update)\b", "",
        r"^zypper\b.* (?:clean|cc)\b", r"/var/cache(?:/zypp\S*)?", clean="zypper clean --all",
    ),
    _cache(
        "pip", "the cache of pip", r"^(?:pip[\d.]*|python[\d.]* (?:-\S+ )*-?m? ?pip)\b.* (?:install|wheel|download)\b",
        r" --(?:no-cache|no-cache-dir|cache-dir|dry-run)\b", r"^(?:pip[\d.]*|python\S* .*pip) cache purge",
        rf"{_NODE_HOME}/\.cache(?:/pip(?:/\S*)?)?", switch="--no-cache-dir", variable="PIP_NO_CACHE_DIR",
    ),
    _cache(
        "npm", "the cache of npm", r"^npm\b.* (?:ci|install|i|add|update)\b|^npm (?:ci|i|install)$", r" --cache\b",
        r"^npm\b.* cache (?:clean|rm)\b|^npm cache (?:clean|rm)\b", rf"{_NODE_HOME}/\.npm(?:/\S*)?",
        clean="npm cache clean --force",
    ),
    _cache(
        "yarn", "the cache of yarn", r"^yarn(?: --\S+)*(?: (?:install|add|global add)\b.*|)$", r" --cache-folder\b",
        r"^yarn cache clean\b", rf"{_NODE_HOME}/(?:\.cache(?:/yarn)?|\.yarn)(?:/\S*)?|/usr/local/share/\.cache\S*",
        clean="yarn cache clean",
    ),
    _cache(
        "conda", "the cache of conda", r"^(?:micro)?(?:conda|mamba)\b.* (?:install|create|update)\b", "",
        r"^(?:micro)?(?:conda|mamba)\b.* clean\b", r"/\S*/pkgs(?:/\S*)?", clean="conda clean --all --yes",
    ),
)  # fmt: skip


def left_caches(
    instruction: Instruction, commands: Sequence[RunCommand], variables: Callable[[], Collection[str]] = frozenset
) -> Iterator[tuple[Cache, RunCommand]]:
    """Yield what a RUN leaves, each with the last command that filled it; `variables` tells those that are set."""
    mounted = [
        mount.get("target", "").rstrip("/") for mount in mounts(instruction) if mount["type"] in {"cache", "tmpfs"}
    ]
    texts = [command.text for command in commands]
    for cache in CACHES:
        filled = [
            place for place, text in enumerate(texts) if cache.fills.match(text) and not cache.unless.search(text)
        ]
        if not filled or (cache.variable and cache.variable in {*_assigned(commands[filled[-1]]), *variables()}):
            continue
        is_mounted = any(cache.folder.match(target) for target in mounted)
        if not is_mounted and not any(cache.empties.search(text) for text in texts[filled[-1] + 1 :]):
            yield cache, commands[filled[-1]]


def _assigned(command: RunCommand) -> Iterator[str]:
    return (one.name for one in command.command.assignments)
