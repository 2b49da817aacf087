"""Lists the layers of each image with the instructions that made them, the largest first, and which are new."""

from collections.abc import Generator, Iterator
from fnmatch import fnmatchcase
from typing import Any

from bot import builds, review
from bot.actions import Action, Answer, LargeFile, LookAtFiles, LookAtReview, Receipt
from bot.commands import Call, Run
from bot.facts import PlatformImage, ReviewFacts
from bot.findings import SizeFinding
from bot.layers.history import made_layers
from bot.reports import markdown, quantities
from bot.roles import Role

USAGE = "/size [image]"
NEEDS = Role.REPORTER
READS = True
MOST_IMAGES = 5
MOST_LAYERS = 10
MOST_READ_LAYERS = 3
MOST_READ_BYTES = 200 * 2**20
"""Compressed; more of one image would keep a worker for minutes."""


def run(call: Call) -> Run:
    """Answer with a table per image and platform, and for a single one with its largest files."""
    facts: ReviewFacts | str = yield LookAtReview()
    if isinstance(facts, str):
        yield Answer(f"Nothing is known yet: {facts}.", Receipt.FAILED)
        return
    patterns = call.command.arguments
    sizes = review.find(facts).sizes
    meant = [one for one in sizes if not patterns or any(fnmatchcase(one.image_name, word) for word in patterns)]
    if patterns and not meant:
        strange = markdown.code(patterns[0])
        known = builds.listed([*dict.fromkeys(one.image_name for one in sizes)])
        yield Answer(f"No image of this pipeline is called {strange}; there are {known}.", Receipt.FAILED)
        return
    tables = [*_tables(meant, facts.merge_request.target_branch)]
    if len(meant) == 1 and meant[0].now:
        tables.append((yield from _files(meant[0], meant[0].now)))
    yield Answer("\n\n".join(filter(None, tables)) or "This pipeline made no image.")


def _files(one: SizeFinding, now: PlatformImage) -> Generator[Action, Any, str]:
    """Return the largest files of what is new, or of the largest layers where nothing is."""
    layers = [layer for _, layer in one.new_layers] if one.before and one.new_layers else list(now.layers)
    left = MOST_READ_BYTES
    chosen: list[str] = []
    for layer in sorted(layers, key=lambda layer: -layer.size_bytes):
        if layer.size_bytes <= left and len(chosen) < MOST_READ_LAYERS:
            chosen.append(layer.digest)
            left -= layer.size_bytes
    if not chosen:
        return f"Its layers are larger than {quantities.size(MOST_READ_BYTES)}, so their files were not read."
    found: tuple[LargeFile, ...] | str = yield LookAtFiles(one.reference, tuple(chosen))
    if isinstance(found, str):
        return f"The files were not read: {markdown.code(found, limit=200)}."
    which = "new" if one.before and one.new_layers else "largest"
    rows = [f"| {markdown.code(file.path, in_table=True)} | {quantities.size(file.size_bytes)} |" for file in found]
    heads = [f"Largest files of the {which} layers, unpacked:", "", "| file | size |", "| --- | ---: |"]
    return "\n".join([*heads, *rows]) if rows else ""


def _tables(sizes: list[SizeFinding], branch: str) -> Iterator[str]:
    for one in sizes[:MOST_IMAGES]:
        name = f"Image {markdown.code(one.image_name)}"
        if one.now is None:
            why = markdown.code(one.unread_because or "", limit=400)
            yield f"{name} could not be read, because {why}."
            continue
        yield "\n".join([_heading(one, one.now, name, branch), "", *_rows(one, one.now)])
    if len(sizes) > MOST_IMAGES:
        yield f"Images left out: {len(sizes) - MOST_IMAGES}."


def _heading(one: SizeFinding, now: PlatformImage, name: str, branch: str) -> str:
    change = one.change_bytes
    against = f", {quantities.size_change(change)} against {markdown.code(branch)}" if change is not None else ""
    size = quantities.size(now.compressed_bytes)
    return f"{name} on {markdown.code(one.platform)}: {size} to download, {len(now.layers)} layers{against}."


def _rows(one: SizeFinding, now: PlatformImage) -> Iterator[str]:
    yield from ("| # | made by | size | |", "| ---: | --- | ---: | --- |")
    new = {number for number, _ in one.new_layers} if one.before else set()
    layers = sorted(made_layers(now), key=lambda made: (-made.layer.size_bytes, made.number))
    for made in layers[:MOST_LAYERS]:
        by = markdown.code(made.instruction or made.layer.digest.removeprefix("sha256:")[:12], in_table=True, limit=120)
        is_new = "new" if made.number in new else ""
        yield f"| {made.number} | {by} | {quantities.size(made.layer.size_bytes)} | {is_new} |"
    if len(layers) > MOST_LAYERS:
        rest = quantities.size(sum(made.layer.size_bytes for made in layers[MOST_LAYERS:]))
        yield f"| | … {len(layers) - MOST_LAYERS} more | {rest} | |"
