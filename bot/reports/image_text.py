"""Arranges what was found in images as text for a terminal."""

from collections.abc import Iterator

from bot.image_difference import LayerChange, Status
from bot.layers.growth import PathChange
from bot.layers.waste import Waste
from bot.reports import quantities
from bot.reports.image_report import (
    ImageReport,
    PlatformReport,
    headline,
    instruction,
    moved,
    number,
    path_words,
    place,
    remarks,
    shown,
    sizes,
    titles,
)

MOST_LAYERS = 60
MOST_PATHS = 10


def as_text(report: ImageReport) -> str:
    """Return the text of a report."""
    title = f"{shown(report.before)} → {shown(report.after)}" if report.before else shown(report.after)
    paragraphs = [[title]]
    for one in report.platforms:
        paragraphs += [[*_platform(one)], [*_layers(one)], *_files(one)]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _platform(report: PlatformReport) -> Iterator[str]:
    yield f"{shown(report.difference.platform)}: {headline(report.difference)}"
    yield from (f"  {remark}" for remark in remarks(report.difference))


def _layers(report: PlatformReport) -> Iterator[str]:
    difference = report.difference
    rows = moved(difference)
    alone = difference.before is None
    for change in rows[:MOST_LAYERS]:
        yield f"  {_layer(change, is_alone=alone)}"
    if len(rows) > MOST_LAYERS:
        yield f"  and {len(rows) - MOST_LAYERS} more layers"
    if not alone and difference.after is not None:
        same = sum(one.status is Status.UNCHANGED for one in difference.layers)
        yield f"  {same} of {len(difference.after.layers)} layers unchanged"


def _layer(change: LayerChange, *, is_alone: bool) -> str:
    before, after = sizes(change)
    size = f"{after:>9}" if is_alone else f"{change.status:<17} {before:>9} → {after:>9}"
    made = f"  {instruction(change)}" if instruction(change) else ""
    where = f"  ({place(change)})" if place(change) else ""
    return f"layer {number(change):>3}  {size}{made}{where}"


def _files(report: PlatformReport) -> list[list[str]]:
    files = report.files
    if files is None:
        return []
    directories_title, files_title = titles(report)
    partial = ["  not complete: there are more files than are kept in memory"] if files.is_partial else []
    return [
        _titled(f"{directories_title}:", [_path(one, report) for one in files.directories[:MOST_PATHS]]),
        _titled(f"{files_title}:", [_path(one, report) for one in files.files[:MOST_PATHS]]),
        _titled("What could be saved, unpacked:", [*map(_waste, files.waste[:MOST_PATHS])]),
        partial,
    ]


def _titled(title: str, lines: list[str]) -> list[str]:
    return [title, *lines] if lines else []


def _path(change: PathChange, report: PlatformReport) -> str:
    size, became = path_words(change, report)
    return f"  {size:>10}  /{shown(change.path)}{'/' if change.is_directory else ''}{became}"


def _waste(waste: Waste) -> str:
    return f"  {quantities.size(waste.bytes):>10}  {waste.kind}: /{shown(waste.path)}"
