"""The only ways for foreign text into a comment: a code span within a line, or lines behind a gutter.

GitLab runs a line that begins with a quick action with the rights of who wrote the comment, and its older versions
saw the end of a code block where there was none. So no line of ours may begin with text that is not ours.
"""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

SPAN_LIMIT = 160
LINE_LIMIT = 300
ADDRESS_LIMIT = 2000
BACKTICKS = re.compile("`+")
# Control and format characters hide text or turn it around; Zl and Zp end lines; Cs, Co and Cn show nothing.
HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


def code(text: str, *, in_table: bool = False, limit: int = SPAN_LIMIT) -> str:
    """Return foreign text as a code span; never begin a line with it."""
    # Nobody needs to look at all of a text that is a thousand times too long.
    plain = _shortened(" ".join(_visible(text[: 10 * limit]).split()), limit) or "?"
    if in_table:
        # A table is cut at every bare pipe before code spans are seen, also at one behind two backslashes.
        plain = re.sub(r"\\*\|", r"\\|", plain)
    fence = "`" * (_longest_run(plain) + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def gutter(lines: Sequence[tuple[int, str]]) -> str:
    """Return foreign lines as a code block in which every line begins with its number."""
    width = max((len(str(number)) for number, _ in lines), default=1)
    plain = [(number, _shortened(_visible(line), LINE_LIMIT)) for number, line in lines]
    return _block("text", [f"{number:>{width}} │ {line}".rstrip() for number, line in plain])


def patch(lines: Sequence[str]) -> str:
    """Return a diff as a code block; each of its lines begins with `+`, `-` or a blank of ours."""
    return _block("diff", [f"{line[0]}{_shortened(_visible(line[1:]), LINE_LIMIT)}" for line in lines])


def link(text: str, address: str) -> str:
    """Return a link with a text of our own; without the link where no browser would follow it."""
    if len(address) > ADDRESS_LIMIT:
        return text
    return f"[{text}]({quote(address, safe=':/?=&#%@._~-', errors='replace')})"


def fold(title: str, content: str) -> str:
    """Return content that opens on a click; GitLab renders Markdown in it only after an empty line."""
    return f"<details><summary>{title}</summary>\n\n{content}\n\n</details>"


def _block(language: str, rows: Sequence[str]) -> str:
    fence = "`" * max(3, max(map(_longest_run, rows), default=0) + 1)
    return "\n".join([f"{fence}{language}", *rows, fence])


def _visible(text: str) -> str:
    return "".join(" " if unicodedata.category(sign) in HIDDEN else sign for sign in text)


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _longest_run(text: str) -> int:
    return max(map(len, BACKTICKS.findall(text)), default=0)
