"""Finds slash commands in a note and runs them through the plug-ins of bot/commands."""

import re
from collections.abc import Iterator

from bot import commands, plugins
from bot.actions import Action, Reply
from bot.commands import Call, Command, level_name

PREFIX = "/lighterman"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BLOCK = re.compile(r" {0,3}<(!--|[a-zA-Z/])")
_QUOTE = re.compile(r" {0,3}>")
_COMMAND = re.compile(r" {0,3}/([a-z][a-z-]*)((?:[ \t]+\S+)*)[ \t]*$")


def find_commands(text: str) -> tuple[Command, ...]:
    """Return the commands of a note that we know; lines in code, quotes, HTML and folds are no commands."""
    found = (_read(line) for line in _plain_lines(text))
    return tuple(command for command in found if command and command.name in plugins.load(commands))


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
    found = _COMMAND.match(line)
    if not found:
        return None
    words = [found[1], *found[2].split()]
    if f"/{words[0]}" == PREFIX:
        words = words[1:]
    return Command(words[0], tuple(words[1:])) if words else None


def _plain_lines(text: str) -> Iterator[str]:
    """Yield the lines of a note that Markdown shows as plain paragraphs."""
    fence, folds, is_in_block, is_quoted = "", 0, False, False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        opening = _FENCE.match(line)
        if fence:
            fence = "" if opening and opening[1].startswith(fence) and not line.strip(" `~") else fence
            continue
        if opening:
            fence = opening[1]
            continue
        folds = max(0, folds + line.count("<details") - line.count("</details"))
        if not line.strip():
            is_in_block = is_quoted = False
            continue
        is_in_block = is_in_block or bool(_BLOCK.match(line))
        is_quoted = is_quoted or bool(_QUOTE.match(line))
        if not (folds or is_in_block or is_quoted or line.startswith(("    ", "\t"))):
            yield line
