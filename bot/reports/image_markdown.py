"""Arranges what was found in images as Markdown, to be pasted or posted; foreign text stands in code spans only."""

from collections.abc import Iterator, Sequence

from bot.image_difference import LayerChange
from bot.layers.growth import PathChange
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
    sizes,
    titles,
)
from bot.reports.markdown import code, fold

MOST_LAYERS = 60
MOST_PATHS = 20


def as_markdown(report: ImageReport) -> str:
    """Return the Markdown of a report."""
    title = f"### {code(report.before)} → {code(report.after)}" if report.before else f"### {code(report.after)}"
    blocks = [title]
    for one in report.platforms:
        blocks += _platform(one)
    return "\n\n".join(blocks)


def _platform(report: PlatformReport) -> Iterator[str]:
    difference = report.difference
    yield f"**{code(difference.platform)}**: {headline(difference)}"
    if said := remarks(difference):
        yield "\n".join(f"- {_sentence(remark)}" for remark in said)
    if rows := moved(difference):
        yield _layers(rows[:MOST_LAYERS], is_alone=difference.before is None)
    if len(rows) > MOST_LAYERS:
        yield f"And {len(rows) - MOST_LAYERS} more layers."
    yield from _files(report)


def _sentence(remark: str) -> str:
    return f"{remark[0].upper()}{remark[1:]}."


def _layers(rows: Sequence[LayerChange], *, is_alone: bool) -> str:
    if is_alone:
        head = "| # | instruction | where | size |\n| ---: | --- | --- | ---: |"
        lines = [f"| {number(one)} | {_made(one)} | {_where(one)} | {sizes(one)[1]} |" for one in rows]
    else:
        head = "| # | instruction | where | status | before | after |\n| ---: | --- | --- | --- | ---: | ---: |"
        lines = [
            f"| {number(one)} | {_made(one)} | {_where(one)} | {one.status} | {' | '.join(sizes(one))} |"
            for one in rows
        ]
    return "\n".join([head, *lines])


def _made(change: LayerChange) -> str:
    return code(instruction(change), in_table=True) if instruction(change) else "not known"


def _where(change: LayerChange) -> str:
    where = place(change)
    stage, _, line = where.rpartition(", ")
    return f"{code(stage, in_table=True)}, {line}" if stage else where


def _files(report: PlatformReport) -> Iterator[str]:
    files = report.files
    if files is None:
        return
    for title, paths in zip(titles(report), (files.directories, files.files), strict=True):
        if paths:
            yield fold(title, "\n".join(_path(one, report) for one in paths[:MOST_PATHS]))
    if files.waste:
        rows = (
            f"- {quantities.size(one.bytes)}, {one.kind}: {code(f'/{one.path}')}" for one in files.waste[:MOST_PATHS]
        )
        yield fold("What could be saved, unpacked", "\n".join(rows))
    if files.is_partial:
        yield "Not complete: there are more files than are kept in memory."


def _path(change: PathChange, report: PlatformReport) -> str:
    size, became = path_words(change, report)
    return f"- {size} {code(f'/{change.path}' + ('/' if change.is_directory else ''))}{became}"
