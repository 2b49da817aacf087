"""Explains the misses of a job that may build several images, each from a Dockerfile of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.files.dockerfile import Dockerfile, read_dockerfile
from bot.misses.dependency_order import Order, wrong_order
from bot.misses.explaining import explain
from bot.misses.model import Files, Inputs, Miss, Sources
from bot.misses.wanted import BuildFiles, build_files
from bot.placing import place
from bot.traces.model import Build, Trace


@dataclass(frozen=True)
class ExplainedBuild:
    """One build of a job: the file that it was built from, its misses, and the orders that made downloads run again."""

    dockerfile_path: str
    misses: tuple[Miss, ...]
    orders: tuple[Order, ...] = ()


def explain_builds(trace: Trace, before: Trace | None, sources: Sources) -> tuple[ExplainedBuild, ...]:
    """Return the builds of a log; `before` is the log of the same job in the baseline."""
    return tuple(_explain(trace, build, before, sources) for build in trace.builds)


def _explain(trace: Trace, build: Build, before: Trace | None, sources: Sources) -> ExplainedBuild:
    own = replace(trace, steps=tuple(step for step in trace.steps if step.build == build.number))
    files = build_files(build)
    inputs = Inputs(
        dockerfile=_dockerfile(files, sources.now),
        before=_dockerfile(files, sources.before),
        baseline=before,
        changes=sources.changes,
        dockerfile_path=files.dockerfile,
        context=files.context,
        ignore_text=next((text for path in files.ignore_files if (text := _text(path, sources.now)) is not None), None),
    )
    orders = tuple(_bad_orders(own, inputs.dockerfile)) if inputs.dockerfile else ()
    return ExplainedBuild(files.dockerfile, explain(own, inputs), orders)


def _bad_orders(trace: Trace, dockerfile: Dockerfile) -> Iterator[Order]:
    """Yield where a download stands below a COPY of everything and ran again."""
    ran = {
        one.instruction.line
        for one in place(trace, dockerfile)
        if one.instruction is not None and one.fits and one.step.cached is False
    }
    for stage in dockerfile.stages:
        order = wrong_order(dockerfile, stage)
        if order is not None and {order.copy_all.line, order.download.line} <= ran:
            yield order


def _dockerfile(files: BuildFiles, known: Files) -> Dockerfile | None:
    text = _text(files.dockerfile, known)
    return None if text is None else read_dockerfile(text)


def _text(path: str, known: Files) -> str | None:
    return next((one.text for one in known if one.path == path), None)
