"""Reads configurations of images: the platform, the history of instructions, and the digests of unpacked layers."""

import json
from dataclasses import dataclass
from typing import Any

from bot.facts import HistoryEntry
from workers.clients.registry.manifests import DIGEST, MOST_LAYERS, platform_name

MOST_BYTES = 8 * 2**20
MOST_ENTRIES = 16_384
LONGEST_TEXT = 8192
"""A heredoc stands in the history as a whole; what is longer is cut."""


class BadConfigError(Exception):
    """A configuration that cannot be read; the text is for people."""


@dataclass(frozen=True)
class Config:
    """What a configuration says."""

    platform: str = ""
    history: tuple[HistoryEntry, ...] = ()
    diff_ids: tuple[str, ...] = ()


def read_config(body: bytes) -> Config:
    """Return what a configuration says; raise BadConfigError."""
    try:
        config = json.loads(body)
        rows, digests = config.get("history") or [], (config.get("rootfs") or {}).get("diff_ids") or []
        if len(rows) > MOST_ENTRIES or len(digests) > MOST_LAYERS:
            raise BadConfigError("its configuration has an endless history")
        return Config(
            platform=platform_name(config) if config.get("os") and config.get("architecture") else "",
            history=tuple(_entry(row) for row in rows),
            diff_ids=tuple(_digest(one) for one in digests),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadConfigError("its configuration cannot be read") from None


def _entry(row: Any) -> HistoryEntry:
    return HistoryEntry(
        created_by=str(row.get("created_by") or "")[:LONGEST_TEXT],
        is_empty=row.get("empty_layer") is True,
        comment=str(row.get("comment") or "")[:LONGEST_TEXT],
    )


def _digest(value: Any) -> str:
    if not DIGEST.fullmatch(value):
        raise ValueError("not a digest")
    return str(value)
