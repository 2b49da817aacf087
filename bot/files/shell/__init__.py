"""Reads shell as jobs hold it: which commands there are, with which words, and what becomes of one that fails."""

from bot.files.shell.expansion import expand, expand_all
from bot.files.shell.model import Assignment, Command, Loop, Redirection, Script, Use, Word
from bot.files.shell.reading import read_script

__all__ = [
    "Assignment",
    "Command",
    "Loop",
    "Redirection",
    "Script",
    "Use",
    "Word",
    "expand",
    "expand_all",
    "read_script",
]
