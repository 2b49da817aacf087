"""Fills in `$[[ inputs.name ]]` from what an include gives or the header's `spec:` has as default."""

import re
from bisect import bisect_right
from collections.abc import Mapping

from bot.files.ci_file.problems import Problems
from bot.files.ci_file.variables import text_of
from bot.files.yaml_nodes import Items, Node, Pairs, Scalar

_USE = re.compile(r"\$\[\[\s*inputs\.([\w-]+)\s*(?:\|\s*expand_vars\s*)?\]\]")
_ANY_USE = re.compile(r"\$\[\[[^\]\n]*\]\]")
_NO_LETTER = re.compile(r"\W")


def default_inputs(header: Pairs | None) -> dict[str, Node]:
    """Return the inputs that have a default."""
    declared = header.pairs("spec").pairs("inputs") if header is not None else Pairs()
    defaults = {name: node.values.get("default") for name, node in declared.values.items() if isinstance(node, Pairs)}
    return {name: node for name, node in defaults.items() if node is not None and not _is_null(node)}


def fill_in(node: Node, inputs: Mapping[str, Node], problems: Problems) -> Node:
    """Return a node with its inputs filled in; one without a value stays as written."""
    if isinstance(node, Scalar):
        return _filled(node, inputs) if "$[[" in node.text else node
    problems.spend(1)
    if isinstance(node, Items):
        items = tuple(fill_in(value, inputs, problems) for value in node.values)
        return Items(items, node.line, node.column, node.last_line, node.tag, node.path, node.weight, node.depth)
    values: dict[str, Node] = {}
    keys: dict[str, Scalar] = {}
    for name, value in node.values.items():
        key = _filled(node.keys[name], inputs) if "$[[" in name else node.keys[name]
        key = key if isinstance(key, Scalar) else node.keys[name]
        values[key.text] = fill_in(value, inputs, problems)
        keys[key.text] = key
    return Pairs(
        values, keys, node.lost, node.line, node.column, node.last_line, node.tag, node.path, node.weight, node.depth
    )


def shell_text(text: str) -> str:
    """Return a script in which inputs without a value look like variables, letter for letter as long as before."""
    return _ANY_USE.sub(_as_variable, text) if "$[[" in text else text


def _as_variable(found: re.Match[str]) -> str:
    return f"${{_{_NO_LETTER.sub('_', found[0][3:-2])}_}}"


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


def _filled(scalar: Scalar, inputs: Mapping[str, Node]) -> Node:
    whole = _USE.fullmatch(scalar.text)
    if whole is not None and isinstance(inputs.get(whole[1]), Items | Pairs):
        return inputs[whole[1]]
    text, shifts = "", [(0, 0)]
    end = 0
    for found in _USE.finditer(scalar.text):
        value = inputs.get(found[1])
        if isinstance(value, Scalar):
            text += scalar.text[end : found.start()] + text_of(value)
            end = found.end()
            shifts.append((end, len(text) - end))
    text += scalar.text[end:]
    parts = tuple((_shifted(offset, shifts), line, column) for offset, line, column in scalar.parts)
    style = scalar.style or ("'" if text != scalar.text else "")
    # A filled-in value is a text, whatever it looks like, so a plain scalar must not stay one; it has no quote either.
    column = scalar.column - (1 if style != scalar.style else 0)
    return Scalar(text, scalar.line, column, scalar.last_line, style, scalar.tag, scalar.path, parts)


def _shifted(offset: int, shifts: list[tuple[int, int]]) -> int:
    number = bisect_right(shifts, offset, key=lambda shift: shift[0])
    return offset + shifts[max(number - 1, 0)][1]
