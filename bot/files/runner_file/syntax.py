"""The one place that knows tree-sitter's TOML: where keys and values stand. What they mean, tomllib of Python tells.

tomlkit keeps the text but gives no lines; tomllib gives neither. tree-sitter is there for the shell already.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

_LANGUAGE = Language(tree_sitter_toml.language())
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_PLACE = re.compile(r"^(?P<text>.*?)\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


class BrokenError(Exception):
    """The text is no TOML at a line and column."""

    def __init__(self, line: int, column: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.column = column
        self.text = text


@dataclass(frozen=True)
class Entry:
    """A table header, or a key with its value; `path` is as written, without the table it stands in."""

    path: tuple[str, ...]
    line: int
    last_line: int
    column: int
    value: object = None
    is_header: bool = False
    is_array: bool = False


def check(text: str) -> None:
    """Raise BrokenError at the first place of a text that is no TOML."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.match(str(error))
        said = found["text"] if found else str(error)
        last = text.count("\n") + 1
        line, column = (int(found["line"]), int(found["column"])) if found and found["line"] else (last, 1)
        raise BrokenError(min(line, last), column, said) from None
    except RecursionError:
        raise BrokenError(1, 1, "Nested too deeply") from None


def entries(text: str) -> Iterator[Entry]:
    """Yield the table headers and keys of a text in their order; the text has to pass `check`."""
    # tree-sitter counts bytes; every other character is shown to it as a letter.
    root = Parser(_LANGUAGE).parse(_NOT_ASCII.sub("x", text).encode()).root_node
    for node in root.children:
        if node.type == "pair":
            yield _pair(node, text)
        elif node.type in {"table", "table_array_element"}:
            yield from _table(node, text)


def _table(node: Node, text: str) -> Iterator[Entry]:
    keys = [child for child in node.children if child.type in {"bare_key", "quoted_key", "dotted_key"}]
    line, column = _place(node)
    is_array = node.type == "table_array_element"
    yield Entry(_path(keys[0], text), line, line, column, is_header=True, is_array=is_array)
    yield from (_pair(child, text) for child in node.children if child.type == "pair")


def _pair(node: Node, text: str) -> Entry:
    key, value = [child for child in node.children if child.type not in {"=", "comment", "ERROR"}][:2]
    line, column = _place(node)
    return Entry(_path(key, text), line, value.end_point.row + 1, column, _decoded(_slice(value, text)))


def _decoded(written: str) -> object:
    """Return a value; should the two parsers ever disagree about where it ends, its text."""
    try:
        return tomllib.loads(f"x = {written}")["x"]
    except tomllib.TOMLDecodeError:
        return written


def _path(key: Node, text: str) -> tuple[str, ...]:
    found, inner = [], tomllib.loads(f"{_slice(key, text)} = 0")
    while isinstance(inner, dict):
        name, inner = next(iter(inner.items()))
        found.append(name)
    return tuple(found)


def _slice(node: Node, text: str) -> str:
    return text[node.start_byte : node.end_byte]


def _place(node: Node) -> tuple[int, int]:
    return node.start_point.row + 1, node.start_point.column + 1
