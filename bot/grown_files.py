"""What the files of a layer that grew told, and how a comment says it."""

from collections.abc import Iterator, Sequence

from bot.facts import GrownLayer
from bot.image_difference import LayerChange, PlatformDifference
from bot.reports import quantities
from bot.reports.markdown import code

REASON_LIMIT = 300


def key_of(change: LayerChange) -> tuple[str, str]:
    """Return the digests of a layer now and before, which never mean anything else."""
    before, after = (side.made.layer.digest if side else "" for side in (change.before, change.after))
    return after, before


def in_words(difference: PlatformDifference, layers: Sequence[GrownLayer]) -> str:
    """Return a few sentences, each with a blank before it; nothing where no layer was read."""
    return "".join(f" {sentence}" for sentence in _sentences(difference, layers))


def _sentences(difference: PlatformDifference, layers: Sequence[GrownLayer]) -> Iterator[str]:
    by_key = {(one.digest, one.before_digest): one for one in layers}
    found = [(change, by_key[key]) for change in difference.layers if (key := key_of(change)) in by_key]
    for change, one in sorted(found, key=lambda pair: -pair[0].delta_bytes):
        named = "; ".join(filter(None, (_paths(one), _waste(one))))
        if change.after and named:
            yield f"In layer {change.after.made.number}, unpacked: {named}."
    if reason := next((one.unread_because for _, one in found if one.unread_because), None):
        yield f"Which files grew is not known of every layer: {code(reason, limit=REASON_LIMIT)}."


def _paths(one: GrownLayer) -> str:
    return ", ".join(f"{code(f'/{path}')} {quantities.size_change(change)}" for path, change in one.paths)


def _waste(one: GrownLayer) -> str:
    return ", ".join(f"{kind} {code(f'/{path}')} {quantities.size(size)}" for kind, path, size in one.waste)
