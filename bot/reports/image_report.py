"""What the command line has to say of an image or of two, before it is arranged as text, JSON or Markdown."""

from dataclasses import dataclass

from bot.image_difference import LayerChange, PlatformDifference, Status
from bot.layers.difference import FilesDifference
from bot.layers.growth import PathChange
from bot.reports import quantities

LONGEST_INSTRUCTION = 100


@dataclass(frozen=True)
class PlatformReport:
    """One platform, with its files where they were asked for."""

    difference: PlatformDifference
    files: FilesDifference | None = None


@dataclass(frozen=True)
class ImageReport:
    """Two images by the names they were asked for; of one image alone there is no `before`."""

    before: str | None
    after: str
    platforms: tuple[PlatformReport, ...]


def headline(difference: PlatformDifference) -> str:
    """Return what became of a platform, in one line."""
    before, after = difference.before, difference.after
    if before is None or after is None:
        one = after or before
        size = _with_measure(one.compressed_bytes if one else 0, difference)
        return f"{size}{'' if after else ', only in the older image'}"
    change = _change(difference)
    return f"{quantities.size(before.compressed_bytes)} → {_with_measure(after.compressed_bytes, difference)}, {change}"


def remarks(difference: PlatformDifference) -> list[str]:
    """Return what else is to be said of a platform, a sentence each."""
    found = []
    if difference.base_bytes is not None and difference.own_bytes is not None and difference.delta_bytes:
        guess = " (where the base image ends is a guess from its history)" if difference.is_base_guessed else ""
        base = f"the base image moved {quantities.size_change(difference.base_bytes)}" if difference.base_bytes else ""
        own = f"your own layers {quantities.size_change(difference.own_bytes)}"
        found.append(f"{base or 'the base image did not grow'}, {own}{guess}")
    if difference.is_squashed:
        found.append("the layers were squashed into one, so nobody can tell which instruction grew")
    if difference.is_reordered:
        found.append("the order of the layers changed")
    sides = (one for one in (difference.before, difference.after) if one is not None)
    found += [
        f"the instructions are not known: {one.history_unread_because}" for one in sides if one.history_unread_because
    ]
    return list(dict.fromkeys(found))


def moved(difference: PlatformDifference) -> list[LayerChange]:
    """Return the layers that are not as before, the largest difference first; of one image alone all in their order."""
    if difference.before is None:
        return list(difference.layers)
    changed = [one for one in difference.layers if one.status is not Status.UNCHANGED]
    return sorted(changed, key=lambda one: -abs(one.delta_bytes))


def number(change: LayerChange) -> int:
    """Return the place of a layer, in the newer image where it is there."""
    one = change.after or change.before
    return one.made.number if one else 0


def instruction(change: LayerChange, limit: int = LONGEST_INSTRUCTION) -> str:
    """Return what made a layer, in one line of bounded length; empty when nobody knows."""
    one = change.after or change.before
    text = " ".join(shown(one.made.instruction).split()) if one else ""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def place(change: LayerChange) -> str:
    """Return `build, line 14`, or that the base image brought the layer, or nothing."""
    one = change.after or change.before
    if one is None or (one.place is None and not one.is_base):
        return ""
    if one.place is None:
        return "base image"
    return f"{shown(one.place.stage)}, line {one.place.line}" if one.place.stage else f"line {one.place.line}"


def sizes(change: LayerChange) -> tuple[str, str]:
    """Return the size before and after."""
    before, after = (
        quantities.size(one.made.layer.size_bytes) if one else "–" for one in (change.before, change.after)
    )
    return before, after


def path_sizes(before_bytes: int | None, after_bytes: int | None) -> str:
    """Return `5 MiB → 25 MiB`, or that something is new or gone and how large."""
    if before_bytes is None:
        return f"new, {quantities.size(after_bytes or 0)}"
    if after_bytes is None:
        return f"gone, was {quantities.size(before_bytes)}"
    return f"{quantities.size(before_bytes)} → {quantities.size(after_bytes)}"


def path_words(change: PathChange, report: PlatformReport) -> tuple[str, str]:
    """Return how much a path made of the difference and what became of it; of one image alone only its size."""
    if report.difference.before is None:
        return quantities.size(change.after_bytes or 0), ""
    return quantities.size_change(change.delta_bytes), f" ({path_sizes(change.before_bytes, change.after_bytes)})"


def titles(report: PlatformReport) -> tuple[str, str]:
    """Return what stands above the directories and the files."""
    if report.difference.before is None:
        return "The largest directories, unpacked", "The largest files, unpacked"
    return "Directories that made the difference, unpacked", "Files that made the difference, unpacked"


def shown(text: str) -> str:
    """Return foreign text with nothing in it that moves a cursor or hides other text."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)


def _change(difference: PlatformDifference) -> str:
    delta = difference.delta_bytes or 0
    before, after = difference.before, difference.after
    if delta == 0 or before is None or after is None:
        return quantities.NO_CHANGE
    share = quantities.percent_change(after.compressed_bytes, before.compressed_bytes)
    return f"{quantities.size_change(delta)} ({share})" if share else quantities.size_change(delta)


def _with_measure(size_bytes: int, difference: PlatformDifference) -> str:
    one = difference.after or difference.before
    unpacked = one.unpacked_bytes if one else None
    if one is None or one.is_unpacked_only:
        return f"{quantities.size(size_bytes)} unpacked"
    also = f" ({quantities.size(unpacked)} unpacked)" if unpacked is not None else ""
    return f"{quantities.size(size_bytes)} compressed{also}"
