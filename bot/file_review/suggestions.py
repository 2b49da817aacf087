"""Makes a fix into a suggestion that GitLab can apply, where it lies on the commented line and around it."""

import unicodedata
from dataclasses import replace

from bot.file_review.model import Suggestion
from bot.lint.edits import OverlapError, apply_edits
from bot.lint.finding import Finding

MOST_LINES = 20
"""GitLab takes a hundred above and below; nobody reads that many."""
LINE_LIMIT = 1000
HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})


def suggestion_for(finding: Finding, text: str) -> Suggestion | None:
    """Return the suggestion of a finding's fix; None where it touches other files or lines far off.

    What is suggested is committed as it stands, so nothing in it may be made harmless: a text that could do harm in a
    comment is not suggested. A line that begins with a slash may be run by GitLab, whose older versions see the end of
    a block of code where there is none.
    """
    fix = finding.fix
    if fix is None or fix.paths != (finding.path,):
        return None
    first = min(finding.line, *(edit.first_line for edit in fix.edits))
    last = max(finding.line, *(edit.last_line for edit in fix.edits))
    before = text.removesuffix("\n").split("\n")
    if last - first >= MOST_LINES or last > len(before):
        return None
    part = "".join(f"{line}\n" for line in before[first - 1 : last])
    lines = _edited(part, finding, first - 1)
    if lines is None or len(lines) > 2 * MOST_LINES or not all(map(_is_harmless, (*lines, *part.split("\n")))):
        return None
    return Suggestion(finding.line - first, last - finding.line, lines)


def _edited(part: str, finding: Finding, above: int) -> tuple[str, ...] | None:
    edits = finding.fix.edits if finding.fix else ()
    moved = [replace(one, first_line=one.first_line - above, last_line=one.last_line - above) for one in edits]
    try:
        after = apply_edits({finding.path: part}, moved)[finding.path]
    except OverlapError:
        return None
    return tuple(after.removesuffix("\n").split("\n")) if after else ()


def _is_harmless(line: str) -> bool:
    signs = line.replace("\t", "")
    is_plain = not any(unicodedata.category(sign) in HIDDEN for sign in signs)
    return is_plain and len(line) <= LINE_LIMIT and not line.lstrip().startswith("/")
