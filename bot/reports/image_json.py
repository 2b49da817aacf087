"""Arranges what was found in images as JSON; fields are only ever added."""

from typing import Any

from bot.facts import PlatformImage
from bot.image_difference import LayerChange, PlatformDifference
from bot.layers.difference import FilesDifference
from bot.reports.image_report import ImageReport, PlatformReport, shown

SCHEMA = 1


def as_json(report: ImageReport) -> dict[str, Any]:
    """Return the object of a report; all sizes in bytes, and null where nobody knows."""
    names = {"before": report.before, "after": report.after} if report.before else {"image": report.after}
    make = _compared if report.before else _alone
    return {"schema": SCHEMA, **names, "platforms": [make(one) for one in report.platforms]}


def _compared(report: PlatformReport) -> dict[str, Any]:
    difference = report.difference
    return {
        "platform": difference.platform,
        "before": _side(difference.before, difference, is_after=False),
        "after": _side(difference.after, difference, is_after=True),
        "measure": "unpacked" if _is_unpacked(difference) else "compressed",
        "delta_bytes": difference.delta_bytes,
        "unpacked_delta_bytes": difference.unpacked_delta_bytes,
        "base_delta_bytes": difference.base_bytes,
        "own_delta_bytes": difference.own_bytes,
        "base_is_guessed": difference.is_base_guessed,
        "squashed": difference.is_squashed,
        "reordered": difference.is_reordered,
        **_files(report.files),
    }


def _alone(report: PlatformReport) -> dict[str, Any]:
    difference = report.difference
    side = _side(difference.after, difference, is_after=True) or {}
    for layer in side["layers"]:
        del layer["status"]
    return {"platform": difference.platform, **side, **_files(report.files)}


def _side(image: PlatformImage | None, difference: PlatformDifference, *, is_after: bool) -> dict[str, Any] | None:
    if image is None:
        return None
    return {
        "digest": image.digest or None,
        "compressed_bytes": None if image.is_unpacked_only else image.compressed_bytes,
        "unpacked_bytes": image.unpacked_bytes,
        "layers": [row for one in difference.layers if (row := _layer(one, image, is_after=is_after))],
        "history_unread_because": image.history_unread_because,
    }


def _layer(change: LayerChange, image: PlatformImage, *, is_after: bool) -> dict[str, Any] | None:
    one = change.after if is_after else change.before
    if one is None:
        return None
    layer = one.made.layer
    return {
        "number": one.made.number,
        "digest": layer.digest,
        "compressed_bytes": None if image.is_unpacked_only else layer.size_bytes,
        "unpacked_bytes": layer.unpacked_bytes,
        "instruction": shown(one.made.instruction) or None,
        "stage": one.place.stage if one.place else None,
        "line": one.place.line if one.place else None,
        "base": one.is_base,
        "status": str(change.status),
    }


def _files(files: FilesDifference | None) -> dict[str, Any]:
    found = files or FilesDifference()
    return {
        "files_read": files is not None,
        "files_partial": found.is_partial,
        "waste": [{"kind": str(one.kind), "path": shown(one.path), "bytes": one.bytes} for one in found.waste],
        "files": [
            {"path": shown(one.path), "before_bytes": one.before_bytes, "after_bytes": one.after_bytes}
            for one in found.files
        ],
        "directories": [
            {"path": shown(one.path), "before_bytes": one.before_bytes, "after_bytes": one.after_bytes}
            for one in found.directories
        ],
    }


def _is_unpacked(difference: PlatformDifference) -> bool:
    one = difference.after or difference.before
    return one is not None and one.is_unpacked_only
