"""Finds slash commands in a note and runs them through the plug-ins of bot/commands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType

from rapidfuzz.distance import OSA

from bot import commands, notes, plugins, rights
from bot.actions import Answer, Receipt, TakeTurn
from bot.commands import Call, Command, Run

LONG_FORM = "lighterman"
"""`/lighterman help` is `/help`: a name that GitLab may take for itself one day."""
FARTHEST = 2
"""So many letters wrong, missing, too many or swapped make a typo; of a short name no more than half of it."""
OPEN = "opened"
_COMMAND = re.compile(r"\s*/([a-z][a-z-]*)(?:\s+(.*))?", re.IGNORECASE)
_MENTION = re.compile(r"\s*@([\w.-]+)\s+/?([a-z][a-z-]*)(?:\s+(.*))?", re.IGNORECASE)


@dataclass(frozen=True)
class Typo:
    """A word that is no command but nearly one."""

    written: str
    meant: str


def verbs() -> Mapping[str, ModuleType]:
    """Return the plug-ins by the names under which people call them."""
    return {name.replace("_", "-"): plugin for name, plugin in plugins.load(commands).items()}


def find_commands(text: str, *, own_name: str | None = None) -> tuple[Command, ...]:
    """Return the commands of a note that we know, each once, in the order in which they stand.

    A line that begins with a mention counts when it is `own_name` that is mentioned; without a name, which a process
    that holds no token cannot know, every mention may be ours.
    """
    known = verbs()
    return tuple(dict.fromkeys(one for one in _read(text, own_name) if one.name in known))


def find_typos(text: str, *, own_name: str | None = None) -> tuple[Typo, ...]:
    """Return the words of a note that stand where a command would and are nearly one; all others mean nothing to us."""
    known = verbs()
    unknown = dict.fromkeys(one.name for one in _read(text, own_name) if one.name not in known)
    meant = ((name, _nearest(name, known)) for name in unknown)
    return tuple(Typo(name, near) for name, near in meant if near)


def run(call: Call) -> Run:
    """Yield what a command wants done, or the reason why its caller may not have it."""
    name, plugin = call.command.name, verbs()[call.command.name]
    reason = rights.refusal(call, name, plugin)
    if reason is not None:
        yield Answer(reason, Receipt.REFUSED)
        return
    # A command that has begun is seen through, though the merge request was merged meanwhile.
    if not plugin.READS and not call.memory and call.merge_request.state != OPEN:
        yield Answer(f"This merge request is {call.merge_request.state}; `/{name}` is for open ones.", Receipt.FAILED)
        return
    not_now: Answer | None = None if plugin.READS else (yield TakeTurn())
    if not_now is not None:
        yield not_now
        return
    yield from plugin.run(call)


def _read(text: str, own_name: str | None) -> Iterator[Command]:
    """Yield what stands where a command would; like GitLab's own it may be written in capitals."""
    for line in notes.command_lines(text):
        command, mention = _COMMAND.fullmatch(line), _MENTION.fullmatch(line)
        if command:
            words = [command[1].lower(), *(command[2] or "").split()]
            if words[0] == LONG_FORM:
                words = [words[1].lower(), *words[2:]] if words[1:] else ["help"]
            yield Command(words[0], tuple(words[1:]))
        elif mention and own_name in {None, mention[1].lower()}:
            yield Command(mention[2].lower(), tuple((mention[3] or "").split()))


def _nearest(name: str, known: Mapping[str, ModuleType]) -> str | None:
    distance, nearest = min((OSA.distance(name, one), one) for one in known)
    return nearest if distance <= min(FARTHEST, len(nearest) // 2) else None
