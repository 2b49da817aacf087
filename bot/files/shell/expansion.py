"""Puts values in the place of variables, as far as they are known; what is not known stays, always in the same form."""

from collections.abc import Iterable, Mapping

from bot.files.shell.model import Use, Word

LONGEST = 4096
"""Characters that variables put into one word; a script that doubles a variable could make any number of them."""


def expand_all(words: Iterable[Word], variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the shell makes of words; one may become several, or none."""
    return tuple(field for word in words for field in expand(word, variables))


def expand(word: Word, variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the shell makes of a word; an unquoted value is split at its blanks.

    A variable that is not known is written `${NAME}`, so that equal references compare equal. Of an unknown variable
    with an alternative (`${PUSH:+--push}`) the alternative is taken: it is what may happen.
    """
    fields: list[str] = []
    held: str | None = None
    left = LONGEST
    for part in word.parts:
        if isinstance(part, str):
            held = (held or "") + part
            continue
        value = value_of(part, variables)
        left -= len(value or "")
        value = value if left >= 0 else None
        if part.is_quoted or value is None:
            held = (held or "") + (symbol(part) if value is None else value)
            continue
        held = _split(fields, held, value)
    return (*fields, *([] if held is None and word.parts else [held or ""]))


def _split(fields: list[str], held: str | None, value: str) -> str | None:
    """Add the fields of an unquoted value but the last one, which may go on."""
    pieces = value.split()
    if not pieces:
        return held
    if value[0].isspace() and held is not None:
        fields.append(held)
        held = None
    fields += [(held or "") + pieces[0], *pieces[1:]] if len(pieces) > 1 else []
    last = fields.pop() if len(pieces) > 1 else (held or "") + pieces[0]
    if value[-1].isspace():
        fields.append(last)
        return None
    return last


def value_of(use: Use, variables: Mapping[str, str]) -> str | None:
    """Return what a use becomes, None where that is not known."""
    known = variables.get(use.name) if use.name else None
    operand = " ".join(expand(use.operand, variables)) if use.operand is not None else ""
    match use.operator:
        case "" | ":?" | "?":
            return known
        case ":-" | ":=":
            return known or (operand if known is not None else None)
        case "-" | "=":
            return known
        case ":+":
            return operand if known is None or known else ""
        case "+":
            return operand
    return None


def symbol(use: Use) -> str:
    """Return the one form in which an unknown value is written."""
    if use.name and not use.operator:
        return f"${{{use.name}}}"
    return use.written
