"""Logs of builds in words: a table of steps becomes what the trace reader would have read."""

from bot.traces.model import Build, Builder, CacheSource, SourceKind, Step, Trace


def log(*steps, builder=Builder.BUILDKIT, command="docker build --cache-from $IMAGE:latest .", sources=()):
    """Return a log; a step is `(stage, n, instruction, answer)`: `hit`, `miss`, the seconds of a miss, or None."""
    return Trace(
        builder=builder,
        builds=(Build(0, builder, 1, command),),
        steps=tuple(_step(line, *step) for line, step in enumerate(steps, 10)),
        cache_sources=tuple(sources),
    )


def imported(reference="registry.test/app:cache", *, message="", kind=SourceKind.IMPORT):
    """Return a cache source that was read, or that failed with a message."""
    return CacheSource(kind, reference, 5, is_usable=not message, message=message)


def _step(line, stage, n, instruction, answer):
    seconds = float(answer) if isinstance(answer, int | float) else None
    cached = None if answer is None else answer == "hit"
    return Step(instruction, line, n=n, stage=stage, cached=cached, seconds=seconds)
