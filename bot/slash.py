"""Finds slash commands in a note and runs them through the plug-ins of bot/commands."""

import re
from collections.abc import Iterator

from bot import commands, notes, plugins
from bot.actions import Action, Reply
from bot.commands import Call, Command, level_name

LONG_FORM = "lighterman"
"""`/lighterman help` is `/help`: a name that GitLab may take for itself one day."""
_COMMAND = re.compile(r"\s*/([a-z][a-z-]*)(?:\s+(.*))?", re.IGNORECASE)


def find_commands(text: str) -> tuple[Command, ...]:
    """Return the commands of a note that we know, each once, in the order in which they stand."""
    known = plugins.load(commands)
    found = (_read(line) for line in notes.slash_lines(text))
    return tuple(dict.fromkeys(command for command in found if command and command.name in known))


def run(call: Call) -> Iterator[Action]:
    """Yield what a command wants done, or one reply that says which role it needs."""
    plugin = plugins.load(commands)[call.command.name]
    if call.access_level < plugin.NEEDS:
        role, has = level_name(plugin.NEEDS), level_name(call.access_level)
        yield Reply(
            project_id=call.project.id,
            merge_request_iid=call.merge_request_iid,
            discussion_id=call.discussion_id,
            body=f"🚫 `/{call.command.name}` needs the role {role} in this project; you have {has}.",
        )
        return
    yield from plugin.run(call)


def _read(line: str) -> Command | None:
    """Return the command of a line; like GitLab's own it may be written in capitals."""
    found = _COMMAND.fullmatch(line)
    if not found:
        return None
    words = [found[1].lower(), *(found[2] or "").split()]
    if words[0] == LONG_FORM:
        words = [words[1].lower(), *words[2:]] if words[1:] else ["help"]
    return Command(words[0], tuple(words[1:]))
