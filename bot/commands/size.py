"""Lists the layers of each image with the instructions that made them, the largest first, and which are new."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from bot import builds, review
from bot.actions import Answer, LookAtReview, Receipt
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


def run(call: Call) -> Run:
    """Answer with a table per image and platform."""
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
    yield Answer("\n\n".join(_tables(meant, facts.merge_request.target_branch)) or "This pipeline made no image.")


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
