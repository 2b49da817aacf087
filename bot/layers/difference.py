"""What the files of the layers that changed tell: the paths that grew or shrank, and what could be saved."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.layers.growth import PathChange, directory_changes, file_changes
from bot.layers.tar import LayerFiles
from bot.layers.tree import overlay
from bot.layers.waste import Waste, find_waste


@dataclass(frozen=True)
class FilesDifference:
    """The files of some layers before and after, all unpacked; what could be saved is of the newer ones.

    `is_partial` tells that there were more files than are kept.
    """

    files: tuple[PathChange, ...] = ()
    directories: tuple[PathChange, ...] = ()
    waste: tuple[Waste, ...] = ()
    is_partial: bool = False


def compare_files(before: dict[int, LayerFiles], after: dict[int, LayerFiles]) -> FilesDifference:
    """Compare the layers that were read, by their numbers; without any before everything is new.

    The layers are used up: of an image with many files there is no room for all of them twice.
    """
    old, new = overlay(_taken(before)), overlay(_taken(after))
    return FilesDifference(
        files=tuple(file_changes(old.sizes, new.sizes)),
        directories=tuple(directory_changes(old.sizes, new.sizes)),
        waste=tuple(find_waste(new)),
        is_partial=old.is_partial or new.is_partial,
    )


def _taken(layers: dict[int, LayerFiles]) -> Iterator[tuple[int, LayerFiles]]:
    for number in sorted(layers):
        yield number, layers.pop(number)
