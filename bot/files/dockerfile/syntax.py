"""The one place that knows e2b-dockerfile-utils, a port of BuildKit's own parser, word lexer and ignore matcher."""

from collections.abc import Iterable, Mapping

from e2b_dockerfile_utils import (
    DockerfileAst,
    DockerfileInstruction,
    DockerfileSyntaxError,
    PatternMatcher,
    ShellLex,
    parse_dockerfile_ast,
)

_SPECIAL = frozenset("$'\"\\`")
"""Without one of these a word is what it expands to."""
Tree = DockerfileAst
Node = DockerfileInstruction


class BrokenError(Exception):
    """The text cannot be parsed at a line."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


def parse(text: str) -> Tree:
    """Return the instructions of a text; raise BrokenError at the first one that cannot be read."""
    try:
        return parse_dockerfile_ast(text)
    except DockerfileSyntaxError as error:
        said = str(error).partition(": ")[2] or str(error)
        raise BrokenError(error.line or 1, said) from None
    except RecursionError:
        raise BrokenError(1, "it is nested too deeply") from None


def expand(word: str, variables: Mapping[str, str], escape: str = "\\") -> str:
    """Return a word with quotes and escapes removed and known variables filled in; what is unknown stays as written."""
    if not _SPECIAL.intersection(word):
        return word
    try:
        return ShellLex(escape, env=variables).process_word(word)
    except ValueError:
        return word


def matcher(patterns: Iterable[str]) -> PatternMatcher:
    """Return what tells whether a path fits patterns as `.dockerignore` writes them; invalid ones are left out."""
    return PatternMatcher([pattern for pattern in patterns if _is_valid(pattern)])


def _is_valid(pattern: str) -> bool:
    try:
        PatternMatcher([pattern])
    except ValueError:
        return False
    return True
