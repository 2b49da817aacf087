"""Says what a mistake in a Dockerfile costs: the seconds of a step in the log, or the bytes of a layer in the image."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.facts import Image, JobLog
from bot.file_review.model import ChangedFiles, Cost, FileReview, NewFinding
from bot.files.dockerfile import read_dockerfile
from bot.layers.history import made_layers
from bot.layers.placing import place_steps
from bot.lint.finding import Finding
from bot.placing import Placed, place

TAKES_TIME = frozenset({"copy-order", "go-rebuild-all"})
"""Rules whose mistake makes a step run that a cache could spare, or run longer."""
TAKES_ROOM = frozenset({"package-cache-left"})
"""Rules whose mistake is a part of the layer that it stands in."""
LEAST_SECONDS = 1.0
LEAST_BYTES = 1024 * 1024


def with_costs(review: FileReview, files: ChangedFiles, logs: Sequence[JobLog], images: Sequence[Image]) -> FileReview:
    """Return the review with what the builds of the same Dockerfile tell of its findings."""

    def known(found: Sequence[NewFinding]) -> tuple[NewFinding, ...]:
        return tuple(replace(one, cost=_cost(one.finding, files, logs, images)) for one in found)

    return replace(review, opened=known(review.opened), standing=known(review.standing), rest=known(review.rest))


def _cost(finding: Finding, files: ChangedFiles, logs: Sequence[JobLog], images: Sequence[Image]) -> Cost | None:
    text = files.head.files.get(finding.path, "")
    if finding.rule in TAKES_TIME and text:
        return max(_seconds(finding, text, logs), key=lambda one: one.seconds or 0.0, default=None)
    if finding.rule in TAKES_ROOM and text:
        return max(_bytes(finding, text, images), key=lambda one: one.size_bytes or 0, default=None)
    return None


def _seconds(finding: Finding, text: str, logs: Sequence[JobLog]) -> Iterator[Cost]:
    for log in logs:
        for placed in _ran(log, text, finding):
            if placed.step.seconds is not None and placed.step.seconds >= LEAST_SECONDS:
                yield Cost(log.job.name, placed.step.instruction, seconds=placed.step.seconds)


def _bytes(finding: Finding, text: str, images: Sequence[Image]) -> Iterator[Cost]:
    """Yield the layer that the instruction at the mistake made in each image of that Dockerfile."""
    for image in images:
        for platform in image.platforms:
            places = place_steps(platform, read_dockerfile(text)).places
            for made in made_layers(platform):
                line = places[made.step.index].line if made.step and made.step.index in places else None
                if line == finding.line and made.layer.size_bytes >= LEAST_BYTES:
                    yield Cost(image.name, made.instruction, size_bytes=made.layer.size_bytes)


def _ran(log: JobLog, text: str, finding: Finding) -> Iterator[Placed]:
    """Yield the steps that ran at the mistake or, where its fix moves lines, among those."""
    edits = finding.fix.edits if finding.fix else ()
    last = max(finding.line, *(edit.last_line for edit in edits)) if edits else finding.line
    steps = place(log.log.trace, read_dockerfile(text))
    # A step of another Dockerfile fits here nowhere, or by accident: then most of its neighbours do not.
    if sum(one.fits for one in steps) * 2 < len(steps):
        return
    for one in steps:
        is_here = one.instruction is not None and finding.line <= one.instruction.line <= last
        if is_here and one.fits and not one.step.cached and one.step.instruction.lstrip().upper().startswith("RUN"):
            yield one
