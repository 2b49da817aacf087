"""Reads what builders write into an image's history, and gives each layer the instruction that made it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.facts import HistoryEntry, Layer, PlatformImage

_BUILDKIT_END = re.compile(r"\s*# buildkit\s*$")
_NO_COMMAND = re.compile(r"^(?:\|\d+ .*? )?/bin/sh -c #\(nop\)\s*", re.DOTALL)
_SHELL = re.compile(
    r"^(?:RUN )?(?:\|\d+ (?:.*? )??)?(?:/(?:usr/)?bin/(?:ba|da|a)?sh(?: -\w+(?: pipefail)?)*? -\w*c) ", re.DOTALL
)
_WITH_ARGUMENTS = re.compile(r"^RUN \|\d+ ")
_COPIED = re.compile(r"^(COPY|ADD)(?: --\S+)* (?:(?:file|dir|multi):\w+ )+in (.*?)\s*$", re.DOTALL)
_KEYWORD = re.compile(
    r"(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME"
    r"|WORKDIR)\b"
)
SOMETHING = "…"
"""Stands where the classic builder and buildah write the hash of what was copied instead of its name."""
SQUASHED = "several instructions in one layer"
IMPORTED = "imported archive"
_MAKES_NO_LAYER = frozenset(
    [
        "ARG",
        "CMD",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
    ]
)
_FROM = "FROM "
_ID = re.compile(r"[0-9a-f]{12,64}")


@dataclass(frozen=True)
class Step:
    """An entry of the history: the instruction as a Dockerfile would have it, and its place in the history from 0.

    `base` is what buildah wrote of FROM at the first entry of its own.
    """

    index: int
    instruction: str
    base: str = ""


@dataclass(frozen=True)
class MadeLayer:
    """A layer, its place from 1, and the step that made it; None where the history does not fit the layers."""

    number: int
    layer: Layer
    diff_id: str | None = None
    step: Step | None = None

    @property
    def instruction(self) -> str:
        """Return the instruction, empty when nobody knows it."""
        return self.step.instruction if self.step else ""


def steps_of(history: Sequence[HistoryEntry]) -> tuple[Step, ...]:
    """Return the history as instructions."""
    return tuple(
        Step(index, SQUASHED if _stands_for_others(entry) else instruction_of(entry), _base(entry))
        for index, entry in enumerate(history)
    )


def instruction_of(entry: HistoryEntry) -> str:
    """Return an entry as a Dockerfile would have it: without the shell, the builder's marks and hashes.

    BuildKit writes `RUN /bin/sh -c make # buildkit`, the classic builder and buildah `/bin/sh -c make` and
    `/bin/sh -c #(nop) COPY file:… in /app`, kaniko the line as it stands; `|1 A=b` lists the arguments of a build.
    """
    text = entry.created_by.strip()
    if entry.comment.startswith("merge sha256:"):
        return SQUASHED
    if not text:
        return IMPORTED if entry.comment.startswith("Imported from") else ""
    text = _BUILDKIT_END.sub("", text)
    if _NO_COMMAND.match(text):
        return _copied(" ".join(_NO_COMMAND.sub("", text).split()))
    bare = _SHELL.sub("", text)
    if bare != text or _WITH_ARGUMENTS.match(text):
        return f"RUN {' '.join(_WITH_ARGUMENTS.sub('', bare).split())}"
    one_line = " ".join(text.split())
    return _copied(one_line) if _KEYWORD.match(one_line) else one_line


def made_layers(image: PlatformImage) -> tuple[MadeLayer, ...]:
    """Return the layers with the steps that made them; a history that counts other layers tells nothing."""
    making = [step for step, entry in zip(steps_of(image.history), image.history, strict=True) if not entry.is_empty]
    fits = len(making) == len(image.layers)
    diff_ids = image.diff_ids if len(image.diff_ids) == len(image.layers) else (None,) * len(image.layers)
    return tuple(
        MadeLayer(number, layer, diff_id, making[number - 1] if fits else None)
        for number, (layer, diff_id) in enumerate(zip(image.layers, diff_ids, strict=True), 1)
    )


def _stands_for_others(entry: HistoryEntry) -> bool:
    """Tell whether a layer is put down to an instruction that makes none, as buildah does with its one for all."""
    return not entry.is_empty and instruction_of(entry).partition(" ")[0] in _MAKES_NO_LAYER


def _base(entry: HistoryEntry) -> str:
    """Return what buildah says it built on; within one build those are ids of what it made before."""
    base = entry.comment.removeprefix(_FROM) if entry.comment.startswith(_FROM) else ""
    return "" if _ID.fullmatch(base) else base


def _copied(text: str) -> str:
    found = _COPIED.match(text)
    return f"{found[1]} {SOMETHING} {found[2]}" if found else text
