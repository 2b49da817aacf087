"""Finds the lines of a note that stand where GitLab looks for commands: in a plain paragraph, at its beginning.

GitLab takes a line for a command when it begins with a slash and belongs to a paragraph at the top of the rendered
note (Banzai::Filter::QuickActionFilter); code, quotes, lists, tables, HTML and what a fold hides do not count. We keep
to the same places, so that what a person sees as quoted is never obeyed.
"""

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MOST_CHARACTERS = 50_000
"""A longer note is a pasted log; the costliest hostile Markdown of this length takes about two seconds."""
COMMAND_LINE = re.compile(r"[ \u00a0]{0,3}(?:/[A-Za-z]|@[\w.-]+[ \t\u00a0]+/?[A-Za-z])[^\n]*")
CANDIDATE = re.compile(rf"^{COMMAND_LINE.pattern}", re.MULTILINE)
# GitLab shows metadata at the very start of a note as a block of code.
FRONT_MATTER = re.compile(r"\A\s*(---|\+\+\+|;;;)[^\n]*\n.*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
QUOTE_FENCE = re.compile(r" {0,3}>>>+\s*")
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
BLOCKS = frozenset(block_names)


def command_lines(text: str) -> tuple[str, ...]:
    """Return the lines that may be commands, in their order: `/word …` and `@name word …`.

    A note that is too long has none.
    """
    # GitLab deletes every carriage return before it looks.
    plain = text.replace("\r", "")
    if len(plain) > MOST_CHARACTERS or not CANDIDATE.search(plain):
        return ()
    outline = _Outline()
    tokens = _PARSER.parse(FRONT_MATTER.sub("", plain, count=1))
    for place, token in enumerate(tokens):
        if token.type == "html_block":
            outline.take_block(token.content)
        elif token.type == "paragraph_open" and token.level == 0:
            outline.take_paragraph(tokens[place + 1].children or [])
    return tuple(outline.lines)


class _Outline(HTMLParser):
    """Follows the tags of a note and keeps the command lines that no open tag or comment encloses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.lines: list[str] = []
        self._open: list[str] = []
        self._is_in_paragraph = False
        self._is_shown = False

    def take_block(self, html: str) -> None:
        """Follow a block of HTML."""
        self._is_in_paragraph = False
        self.feed(html)

    def take_paragraph(self, tokens: list[Token]) -> None:
        """Follow the HTML within a paragraph and keep its command lines."""
        self._is_in_paragraph = True
        for token in tokens:
            if token.type == "html_inline":
                self.feed(token.content)
            elif token.type == "command_line" and self._is_plain_here():
                self.lines.append(token.content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's
        """Open a tag; within a paragraph the end of the paragraph closes all but those of blocks."""
        if tag not in VOID and (tag in BLOCKS or not self._is_in_paragraph):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag: in HTML the slash of `<div/>` closes nothing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag and all that were opened in it."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:  # noqa: ARG002 - HTMLParser's
        """See text, which a comment would have swallowed."""
        self._is_shown = not self._open

    def _is_plain_here(self) -> bool:
        self._is_shown = False
        self.feed("x")
        return self._is_shown


def _command_line(state: StateInline, silent: bool) -> bool:
    """Take a line that may be a command as a whole, unless it is within a code span or a tag, which came first."""
    start = state.src.rfind("\n", 0, state.pos) + 1 if state.src[state.pos] in "/@\u00a0" else -1
    if start < 0 or state.src[start : state.pos].strip(" \t"):
        return False
    found = COMMAND_LINE.match(state.src, start)
    if found is None:
        return False
    if not silent:
        state.push("command_line", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _quote_between_fences(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Skip GitLab's quote between two lines of `>>>`; a fence of code in it may hold such a line too."""
    if state.is_code_block(start) or not QUOTE_FENCE.fullmatch(_line(state, start)):
        return False
    if silent:
        return True
    fence = ""
    for number in range(start + 1, end):
        line = _line(state, number)
        opening = FENCE.match(line)
        if fence:
            fence = "" if opening and opening[1].startswith(fence) and not line.strip(" `~") else fence
        elif opening:
            fence = opening[1]
        elif QUOTE_FENCE.fullmatch(line):
            end = number + 1
            break
    state.line = end
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] : state.eMarks[number]]


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.inline.ruler.before("text", "command_line", _command_line)
    parser.block.ruler.before(
        "blockquote", "quote_between_fences", _quote_between_fences, {"alt": ["paragraph", "reference", "list"]}
    )
    return parser


_PARSER = _parser()
