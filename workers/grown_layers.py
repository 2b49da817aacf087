"""Reads the layers that made an image grow past its limits: only those, within caps, and each once."""

import logging
import time
from collections.abc import Iterator

from bot.errors import OutsideError, UserError
from bot.facts import GrownLayer, PlatformImage, ReviewFacts
from bot.grown_files import key_of
from bot.grown_layers import Worth, told, worth_reading
from bot.image_difference import PlacedLayer
from bot.image_references import Reference, read_reference
from bot.layers.difference import compare_files
from bot.layers.tar import LayerFiles, read_layer
from workers.image_sources.remote import RegistrySource
from workers.toolbox import Toolbox

log = logging.getLogger(__name__)
Side = tuple[PlatformImage | None, PlacedLayer | None, str]


class GrownLayers:
    """Reads for one comment: all of its layers together have so many bytes and seconds."""

    def __init__(self, tools: Toolbox) -> None:
        self._tools = tools
        self._bytes_left = tools.settings.files_mib * 2**20
        self._ends_at = time.monotonic() + tools.settings.files_seconds

    def read(self, facts: ReviewFacts) -> tuple[GrownLayer, ...]:
        """Return what the layers hold; one that cannot be read says why, and no error of theirs leaves."""
        if not facts.config.grown_files or not self._bytes_left:
            return ()
        return tuple(self._layer(facts, one) for one in worth_reading(facts))

    def _layer(self, facts: ReviewFacts, one: Worth) -> GrownLayer:
        key = key_of(one.change)
        known = self._tools.store.grown_layer(*key)
        if known is not None:
            return known
        try:
            found = self._read(facts, one)
        except (OutsideError, UserError) as error:
            log.warning("a layer that grew was not read: %s", error)
            return GrownLayer(*key, unread_because=str(error))
        self._tools.store.remember_grown_layer(found)
        return found

    def _read(self, facts: ReviewFacts, one: Worth) -> GrownLayer:
        finding, change = one.finding, one.change
        then = facts.baseline.images[finding.image_name].image.reference
        before, after = (finding.before, change.before, then), (finding.now, change.after, finding.reference)
        self._spend(sum(side[1].made.layer.size_bytes for side in (before, after) if side[1]))
        return told(change, compare_files(self._files(before), self._files(after)))

    def _spend(self, size_bytes: int) -> None:
        if size_bytes > self._bytes_left:
            most = self._tools.settings.files_mib
            raise OutsideError(f"the layers that changed are larger than the {most} MiB that are read for one comment")
        self._bytes_left -= size_bytes

    def _files(self, side: Side) -> dict[int, LayerFiles]:
        image, layer, name = side
        if image is None or layer is None:
            return {}
        place: Reference = read_reference(name)
        with self._tools.registry.visit(place.registry, place.repository) as visit:
            source = RegistrySource(place, visit, self._tools.store)
            return source.read_layers(image, {layer.made.number}, lambda chunks: read_layer(self._in_time(chunks)))

    def _in_time(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            if time.monotonic() > self._ends_at:
                seconds = self._tools.settings.files_seconds
                raise OutsideError(f"reading them takes longer than the {seconds:g} s that one comment may take for it")
            yield chunk
