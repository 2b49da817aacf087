"""An image in a registry; its layers come over the network, each checked by its digest."""

from collections.abc import Collection

from bot.facts import PlatformImage
from bot.layers.tar import BadLayerError, LayerFiles
from workers.clients.registry import Visit
from workers.image_sources.source import ReadLayer


class RegistrySource:
    """Reads an image of a registry."""

    def __init__(self, name: str, visit: Visit, wanted: str) -> None:
        self.name = name
        self._visit = visit
        self._wanted = wanted

    def platforms(self) -> tuple[PlatformImage, ...]:
        """Return the platforms of the image; raise OutsideError."""
        return self._visit.platforms(self._wanted)[1]

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
        return found
