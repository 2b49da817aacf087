"""The pages for people as data: their fences, code spans, links and headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NO_RUN = "no-run:"


@dataclass(frozen=True)
class Fence:
    """A block of code: its language, and what else stands behind that, the name of a file or why it is not run."""

    page: str
    line: int
    language: str
    rest: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def is_run(self) -> bool:
        """Tell whether these are commands that a test runs."""
        return self.language == "sh" and not self.rest.startswith(NO_RUN)


def name_of(page: Path) -> str:
    """Return a page's path from the root."""
    return page.relative_to(ROOT).as_posix()


def fences(page: Path) -> Iterator[Fence]:
    """Yield the fences of a page."""
    for token in _tokens(page):
        if token.type == "fence" and token.map:
            language, _, rest = token.info.strip().partition(" ")
            yield Fence(name_of(page), token.map[0] + 1, language, rest, token.content)


def spans(page: Path) -> Iterator[str]:
    """Yield the code spans of a page."""
    yield from (one.content for one in _inline(page) if one.type == "code_inline")


def links(page: Path) -> Iterator[str]:
    """Yield what the links and images of a page point to."""
    for one in _inline(page):
        target = one.attrGet("href") or one.attrGet("src")
        if target:
            yield str(target)


def anchors(page: Path) -> set[str]:
    """Return the names by which a page's headings can be linked to, as GitLab and GitHub make them."""
    tokens = _tokens(page)
    titles = [after.content for one, after in pairwise(tokens) if one.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def table(page: Path, first: str) -> list[list[str]]:
    """Return the rows of all tables of a page whose first column is called `first`, as they are written."""
    rows, is_in = [], False
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        is_in = bool(cells) and (is_in or cells[0] == first)
        if is_in and cells[0] != first and set(line) - set("|-: "):
            rows.append(cells)
    return rows


def _tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def _inline(page: Path) -> Iterator[Token]:
    for token in _tokens(page):
        yield from token.children or ()
