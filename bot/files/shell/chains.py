"""Takes lists of commands apart: what joins them, and which `|| …` catches the failure of which."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from bot.files.shell.syntax import Node

CHAINS = frozenset({"list", "pipeline", "redirected_statement"})
_JOINS = frozenset({"&&", "||"})
_GIVING_UP = frozenset({"exit", "return", "false"})
_GROUPS = frozenset({"compound_statement", "subshell"})


@dataclass(frozen=True)
class Link:
    """One pipeline of a list: what joins it to the one before it, and its parts."""

    operator: str
    parts: tuple[Node, ...]


def links(node: Node) -> list[Link]:
    """Return the pipelines of a list in their order.

    The grammar binds `|` weaker than `&&`, the shell binds it stronger, so `a | b || c` is put right here.
    """
    if node.type == "list":
        left, operator, right = _sides(node)
        return [*links(left), *_joined(operator, links(right))] if right is not None else links(left)
    if node.type == "pipeline":
        return _piped([links(child) for child in node.children if child.is_named and child.type != "comment"])
    if node.type == "redirected_statement":
        body = node.child_by_field_name("body")
        if body is not None and body.type in CHAINS:
            return links(body)
        return _with_what_follows_a_heredoc(node)
    return [Link("", (node,))]


def fallback(later: Sequence[Link], text: str) -> str:
    """Return the `|| …` that catches a failure, empty where there is none or where it gives up in turn."""
    place = next((number for number, link in enumerate(later) if link.operator == "||"), None)
    if place is None:
        return ""
    caught = [later[place], *takewhile(lambda link: link.operator == "&&", later[place + 1 :])]
    if any(_gives_up(part, text) for link in caught for part in link.parts):
        return ""
    written = text[caught[0].parts[0].start_byte : caught[-1].parts[-1].end_byte]
    return f"|| {' '.join(written.split())}"


def _sides(node: Node) -> tuple[Node, str, Node | None]:
    named = [child for child in node.children if child.type not in _JOINS and child.is_named]
    operator = next((child.type for child in node.children if child.type in _JOINS), "&&")
    return named[0], operator, named[1] if len(named) > 1 else None


def _joined(operator: str, chain: list[Link]) -> Iterator[Link]:
    for place, link in enumerate(chain):
        yield link if place else replace(link, operator=operator)


def _piped(chains: Sequence[list[Link]]) -> list[Link]:
    """Join chains by pipes: the last link of one and the first of the next are one pipeline."""
    found: list[Link] = []
    for chain in chains:
        if found and chain:
            found[-1] = replace(found[-1], parts=found[-1].parts + chain[0].parts)
            found += chain[1:]
        else:
            found += chain
    return found


def _with_what_follows_a_heredoc(node: Node) -> list[Link]:
    """Return a command with a heredoc and what stands behind `<<END` on its line, which the grammar puts inside."""
    found = [Link("", (node,))]
    for redirect in node.children_by_field_name("redirect"):
        operator = ""
        for child in redirect.children if redirect.type == "heredoc_redirect" else []:
            if child.type in _JOINS:
                operator = child.type
            elif child.type == "pipeline":
                found = _piped([found, links(child)])
            elif operator and child.is_named and not child.type.startswith("heredoc_"):
                found += _joined(operator, links(child))
                operator = ""
    return found


def _gives_up(node: Node, text: str) -> bool:
    """Tell whether a command ends the job for its part; a group does when its last command does."""
    if node.type in _GROUPS:
        inner = [child for child in node.children if child.is_named and child.type != "comment"]
        return bool(inner) and _gives_up(inner[-1], text)
    if node.type in CHAINS:
        last = links(node)[-1].parts[-1]
        return last is not node and _gives_up(last, text)
    words = text[node.start_byte : node.end_byte].split() if node.type == "command" else []
    return words[:1] != [] and words[0] in _GIVING_UP and words[1:2] != ["0"]
