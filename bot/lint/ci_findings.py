"""Makes findings at the commands and keywords of a CI file."""

from collections.abc import Iterable

from bot.files.ci_file import Step
from bot.files.shell import Word
from bot.files.yaml_nodes import Node
from bot.lint.finding import Edit, Finding, Fix


def at_step(step: Step, message: str, *, word: Word | None = None, fix: Fix | None = None, kind: str = "") -> Finding:
    """Return a finding at a command of a script, or at one of its words."""
    line, column = step.word_place(word) if word is not None else step.place(step.command.start)
    return Finding(path=step.path, line=line, column=column, message=message, fix=fix, kind=kind)


def at_node(node: Node, message: str, *, fix: Fix | None = None, kind: str = "") -> Finding:
    """Return a finding at a place of the YAML text."""
    return Finding(path=node.path, line=node.line, column=node.column, message=message, fix=fix, kind=kind)


def fix_of(title: str, edits: Iterable[Edit | None]) -> Fix | None:
    """Return a fix of edits, None where one of them cannot be made or there are none."""
    made = list(edits)
    good = tuple(edit for edit in made if edit is not None)
    return Fix(title, good) if good and len(good) == len(made) else None
