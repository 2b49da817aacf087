"""Reads the names of BuildKit's vertices, as in `[linux/amd64 builder 2/7] RUN make`, and its terminal's lines."""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import NamedTuple

from bot.traces.ledger import TEXT_LIMIT

_STEP = re.compile(r"\[([^\]]*?) *(\d{1,5})/(\d{1,5})\] (.*)", re.DOTALL)
_OTHER = re.compile(r"\[([^\]]*)\] (.*)", re.DOTALL)
# With --platform a Dockerfile may build on one platform for another: linux/amd64->arm64.
_PLATFORM = re.compile(r"[a-z0-9]+/[a-z0-9_]+(?:/[a-z0-9_]+)?(?:->\S+)?")
# What is not a step of a target still names it: [web internal] load .dockerignore, [web] exporting to image.
_COMMON_WORDS = ("internal", "auth")
_DRAWN = re.compile(r" ?=> (=> )?(CACHED |ERROR |CANCELED )?(.*?)(?: {1,}(\d+\.\d)s *)?$", re.DOTALL)


class Name(NamedTuple):
    """A vertex's name taken apart: a step has an instruction, all others only `rest`, what stands behind the brackets.

    `target` is what bake and compose call a build, "" when there is only one.
    """

    full: str
    target: str = ""
    platform: str | None = None
    stage: str | None = None
    n: int | None = None
    total: int | None = None
    instruction: str = ""
    rest: str = ""

    @property
    def place(self) -> tuple[str, str | None, str | None, int | None, int | None]:
        """Return where in the builds a step stands."""
        return self.target, self.platform, self.stage, self.n, self.total


@dataclass(frozen=True)
class DrawnLine:
    """A line of the terminal's drawing; `is_detail` for what stands below a vertex."""

    name: str
    status: str = ""
    seconds: float | None = None
    is_detail: bool = False


def read_name(text: str, targets: Container[str]) -> Name:
    """Take a name apart; a single word before the numbers is a target if it is known as one, else an image stage."""
    text = text[:TEXT_LIMIT]
    if step := _STEP.match(text):
        target, platform, stage = _words(step[1].split(), targets)
        return Name(text, target, platform, stage, int(step[2]), int(step[3]), step[4])
    if other := _OTHER.match(text):
        words = other[1].split()
        is_target = words[1:] and words[-1] in _COMMON_WORDS and not _PLATFORM.fullmatch(words[0])
        return Name(text, words[0] if words and (is_target or words[0] in targets) else "", rest=other[2])
    return Name(text, rest=text)


def _words(words: list[str], targets: Container[str]) -> tuple[str, str | None, str | None]:
    platform = next(filter(_PLATFORM.fullmatch, words), None)
    others = [word for word in words if word != platform] if platform else words
    # The name of an image stage is one word, so of two the first is the target.
    if len(others) > 1 or (others and others[0] in targets):
        return others[0], platform, " ".join(others[1:]) or None
    return "", platform, " ".join(others) or None


def read_terminal_line(text: str) -> DrawnLine:
    """Take a line of the drawing apart: status, name, and the time at its right end."""
    found = _DRAWN.match(text)
    if not found:
        return DrawnLine(text.strip(), is_detail=True)
    status = (found[2] or "").strip().lower()
    return DrawnLine(found[3].rstrip(), status, float(found[4]) if found[4] else None, bool(found[1]))
