"""Says what made an image grow or shrink: the instruction behind most of it, and whose growth it is."""

from collections.abc import Iterator

from bot.build_commands import read_build_command
from bot.facts import ReviewFacts
from bot.files.dockerfile import read_dockerfile
from bot.image_difference import LayerChange, PlatformDifference, Status, Written
from bot.misses import Files
from bot.misses.wanted import build_files
from bot.reports import quantities
from bot.reports.markdown import code

LEAST_SHARE = 0.5
"""One instruction is named when it made at least this much of the difference."""
INSTRUCTION_LIMIT = 120


def written_for(facts: ReviewFacts, job_name: str) -> tuple[Written, Written]:
    """Return the Dockerfile of a job's one build, as it was in the baseline and as it is; nothing where it is unknown.

    The repository was asked for it only where a step ran again that the cache had, which growth mostly comes with.
    """
    builds = [build for one in facts.logs if one.job.name == job_name for build in one.log.trace.builds]
    if len(builds) != 1:
        return Written(), Written()
    path, command = build_files(builds[0]).dockerfile, read_build_command(builds[0].command)
    target = command.target if command else None
    return _written(facts.sources.before, path, target), _written(facts.sources.now, path, target)


def _written(files: Files, path: str, target: str | None) -> Written:
    text = next((one.text for one in files if one.path == path), None)
    return Written() if text is None else Written(read_dockerfile(text), target)


def cause(difference: PlatformDifference) -> str:
    """Return a few sentences, each with a blank before it; nothing where the history tells nothing."""
    return "".join(f" {sentence}" for sentence in _sentences(difference))


def _sentences(difference: PlatformDifference) -> Iterator[str]:
    change = difference.delta_bytes or 0
    moved = [one for one in difference.layers if one.delta_bytes * change > 0 and _instruction(one)]
    most = max(moved, key=lambda one: abs(one.delta_bytes), default=None)
    if most is not None and abs(most.delta_bytes) >= LEAST_SHARE * abs(change):
        yield f"Most of it: {where(most)}, {quantities.size_change(most.delta_bytes)}."
    if difference.base_bytes and difference.own_bytes is not None:
        guess = " (as far as its history tells)" if difference.is_base_guessed else ""
        base, own = quantities.size_change(difference.base_bytes), quantities.size_change(difference.own_bytes)
        yield f"The base image moved {base}{guess}, your own layers {own}."
    if difference.is_squashed:
        yield "The layers were squashed into one, so nobody can tell which instruction made the difference."
    if difference.is_reordered:
        yield "Layers of the same content stand in another order."


def where(change: LayerChange, *, in_table: bool = False) -> str:
    """Return `RUN make`, line 14: the instruction as a code span, with its place where that is known."""
    one = change.after or change.before
    made = code(_instruction(change), in_table=in_table, limit=INSTRUCTION_LIMIT)
    if one is None or (one.place is None and not one.is_base):
        return made
    if one.place is None:
        return f"{made} of the base image"
    stage = f", stage {code(one.place.stage, in_table=in_table)}" if one.place.stage else ""
    gone = " of the Dockerfile before" if change.status is Status.REMOVED else ""
    return f"{made}{stage}, line {one.place.line}{gone}"


def _instruction(change: LayerChange) -> str:
    one = change.after or change.before
    return one.made.instruction if one else ""
