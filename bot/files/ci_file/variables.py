"""Expands variables as GitLab does before a job runs, as far as the file and GitLab's own names tell."""

import re
from collections.abc import Mapping

from bot.files.ci_file.model import Variable
from bot.files.yaml_nodes import Pairs, Scalar

LONGEST = 4096
"""Characters of a value; variables that name one another could make any number of them."""
LONGEST_NUMBER = 1000
"""Digits; Python refuses to read many more as a number."""
_USE = re.compile(r"\$\$|\$\{(\w+)\}|\$(\w+)|%(\w+)%")
_BOOLEANS = {"true": ("true", "yes", "on"), "false": ("false", "no", "off")}
_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9_,]*)")
_HEXADECIMAL = re.compile(r"[-+]?0x[0-9a-fA-F_]+")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_,]*)?\.[0-9]+(?:[eE][-+][0-9]+)?")


def read_variables(node: Pairs) -> dict[str, Variable]:
    """Return the variables of a mapping, their values not yet expanded: texts, or mappings with `value`."""
    found = {}
    for name, value in node.values.items():
        scalar = value.values.get("value") if isinstance(value, Pairs) else value
        if isinstance(scalar, Scalar):
            text = text_of(scalar)
            is_raw = isinstance(value, Pairs) and value.text("expand") in {"false", "no"}
            found[name] = Variable(name, text.replace("$", "$$") if is_raw else text, text, scalar)
    return found


def expand_variables(variables: Mapping[str, Variable]) -> dict[str, Variable]:
    """Return variables whose values have one another filled in."""
    expander = _Expander({name: one.value for name, one in variables.items()})
    return {name: _with_value(one, expander.value(name)) for name, one in variables.items()}


def _with_value(one: Variable, value: str) -> Variable:
    return one if value == one.value else Variable(one.name, value, one.written, one.node)


def expand_text(text: str, values: Mapping[str, str]) -> str:
    """Return a text with expanded values filled in; a name without a value is written `${NAME}`."""
    return _USE.sub(lambda found: _filled(found, values), text)


def _filled(found: re.Match[str], values: Mapping[str, str]) -> str:
    name = found[1] or found[2] or found[3]
    if name is None:
        return "$"
    return values.get(name, f"${{{name}}}")


class _Expander:
    def __init__(self, written: Mapping[str, str]) -> None:
        self._written = written
        self._done: dict[str, str] = {}
        self._open: list[str] = []

    def value(self, name: str) -> str:
        """Return a value; of variables that lead in a circle the name stays, as it does in GitLab."""
        if name in self._done:
            return self._done[name]
        if "$" not in self._written[name] and "%" not in self._written[name]:
            return self._written[name]
        self._open.append(name)
        uses = [found[1] or found[2] or found[3] for found in _USE.finditer(self._written[name])]
        deep = len(self._open) > 50  # noqa: PLR2004 - far above what anybody writes, far below Python's own limit
        known = {} if deep else {one: self.value(one) for one in uses if one in self._written and one not in self._open}
        self._open.pop()
        value = expand_text(self._written[name], known)
        self._done[name] = value if len(value) <= LONGEST else f"${{{name}}}"
        return self._done[name]


def text_of(scalar: Scalar) -> str:
    """Return the text that GitLab makes of a value: YAML 1.1 reads `010` as 8, `yes` as true and `1.10` as 1.1."""
    text = scalar.text
    if scalar.style or scalar.tag is not None:
        return text
    if scalar.is_null:
        return ""
    boolean = next((word for word, forms in _BOOLEANS.items() if text.lower() in forms), None)
    return boolean or _number_of(text)


def _number_of(text: str) -> str:
    """Return a text as Ruby writes it if it is a number."""
    plain = text.replace("_", "").replace(",", "")
    if len(plain) > LONGEST_NUMBER:
        return text
    for pattern, base in ((_OCTAL, 8), (_HEXADECIMAL, 16), (_DECIMAL, 10)):
        if pattern.fullmatch(text):
            return str(int(plain, base))
    return str(float(plain)) if _FLOAT.fullmatch(text) else text
