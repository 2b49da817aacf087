"""The one place that knows tree-sitter: its grammar of bash takes broken and half-known shell and still finds words.

Chosen over bashlex, which is GPL and gives up at the first place that it does not know.
"""

import re

import tree_sitter_bash
from tree_sitter import Language, Node, Parser, Point, Range

__all__ = ["Node", "marks", "parse"]

_MARK = re.compile(r"[()\[\]{}|$<#`]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_INNER_USE = re.compile(r"(?<=[\w/:.,@-])\$(?=\w)")
"""The dollar of a variable in the middle of a word: the grammar ends the word there in `$REGISTRY/$PROJECT/api`."""
_LANGUAGE = Language(tree_sitter_bash.language())


def parse(text: str, start: int = 0, end: int | None = None) -> Node:
    """Return the syntax tree of a text or of a part of it; offsets are those of the text's characters.

    A variable in the middle of a word is part of the plain text of its node.
    """
    # tree-sitter counts bytes, so every other character is shown to it as a letter, which it is for a shell too.
    plain = _INNER_USE.sub("@", text if text.isascii() else _NOT_ASCII.sub("x", text))
    parser = Parser(_LANGUAGE)
    if end is not None:
        parser.included_ranges = [Range(Point(0, start), Point(0, end), start, end)]
    return parser.parse(plain.encode()).root_node


def marks(text: str) -> int:
    """Return the number of brackets, pipes and dollars in a text: tree-sitter's time may grow with its square."""
    return len(_MARK.findall(text))
