"""Where the command line finds images: registries, OCI layouts, archives of `docker save`, and Docker engines."""

from workers.image_sources.opening import open_source
from workers.image_sources.source import ReadLayer, Source

__all__ = ["ReadLayer", "Source", "open_source"]
