"""Reads the largest files of some layers out of a registry."""

import time
from collections.abc import Iterator, Sequence

from bot.actions import LargeFile
from bot.errors import OutsideError
from bot.layers.tar import BadLayerError, LayerFiles, read_layer
from bot.traces.pushes import parse_reference
from workers.toolbox import Toolbox

MOST_SECONDS = 60.0
"""A command's worker must not be kept by one image; its lease is renewed meanwhile."""
MOST_FILES = 10


def largest_files(tools: Toolbox, reference: str, digests: Sequence[str]) -> tuple[LargeFile, ...] | str:
    """Return the largest files of layers, unpacked, or why they could not be read."""
    push = parse_reference(reference.partition("@")[0])
    ends_at = time.monotonic() + MOST_SECONDS
    found: dict[str, int] = {}
    try:
        with tools.registry.visit(push.registry, push.repository) as visit:
            for digest in digests:
                with visit.layer(digest) as chunks:
                    found |= _checked(read_layer(_until(chunks, ends_at)), digest).sizes
    except OutsideError as error:
        return str(error)
    files = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(LargeFile(path, size) for path, size in files[:MOST_FILES] if size)


def _checked(files: LayerFiles, digest: str) -> LayerFiles:
    if files.digest != digest:
        raise BadLayerError("the registry sent a layer of another digest")
    return files


def _until(chunks: Iterator[bytes], ends_at: float) -> Iterator[bytes]:
    for chunk in chunks:
        if time.monotonic() > ends_at:
            raise OutsideError(f"reading the layers takes longer than {MOST_SECONDS:.0f} s")
        yield chunk
