"""What every source of images can do."""

from collections.abc import Callable, Collection, Iterator
from typing import Protocol

from bot.facts import PlatformImage
from bot.layers.tar import LayerFiles

ReadLayer = Callable[[Iterator[bytes]], LayerFiles]
"""Reads a layer from its bytes as they come."""


class Source(Protocol):
    """One image, for one platform or several."""

    name: str

    def platforms(self) -> tuple[PlatformImage, ...]:
        """Return the platforms of the image; raise UserError or OutsideError when it cannot be read."""

    def read_layers(self, image: PlatformImage, numbers: Collection[int], read: ReadLayer) -> dict[int, LayerFiles]:
        """Return what some layers of a platform hold, by their numbers from 1; raise OutsideError."""
