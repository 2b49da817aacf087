"""Says what a mistake in a Dockerfile costs: the steps that it makes run again, by their seconds in the log."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.facts import JobLog
from bot.file_review.model import ChangedFiles, Cost, FileReview, NewFinding
from bot.files.dockerfile import read_dockerfile
from bot.lint.finding import Finding
from bot.placing import Placed, place

TAKES_TIME = frozenset({"copy-order", "go-rebuild-all"})
"""Rules whose mistake makes a step run that a cache could spare, or run longer."""
LEAST_SECONDS = 1.0


def with_costs(review: FileReview, files: ChangedFiles, logs: Sequence[JobLog]) -> FileReview:
    """Return the review with what the log of a build of the same Dockerfile tells of its findings."""

    def known(found: Sequence[NewFinding]) -> tuple[NewFinding, ...]:
        return tuple(replace(one, cost=_cost(one.finding, files, logs)) for one in found)

    return replace(review, opened=known(review.opened), standing=known(review.standing), rest=known(review.rest))


def _cost(finding: Finding, files: ChangedFiles, logs: Sequence[JobLog]) -> Cost | None:
    text = files.head.files.get(finding.path, "")
    if finding.rule not in TAKES_TIME or not text:
        return None
    costs = [
        Cost(placed.step.seconds, log.job.name, placed.step.instruction)
        for log in logs
        for placed in _ran(log, text, finding)
        if placed.step.seconds is not None and placed.step.seconds >= LEAST_SECONDS
    ]
    return max(costs, key=lambda one: one.seconds, default=None)


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
