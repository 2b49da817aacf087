"""An image in a registry; its layers come over the network, each checked by its digest."""

from collections.abc import Collection
from dataclasses import replace

from bot.facts import Layer, PlatformImage
from bot.image_references import Reference
from bot.layers.tar import BadLayerError, LayerFiles
from workers.clients.registry import Visit
from workers.clients.store import Store
from workers.image_sources.source import ReadLayer


class RegistrySource:
    """Reads an image of a registry."""

    def __init__(self, reference: Reference, visit: Visit, store: Store) -> None:
        self.name = str(reference)
        self._reference = reference
        self._visit = visit
        self._store = store

    def platforms(self) -> tuple[PlatformImage, ...]:
        """Return the platforms of the image; raise OutsideError."""
        found = self._visit.platforms(self._reference.wanted)[1]
        return tuple(replace(one, layers=tuple(map(self._with_unpacked, one.layers))) for one in found)

    def read_layers(self, image: PlatformImage, numbers: Collection[int], read: ReadLayer) -> dict[int, LayerFiles]:
        """Return what some layers hold; raise OutsideError, also for a layer that is not what its digest says."""
        found = {}
        for number in sorted(numbers):
            layer = image.layers[number - 1]
            with self._visit.layer(layer.digest) as chunks:
                files = read(chunks)
            if files.digest != layer.digest:
                raise BadLayerError("the registry sent a layer of another digest")
            found[number] = files
            place = (self._reference.registry, self._reference.repository)
            self._store.remember_unpacked_bytes(*place, layer.digest, files.unpacked_bytes)
        return found

    def _with_unpacked(self, layer: Layer) -> Layer:
        """Return a layer with what is known of it since it was read."""
        known = self._store.unpacked_bytes(self._reference.registry, self._reference.repository, layer.digest)
        return replace(layer, unpacked_bytes=known)
