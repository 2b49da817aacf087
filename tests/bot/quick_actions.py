"""GitLab's own slash commands, and its two rules for finding them in a note, for tests of what the bot writes.

Both rules are told here in Python from how GitLab describes and implements them (lib/gitlab/quick_actions/extractor.rb
before and since MR 130782 of 2023, lib/banzai/filter/quick_action_filter.rb); where they leave a choice, the one that
finds more commands was taken.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark").enable("table")
LIST = Path(__file__).parents[1] / "data" / "quick_actions.txt"
NAMES = frozenset(line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
WORDS = "|".join(sorted(NAMES, key=len, reverse=True))
COMMAND = rf"^/(?P<name>{WORDS})(?: [^\n]*)?(?:\s*\n|$)"
OLD = re.compile(
    rf"""
    ^```.+?\n```$              # a block of code ends at the first line of exactly three backticks
    | ^<[^>]+?>\n.+?\n</[^>]+?>$
    | ^>>>.+?\n>>>$
    | {COMMAND.replace(" ", "[ ]")}
    """,
    re.DOTALL | re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
NEW = re.compile(rf"`.+?`|{COMMAND}", re.DOTALL | re.IGNORECASE | re.MULTILINE)


def old_rule(body: str) -> list[str]:
    """Return the commands that GitLab 16.6 and older find: a regular expression over the whole note."""
    return _names(OLD, body.replace("\r", ""))


def new_rule(body: str) -> list[str]:
    """Return the commands that GitLab finds since: in the paragraphs at the top of the document."""
    text = body.replace("\r", "")
    return in_paragraphs(text, parse(text))


def parse(text: str) -> list[Token]:
    """Return the blocks of a text as CommonMark with tables has them."""
    return PARSER.parse(text)


def in_paragraphs(text: str, tokens: Iterable[Token]) -> list[str]:
    """Return the commands in the paragraphs of a parsed text."""
    lines = text.split("\n")
    paragraphs = [token.map for token in tokens if token.type == "paragraph_open" and token.level == 0 and token.map]
    return [name for start, end in paragraphs for name in _names(NEW, "\n".join([*lines[start:end], ""]))]


def _names(rule: re.Pattern[str], text: str) -> list[str]:
    return [found["name"].lower() for found in rule.finditer(text) if found["name"]]
