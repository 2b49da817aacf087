"""Compares two images layer by layer: what is as before, rebuilt, changed, added or gone, and whose growth it is."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from bot.errors import UserError
from bot.facts import Layer, PlatformImage
from bot.files.dockerfile import Dockerfile
from bot.layers.history import IMPORTED, SQUASHED, MadeLayer, made_layers
from bot.layers.placing import Place, Placing, place_steps

FEW = 2


class Status(StrEnum):
    """What became of a layer."""

    UNCHANGED = "unchanged"
    REBUILT = "rebuilt same size"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class PlacedLayer:
    """A layer with the place of its instruction; `is_base` tells whether the base image brought it, None if unknown."""

    made: MadeLayer
    place: Place | None = None
    is_base: bool | None = None


@dataclass(frozen=True)
class LayerChange:
    """A layer before and after; one side is None for what was added or removed."""

    status: Status
    before: PlacedLayer | None
    after: PlacedLayer | None

    @property
    def delta_bytes(self) -> int:
        """Return by how much it grew, compressed."""
        return _size(self.after) - _size(self.before)


@dataclass(frozen=True)
class PlatformDifference:
    """One platform before and after; one side is None where only one image has it.

    `base_bytes` is how much the base image's layers grew, `own_bytes` how much ours did; None where the history does
    not tell, and `is_base_guessed` when it tells only how such images usually look.
    """

    platform: str
    before: PlatformImage | None
    after: PlatformImage | None
    layers: tuple[LayerChange, ...] = ()
    base_bytes: int | None = None
    own_bytes: int | None = None
    is_base_guessed: bool = False
    is_reordered: bool = False
    is_squashed: bool = False

    @property
    def delta_bytes(self) -> int | None:
        """Return by how much the platform grew, compressed; None where one side is missing."""
        return self.after.compressed_bytes - self.before.compressed_bytes if self.before and self.after else None

    def with_unpacked(self, before: Mapping[int, int], after: Mapping[int, int]) -> "PlatformDifference":
        """Return the same with the unpacked sizes of layers, by number, that were learned by reading them."""
        sides = [_learned(image, sizes) for image, sizes in ((self.before, before), (self.after, after))]
        layers = tuple(
            replace(one, before=_relearned(one.before, sides[0]), after=_relearned(one.after, sides[1]))
            for one in self.layers
        )
        return replace(self, before=sides[0], after=sides[1], layers=layers)

    @property
    def unpacked_delta_bytes(self) -> int | None:
        """Return by how much it grew unpacked, None unless both are known."""
        before, after = (one.unpacked_bytes if one else None for one in (self.before, self.after))
        return after - before if before is not None and after is not None else None


@dataclass(frozen=True)
class Written:
    """The Dockerfile of a commit and the stage that its image is built from."""

    dockerfile: Dockerfile | None = None
    target: str | None = None


def on_one_scale(
    before: Sequence[PlatformImage], after: Sequence[PlatformImage]
) -> tuple[tuple[PlatformImage, ...], tuple[PlatformImage, ...]]:
    """Return both images in the measure that they share; raise UserError where one is compressed, the other unpacked.

    Layers of different sources are the same when their unpacked archives are, so those digests are compared then.
    """
    both = (*before, *after)
    if len({one.is_unpacked_only for one in both}) <= 1:
        return tuple(before), tuple(after)
    if any(not one.is_unpacked_only and one.unpacked_bytes is None for one in both):
        raise UserError(
            "one image tells compressed sizes and the other unpacked ones, which nobody can compare; "
            "name both in registries or OCI layouts, or both in engines or archives"
        )
    return tuple(map(_unpacked, before)), tuple(map(_unpacked, after))


def _unpacked(image: PlatformImage) -> PlatformImage:
    has_digests = len(image.diff_ids) == len(image.layers)
    digests = image.diff_ids if has_digests else tuple(layer.digest for layer in image.layers)
    layers = tuple(
        Layer(digest, layer.unpacked_bytes or 0, layer.unpacked_bytes)
        for digest, layer in zip(digests, image.layers, strict=True)
    )
    return replace(image, layers=layers, is_unpacked_only=True)


def compare_images(
    before: Sequence[PlatformImage], after: Sequence[PlatformImage], then: Written, now: Written
) -> tuple[PlatformDifference, ...]:
    """Return the difference per platform: first those of the newer image, then those that only the older one had."""
    old = {one.platform: one for one in before}
    new = {one.platform: one for one in after}
    names = [*new, *(name for name in old if name not in new)]
    return tuple(compare(name, old.get(name), new.get(name), then, now) for name in names)


def compare(
    platform: str,
    before: PlatformImage | None,
    after: PlatformImage | None,
    then: Written | None = None,
    now: Written | None = None,
) -> PlatformDifference:
    """Return what became of one platform."""
    olds, old_placing = place_layers(before, then or Written())
    news, new_placing = place_layers(after, now or Written())
    changes = _changes(olds, news)
    base, own = _growth(olds, news) if before and after else (None, None)
    return PlatformDifference(
        platform,
        before,
        after,
        changes,
        base_bytes=base,
        own_bytes=own,
        is_base_guessed=base is not None and (old_placing.is_guess or new_placing.is_guess),
        is_reordered=_is_reordered(olds, news),
        is_squashed=_is_squashed(news, olds) if before else False,
    )


def place_layers(image: PlatformImage | None, written: Written) -> tuple[tuple[PlacedLayer, ...], Placing]:
    """Return the layers of an image with their places."""
    if image is None:
        return (), Placing({}, None)
    placing = place_steps(image, written.dockerfile, written.target)
    return tuple(_placed(made, placing) for made in made_layers(image)), placing


def _placed(made: MadeLayer, placing: Placing) -> PlacedLayer:
    if made.step is None:
        return PlacedLayer(made)
    is_base = None if placing.own_from is None else made.step.index < placing.own_from
    return PlacedLayer(made, placing.places.get(made.step.index), is_base)


def _changes(olds: Sequence[PlacedLayer], news: Sequence[PlacedLayer]) -> tuple[LayerChange, ...]:
    """Pair equal digests wherever they stand, then the others by the instruction that made them."""
    kept = _equal(olds, news)
    left_old = [one for one in olds if one.made.number not in kept.values()]
    left_new = [one for one in news if one.made.number not in kept]
    partner = {number: olds[old - 1] for number, old in kept.items()}
    partner |= {new.made.number: old for old, new in _pairs(left_old, left_new)}
    changes = [_change(partner.get(one.made.number), one) for one in news]
    paired = {old.made.number for old in partner.values()}
    return (*changes, *(LayerChange(Status.REMOVED, one, None) for one in olds if one.made.number not in paired))


def _equal(olds: Sequence[PlacedLayer], news: Sequence[PlacedLayer]) -> dict[int, int]:
    """Return the numbers of new layers with those of the old ones of the same digest; a digest may stand twice."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for one in olds:
        waiting[one.made.layer.digest].append(one.made.number)
    found = {}
    for one in news:
        if numbers := waiting[one.made.layer.digest]:
            found[one.made.number] = numbers.pop(0)
    return found


