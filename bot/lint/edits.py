"""Makes edits and carries them out; every line that they do not name stays byte for byte as it is."""

from collections.abc import Iterable, Mapping, Sequence

from bot.lint.finding import Edit
from bot.lint.sources import Source


class OverlapError(Exception):
    """Two edits want the same lines, or lines that are not there."""


def swap(source: Source, line: int, *pairs: tuple[str, str], after: int = 1) -> Edit | None:
    """Return the edit that puts new words in the place of old ones on a line, each pair once and behind the one before.

    `after` is the column to look from. None where an old word does not stand there.
    """
    text, place = source.line(line), after - 1
    for old, new in pairs:
        found = text.find(old, place)
        if found < 0:
            return None
        text = text[:found] + new + text[found + len(old) :]
        place = found + len(new)
    return Edit(source.path, line, line, f"{text}\n")


def replace_lines(source: Source, first: int, last: int, *lines: str) -> Edit:
    """Return the edit that puts lines (without their ends) in the place of others; none at all takes those out."""
    return Edit(source.path, first, last, "".join(f"{line}\n" for line in lines))


def insert_above(source: Source, line: int, *lines: str) -> Edit:
    """Return the edit that puts lines (without their ends) above one."""
    return replace_lines(source, line, line - 1, *lines)


def insert_below(source: Source, line: int, *lines: str) -> Edit:
    """Return the edit that puts lines (without their ends) below one."""
    return replace_lines(source, line + 1, line, *lines)


def new_file(path: str, text: str) -> Edit:
    """Return the edit that makes a file; its text ends with a newline."""
    return Edit(path, 1, 0, text)


def indent_of(text: str) -> str:
    """Return the blanks that a line begins with."""
    return text[: len(text) - len(text.lstrip(" \t"))]


def apply_edits(texts: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """Return the new texts of the files that edits touch; raise OverlapError where two of them meet."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    return {path: _applied(texts.get(path, ""), of_file) for path, of_file in by_path.items()}


def _applied(text: str, edits: Sequence[Edit]) -> str:
    lines = text.split("\n")
    # A text that ends with a newline has an empty piece behind it, which is no line.
    ends = lines.pop() if lines[-1] == "" else None
    ended = lines if ends is not None else lines[:-1]
    end = "\r\n" if ended and all(line.endswith("\r") for line in ended) else "\n"
    kept = [f"{line}\n" for line in lines]
    if ends is None:
        kept[-1] = kept[-1][:-1]
    return "".join(_pieces(kept, sorted(edits, key=lambda edit: (edit.first_line, edit.last_line)), end))


def _pieces(lines: Sequence[str], edits: Sequence[Edit], end: str) -> list[str]:
    pieces: list[str] = []
    place = 0
    for edit in edits:
        if not place <= edit.first_line - 1 <= edit.last_line <= len(lines):
            raise OverlapError
        pieces += lines[place : edit.first_line - 1]
        if edit.text and pieces and not pieces[-1].endswith("\n"):
            pieces[-1] += end
        pieces += [edit.text.replace("\n", end)] if edit.text else []
        place = edit.last_line
    has_no_end = place == len(lines) and place > 0 and not lines[-1].endswith("\n")
    if has_no_end and edits[-1].text and edits[-1].first_line <= edits[-1].last_line:
        pieces[-1] = pieces[-1].removesuffix(end)
    return [*pieces, *lines[place:]]
