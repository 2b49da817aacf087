"""The commands that read images: sizes by layer and instruction, and with --files what the changed layers hold."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from bot.errors import OutsideError, UserError
from bot.facts import PlatformImage
from bot.files.dockerfile import read_dockerfile
from bot.image_difference import PlatformDifference, Status, Written, compare_images, on_one_scale
from bot.layers.difference import compare_files
from bot.layers.tar import LayerFiles, read_layer
from bot.reports.image_json import as_json
from bot.reports.image_markdown import as_markdown
from bot.reports.image_report import ImageReport, PlatformReport
from bot.reports.image_text import as_text
from workers.image_format import ImageFormat
from workers.image_sources import Source, open_source

MOST_SECONDS = 1800.0
"""How long reading all files may take."""


Sides = tuple[Source | None, Source]
Advance = Callable[[int], None]


@dataclass(frozen=True)
class Wish:
    """What a person wants to know: of which platforms, whether of files too, and the Dockerfile that tells lines."""

    platforms: tuple[str, ...] = ()
    with_files: bool = False
    written: Written = field(default_factory=Written)


def report_images(
    before: str | None, after: str, wish: Wish, environ: Mapping[str, str], output: ImageFormat = ImageFormat.TEXT
) -> str:
    """Return the report of an image, compared with another one when that is named."""
    with ExitStack() as stack:
        old = stack.enter_context(open_source(before, environ)) if before else None
        new = stack.enter_context(open_source(after, environ))
        differences = _differences(old, new, wish.platforms, wish.written)
        reports = _with_files((old, new), differences) if wish.with_files else map(PlatformReport, differences)
        report = ImageReport(before, after, tuple(reports))
    return _printed(report, output)


def read_written(dockerfile: Path | None, target: str | None) -> Written:
    """Return the Dockerfile that tells lines and stages; raise UserError."""
    if dockerfile is None:
        return Written()
    try:
        return Written(read_dockerfile(dockerfile.read_text(encoding="utf-8", errors="replace")), target)
    except OSError as error:
        raise UserError(f"{dockerfile} cannot be read: {error.strerror or error}") from error


def _differences(
    old: Source | None, new: Source, platforms: Sequence[str], written: Written
) -> tuple[PlatformDifference, ...]:
    olds = _wanted(old, platforms) if old else ()
    news = _wanted(new, platforms)
    if platforms and not olds and not news:
        raise UserError(f"no image has the platform {', '.join(platforms)}")
    olds, news = on_one_scale(olds, news)
    return compare_images(olds, news, written, written)


def _wanted(source: Source, platforms: Sequence[str]) -> tuple[PlatformImage, ...]:
    return tuple(one for one in source.platforms() if not platforms or one.platform in platforms)


def _with_files(sources: Sides, differences: Sequence[PlatformDifference]) -> list[PlatformReport]:
    plans = [(one, _layers_to_read(one)) for one in differences]
    total = sum(
        image.layers[number - 1].size_bytes
        for one, sides in plans
        for image, numbers in zip((one.before, one.after), sides, strict=True)
        for number in numbers
        if image is not None
    )
    with _progress(total) as advance:
        return [_report(sources, one, sides, advance) for one, sides in plans]


def _layers_to_read(difference: PlatformDifference) -> tuple[set[int], set[int]]:
    """Return the layers that are not as before, on both sides; what is unchanged is never read."""
    moved = [one for one in difference.layers if one.status is not Status.UNCHANGED]
    return {one.before.made.number for one in moved if one.before}, {
        one.after.made.number for one in moved if one.after
    }


def _report(
    sources: Sides, difference: PlatformDifference, sides: tuple[set[int], set[int]], advance: Advance
) -> PlatformReport:
    images = (difference.before, difference.after)
    read = partial(_read, advance=advance, ends_at=time.monotonic() + MOST_SECONDS)
    found: list[dict[int, LayerFiles]] = [
        source.read_layers(image, numbers, read) if source and image and numbers else {}
        for source, image, numbers in zip(sources, images, sides, strict=True)
    ]
    unpacked = [{number: one.unpacked_bytes for number, one in side.items()} for side in found]
    return PlatformReport(difference.with_unpacked(*unpacked), compare_files(*found))


def _read(chunks: Iterator[bytes], *, advance: Advance, ends_at: float) -> LayerFiles:
    return read_layer(_watched(chunks, advance, ends_at))


def _watched(chunks: Iterator[bytes], advance: Advance, ends_at: float) -> Iterator[bytes]:
    for chunk in chunks:
        if time.monotonic() > ends_at:
            raise OutsideError(f"reading the layers takes longer than {MOST_SECONDS / 60:.0f} minutes")
        advance(len(chunk))
        yield chunk


@contextmanager
def _progress(total_bytes: int) -> Iterator[Advance]:
    """Show on a terminal how far the layers are read."""
    console = Console(stderr=True)
    if not (console.is_terminal and sys.stderr.isatty()):
        yield lambda _: None
        return
    columns = (TextColumn("reading layers"), BarColumn(), DownloadColumn(binary_units=True), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total_bytes)
        yield lambda count: progress.advance(task, count)


def _printed(report: ImageReport, output: ImageFormat) -> str:
    if output is ImageFormat.JSON:
        return json.dumps(as_json(report), indent=2, ensure_ascii=False)
    return as_markdown(report) if output is ImageFormat.MARKDOWN else as_text(report)
