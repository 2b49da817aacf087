"""Reads one command from its syntax node: words, assignments, redirections."""

from collections.abc import Iterator, Sequence

from bot.files.shell.model import Assignment, Command, Redirection, Word
from bot.files.shell.syntax import Node
from bot.files.shell.words import word_of

REDIRECTS = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})
DECLARATIONS = frozenset({"declaration_command", "unset_command"})
_NO_WORDS = frozenset({"comment", "variable_assignment", "\n", ";"}) | REDIRECTS


def read_command(node: Node, redirects: Sequence[Node], text: str) -> Command:
    """Return a command; a node that is a redirection alone is one without words."""
    children = [] if node.type in REDIRECTS else list(node.children)
    found = [_redirection(child, text) for child in [*children, *redirects] if child.type in REDIRECTS]
    words = [word_of(child, text) for child in children if child.type not in _NO_WORDS]
    words += _lost_words(node, redirects, text)
    words += [word for _, more in found for word in more]
    return Command(
        words=tuple(words),
        assignments=tuple(assignments_of(children, text, is_unset=node.type == "unset_command")),
        redirections=tuple(redirection for redirection, _ in found),
        start=node.start_byte,
        end=max([node.end_byte, *(word.end for word in words)]),
    )


def assignments_of(nodes: Sequence[Node], text: str, *, is_unset: bool = False) -> Iterator[Assignment]:
    """Yield what nodes assign, and the bare names of `export NAME` and `unset NAME`."""
    for node in nodes:
        if node.type == "variable_name":
            yield Assignment(text[node.start_byte : node.end_byte], None, node.start_byte, is_unset)
        name = node.child_by_field_name("name") if node.type == "variable_assignment" else None
        if name is not None and name.type == "variable_name":
            value = node.child_by_field_name("value")
            word = Word() if value is None else word_of(value, text)
            yield Assignment(text[name.start_byte : name.end_byte], word, node.start_byte)


def _redirection(node: Node, text: str) -> tuple[Redirection, list[Word]]:
    """Return a redirection, and the words behind its target: the grammar gives them to it, a shell to the command."""
    operator = next((child.type for child in node.children if not child.is_named), "")
    if node.type == "heredoc_redirect":
        body = next((child for child in node.children if child.type == "heredoc_body"), None)
        return Redirection(operator, Word(), text[body.start_byte : body.end_byte] if body is not None else ""), []
    words = [word_of(child, text) for child in node.children if child.is_named and child.type != "file_descriptor"]
    return Redirection(operator, words[0] if words else Word()), words[1:]


def _lost_words(node: Node, redirects: Sequence[Node], text: str) -> list[Word]:
    """Return what the grammar drops between a command and its heredoc, as the `-` of `docker build - <<END`."""
    if not redirects or node.end_byte >= redirects[0].start_byte:
        return []
    start, end = node.end_byte, redirects[0].start_byte
    return [Word((one,), start, end) for one in text[start:end].split() if one != "\\"]
