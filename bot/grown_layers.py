"""Which layers made an image grow past its limits, and what their files tell: the biggest paths and known waste."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.checks import size
from bot.facts import GrownLayer, ReviewFacts
from bot.findings import SizeFinding, Weight
from bot.grown_files import key_of
from bot.image_difference import LayerChange, Status
from bot.layers.difference import FilesDifference
from bot.layers.growth import PathChange

MOST_LAYERS = 3
"""So many layers are read for one comment at most."""
LEAST_SHARE = 0.1
"""A layer is read when it made this much of the growth."""
MOST_NAMED = 3


@dataclass(frozen=True)
class Worth:
    """A layer that is worth reading, and the image that grew by it."""

    finding: SizeFinding
    change: LayerChange


def grown(facts: ReviewFacts) -> list[SizeFinding]:
    """Return what grew past the limits, the most first, one platform for each image."""
    found = [one for one in size.check(facts) if isinstance(one, SizeFinding)]
    worse = [one for one in found if one.weight is Weight.REGRESSION and (one.change_bytes or 0) > 0]
    by_image: dict[str, SizeFinding] = {}
    for one in sorted(worse, key=lambda one: -one.bytes_changed):
        by_image.setdefault(one.image_name, one)
    return list(by_image.values())


def worth_reading(facts: ReviewFacts) -> list[Worth]:
    """Return the layers to read, the most growth first; never one that is as before."""
    found = [Worth(one, change) for one in grown(facts) for change in _heavy(one)]
    return sorted(found, key=lambda one: -one.change.delta_bytes)[:MOST_LAYERS]


def _heavy(finding: SizeFinding) -> Iterator[LayerChange]:
    least = max(1, LEAST_SHARE * (finding.change_bytes or 0))
    for change in finding.difference.layers if finding.difference else ():
        if change.status in {Status.ADDED, Status.CHANGED} and change.delta_bytes >= least:
            yield change


def told(change: LayerChange, found: FilesDifference) -> GrownLayer:
    """Return what is worth saying of a layer that was read."""
    paths = tuple((one.path, one.delta_bytes) for one in _biggest([*found.files, *found.directories]))
    # Of what is held twice the path is several, each from the root.
    waste = tuple((str(one.kind), one.path.replace(", ", ", /"), one.bytes) for one in found.waste[:MOST_NAMED])
    return GrownLayer(*key_of(change), paths=paths, waste=waste)


def _biggest(changes: Sequence[PathChange]) -> list[PathChange]:
    """Return what grew most, none of it within another: a directory that is one file is that file."""
    chosen: list[PathChange] = []
    for one in sorted(changes, key=lambda one: (-one.delta_bytes, -len(one.path), one.path)):
        if one.delta_bytes > 0 and not any(_is_within(one.path, other.path) for other in chosen):
            chosen.append(one)
    return chosen[:MOST_NAMED]


def _is_within(one: str, other: str) -> bool:
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