def _pairs(olds: list[PlacedLayer], news: list[PlacedLayer]) -> Iterator[tuple[PlacedLayer, PlacedLayer]]:
    """Pair layers of the same instruction in their order, and between those the edited ones of the same keyword."""
    matcher = SequenceMatcher(None, [_key(one) for one in olds], [_key(one) for one in news], autojunk=False)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            yield from zip(olds[old_from:old_to], news[new_from:new_to], strict=True)
        elif what == "replace" and old_to - old_from == new_to - new_from:
            both = zip(olds[old_from:old_to], news[new_from:new_to], strict=True)
            yield from ((old, new) for old, new in both if _keyword(old) and _keyword(old) == _keyword(new))


def _key(one: PlacedLayer) -> tuple[bool | None, str]:
    # Layers without an instruction are all alike, which pairs them in their order.
    return bool(one.is_base), one.made.instruction


def _keyword(one: PlacedLayer) -> tuple[bool, str] | None:
    word = one.made.instruction.partition(" ")[0]
    return (bool(one.is_base), word) if word.isupper() else None


def _change(before: PlacedLayer | None, after: PlacedLayer) -> LayerChange:
    if before is None:
        return LayerChange(Status.ADDED, None, after)
    if before.made.layer.digest == after.made.layer.digest:
        return LayerChange(Status.UNCHANGED, before, after)
    is_same_size = before.made.layer.size_bytes == after.made.layer.size_bytes
    return LayerChange(Status.REBUILT if is_same_size else Status.CHANGED, before, after)


def _growth(olds: Sequence[PlacedLayer], news: Sequence[PlacedLayer]) -> tuple[int | None, int | None]:
    """Return how much the layers of the base and our own ones grew."""
    if any(one.is_base is None for one in (*olds, *news)):
        return None, None
    sums: Counter[bool] = Counter()
    for old, new in zip_longest(olds, news):
        sums[bool(old and old.is_base)] -= _size(old)
        sums[bool(new and new.is_base)] += _size(new)
    return sums[True], sums[False]


def _is_reordered(olds: Sequence[PlacedLayer], news: Sequence[PlacedLayer]) -> bool:
    """Tell whether layers that both have stand in another order."""
    kept = _equal(olds, news)
    order = list(kept.values())
    return order != sorted(order)


def _is_squashed(news: Sequence[PlacedLayer], olds: Sequence[PlacedLayer]) -> bool:
    """Tell whether the newer image's own layers became one, by what the builder says or by what it left away."""
    own = [one for one in news if not one.is_base]
    was = [one for one in olds if not one.is_base]
    if len(own) != 1 or len(was) < FEW or own[0].made.step is None or _equal(was, own):
        return False
    return own[0].made.instruction in {"", SQUASHED, IMPORTED}


def _learned(image: PlatformImage | None, sizes: Mapping[int, int]) -> PlatformImage | None:
    if image is None:
        return None
    layers = tuple(
        replace(layer, unpacked_bytes=sizes.get(number, layer.unpacked_bytes))
        for number, layer in enumerate(image.layers, 1)
    )
    return replace(image, layers=layers)


def _relearned(one: PlacedLayer | None, image: PlatformImage | None) -> PlacedLayer | None:
    if one is None or image is None:
        return one
    return replace(one, made=replace(one.made, layer=image.layers[one.made.number - 1]))


def _size(one: PlacedLayer | None) -> int:
    return one.made.layer.size_bytes if one else 0
