"""What a job uses as its cache: what its log tried, and what its commands name."""

import pytest

from bot.build_commands import read_build_command
from bot.caches import CacheReferences, HitRatio, cache_references, hit_ratio
from bot.traces.model import CacheSource, PushedImage, SourceKind, Step, Trace

HOME = "reg.test/acme/api"


def trace(*sources, pushed=()):
    """Return a log that tried these sources, a kind and a reference each, and pushed tags of the project's image."""
    tried = tuple(CacheSource(kind, reference, line) for line, (kind, reference) in enumerate(sources, 1))
    pushes = tuple(PushedImage("reg.test", "acme/api", (tag,), None, 9) for tag in pushed)
    return Trace(cache_sources=tried, pushes=pushes)


IMPORTED, PULLED, LAYERS = SourceKind.IMPORT, SourceKind.PULL, SourceKind.LAYERS
TABLE = [
    # What a command names whole is a cache, whatever the log says.
    ([f"docker build --cache-from {HOME}:c ."], trace(), [f"{HOME}:c"], []),
    ([f"docker build --cache-from={HOME}:c --cache-from {HOME}:d ."], trace(), [f"{HOME}:c", f"{HOME}:d"], []),
    (
        [f"docker buildx build --cache-from type=registry,ref={HOME}:c --cache-to type=registry,ref={HOME}:d ."],
        trace(),
        [f"{HOME}:c", f"{HOME}:d"],
        [],
    ),
    (["docker buildx build --cache-to type=inline --cache-from type=gha ."], trace(), [], []),
    (["docker buildx build --cache-to type=local,dest=x --cache-from type=local,src=x ."], trace(), [], []),
    (
        [f"/kaniko/executor --cache=true --cache-repo {HOME}/cache --destination {HOME}:1"],
        trace(),
        [f"{HOME}/cache"],
        [],
    ),
    ([f"buildah build --cache-from {HOME}/c --cache-to {HOME}/c ."], trace(), [f"{HOME}/c"], []),
    ([f"docker build -t {HOME}:1 ."], trace(), [], []),
    ([], trace(), [], []),
    # What a build imported or looked up is one by itself.
    ([], trace((IMPORTED, f"{HOME}:c")), [f"{HOME}:c"], []),
    ([], trace((LAYERS, f"{HOME}/cache")), [f"{HOME}/cache"], []),
    ([], trace((IMPORTED, "gha:12345"), (IMPORTED, "local:98")), [], []),
    # What was pulled or pushed is one only where a build names it.
    ([], trace((PULLED, f"{HOME}:base")), [], []),
    (["docker build --cache-from $CACHE ."], trace((PULLED, f"{HOME}:c")), [f"{HOME}:c"], []),
    ([f"docker build --cache-from $REPO:c -t {HOME}:1 ."], trace(pushed=("1",)), [], ["$REPO:c"]),
    (["docker build --cache-from $REPO:c-$SLUG ."], trace(pushed=("1", "c-x")), [f"{HOME}:c-x"], []),
    (["docker build --cache-from $REPO:c ."], trace((PULLED, f"{HOME}:base")), [], ["$REPO:c"]),
    (["docker build --cache-from $REPO:c ."], trace((IMPORTED, f"{HOME}:c")), [f"{HOME}:c"], []),
]


@pytest.mark.parametrize(("commands", "log", "known", "unknown"), TABLE)
def test_exactly_the_caches_are_found(commands, log, known, unknown):
    builds = [read_build_command(line) for line in commands]
    assert cache_references(log, builds) == CacheReferences(tuple(known), tuple(unknown))


@pytest.mark.parametrize(
    ("answers", "ratio"),
    [((), (0, 0)), ((None,), (0, 0)), ((True, False, None), (1, 2)), ((True, True), (2, 2)), ((False,), (0, 1))],
)
def test_steps_without_an_answer_do_not_count(answers, ratio):
    steps = tuple(Step(f"RUN {place}", place, cached=answer) for place, answer in enumerate(answers))
    assert hit_ratio(Trace(steps=steps)) == HitRatio(*ratio)
