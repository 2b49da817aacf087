"""Makes words of syntax nodes: quotes and backslashes go, variables and substitutions stay as uses."""

import re
from collections.abc import Iterable, Iterator

from bot.files.shell.model import Use, Word
from bot.files.shell.syntax import Node

_NAME = r"\$([A-Za-z_]\w*|[0-9])"
_SPECIAL = re.compile(rf"\\(?:\r?\n|(.))|{_NAME}", re.DOTALL)
_SPECIAL_IN_QUOTES = re.compile(rf"\\(?:\r?\n|([$`\"\\]))|{_NAME}")
_SUBSTITUTIONS = ("command_substitution", "process_substitution", "arithmetic_expansion")
_NAMES = ("variable_name", "special_variable_name")
DEFAULTS = frozenset({":-", "-", ":+", "+", ":=", "=", ":?", "?"})


def word_of(node: Node, text: str) -> Word:
    """Return the word that a node stands for."""
    return Word(tuple(_joined(_parts(node, text, is_quoted=False))), node.start_byte, node.end_byte)


def _joined(parts: Iterable[str | Use]) -> Iterator[str | Use]:
    held = ""
    for part in parts:
        if isinstance(part, str):
            held += part
            continue
        if held:
            yield held
        held = ""
        yield part
    if held:
        yield held


def _parts(node: Node, text: str, *, is_quoted: bool) -> Iterator[str | Use]:
    written = text[node.start_byte : node.end_byte]
    match node.type:
        case "raw_string":
            yield written[1:-1]
        case "ansi_c_string":
            yield written[2:-1]
        case "string" | "translated_string":
            yield from _between(node.children, text, is_quoted=True)
        case "concatenation" | "command_name" | "array":
            yield from _between(node.children, text, is_quoted=is_quoted)
        case "simple_expansion" | "expansion":
            # Inside of quotes the node may begin with the blanks before it.
            blanks = written[: len(written) - len(written.lstrip())]
            yield blanks
            yield _use(node, written.lstrip(), text, is_quoted=is_quoted)
        case kind if kind in _SUBSTITUTIONS:
            blanks = written[: len(written) - len(written.lstrip())]
            yield blanks
            yield Use(written.lstrip(), is_quoted=is_quoted)
        case '"':
            # The closing mark may carry the blanks before it.
            yield written.replace('"', "")
        case '$"':
            return
        case kind:
            yield from _plain(written, is_quoted=is_quoted or kind == "string_content")


def _plain(written: str, *, is_quoted: bool) -> Iterator[str | Use]:
    """Yield plain text without its backslashes, and the variables in it, which the grammar was not shown."""
    end = 0
    for found in (_SPECIAL_IN_QUOTES if is_quoted else _SPECIAL).finditer(written):
        yield written[end : found.start()] + (found[1] or "")
        if found[2]:
            yield Use(found[0], found[2], is_quoted=is_quoted)
        end = found.end()
    yield written[end:]


def _between(children: list[Node], text: str, *, is_quoted: bool) -> Iterator[str | Use]:
    """Yield the parts of all children and of the text between them, which the grammar leaves out inside of quotes."""
    end = children[0].start_byte if children else 0
    for child in children:
        yield text[end : child.start_byte]
        yield from _parts(child, text, is_quoted=is_quoted)
        end = child.end_byte


def _use(node: Node, written: str, text: str, *, is_quoted: bool) -> Use:
    """Return a variable's use; what is more than a default, as `${NAME%%.*}` or `${!NAME}`, stays as written."""
    children = [child for child in node.children if child.type not in {"$", "${", "}"}]
    if not children or children[0].type not in _NAMES:
        return Use(written, is_quoted=is_quoted)
    name = text[children[0].start_byte : children[0].end_byte]
    if len(children) == 1:
        return Use(written, name, is_quoted=is_quoted)
    operator = text[children[1].start_byte : children[1].end_byte]
    if operator not in DEFAULTS:
        return Use(written, name, operator, is_quoted=is_quoted)
    parts = tuple(_joined(_between(children[2:], text, is_quoted=is_quoted)))
    return Use(written, name, operator, Word(parts), is_quoted=is_quoted)
