"""Causes that hold for a whole build: nothing of it was cached, and its command or its cache sources say why."""

import re
from collections.abc import Sequence

from bot.build_commands import BuildCommand, is_cut, read_build_command
from bot.misses.model import Cause, Why
from bot.traces.model import Build, CacheSource, SourceKind, Step, Trace

WRITES_METADATA = re.compile(r"BUILDKIT_INLINE_CACHE=|--cache-to|type=(?:registry|gha|s3|local|azblob|inline)")
DENIED = re.compile(r"denied|unauthori[sz]ed|forbidden|authentication required|\b40[13]\b", re.IGNORECASE)
MISSING = re.compile(r"not found|manifest unknown|name unknown|does not exist|no such", re.IGNORECASE)


def build_cause(trace: Trace, number: int) -> Cause | None:
    """Return why nothing of a build was cached; None where a step was, or where the log does not prove a reason."""
    if any(step.cached for step in _steps(trace, number)):
        return None
    build = trace.builds[number] if number < len(trace.builds) else Build(number, trace.builder, 1)
    command = read_build_command(build.command)
    if command is not None and command.is_on("--no-cache"):
        return Cause(Why.NO_CACHE_FLAG, "--no-cache", evidence_lines=(build.line,))
    if command is not None and command.program == "buildah" and not _keeps_layers(command, build):
        return Cause(Why.LAYERS_DISABLED, "--layers", evidence_lines=(build.line,))
    return _cause_of_sources(trace.cache_sources, build)


def changed_surroundings(trace: Trace, number: int, baseline: Trace | None) -> Cause | None:
    """Return what changed around a build of which nothing was cached, although something was in the baseline."""
    mine, theirs = _steps(trace, number), _steps(baseline, number) if baseline else []
    if baseline is None or any(step.cached for step in mine) or not any(step.cached for step in theirs):
        return None
    line = trace.builds[number].line if number < len(trace.builds) else 1
    if trace.builder is not baseline.builder:
        return Cause(
            Why.DIFFERENT_BUILDER, f"{baseline.builder.value}, now {trace.builder.value}", evidence_lines=(line,)
        )
    now, then = ({step.platform for step in steps if step.platform} for steps in (mine, theirs))
    if now and then and now.isdisjoint(then):
        return Cause(Why.DIFFERENT_PLATFORM, f"{min(then)}, now {min(now)}", evidence_lines=(mine[0].line,))
    return None


def had_local_cache(number: int, baseline: Trace | None) -> bool:
    """Tell whether the builder itself kept a cache when the baseline was built: it needed no source for its hits."""
    if baseline is None or any(source.is_usable for source in baseline.cache_sources):
        return False
    return any(step.cached for step in _steps(baseline, number))


def _steps(trace: Trace, number: int) -> list[Step]:
    return [step for step in trace.steps if step.build == number]


def _keeps_layers(command: BuildCommand, build: Build) -> bool:
    return command.is_on("--layers") or "BUILDAH_LAYERS=" in build.command or is_cut(build.command)


def _cause_of_sources(sources: Sequence[CacheSource], build: Build) -> Cause | None:
    tried = [source for source in sources if source.is_usable is not None]
    if not tried and (is_cut(build.command) or _names_a_cache(sources, build)):
        return None
    if not tried:
        return Cause(Why.NO_CACHE_SOURCE, evidence_lines=(build.line,)) if build.command else Cause(Why.NO_CACHE_SOURCE)
    failed = [source for source in tried if not source.is_usable]
    if len(failed) == len(tried):
        return Cause(
            why_failed(failed[-1].message), failed[-1].reference, evidence_lines=tuple(one.line for one in failed)
        )
    imported = [one for one in tried if one.is_usable and one.kind is SourceKind.IMPORT]
    if imported and build.command and not is_cut(build.command) and not WRITES_METADATA.search(build.command):
        lines = tuple(one.line for one in imported)
        return Cause(Why.CACHE_SOURCE_WITHOUT_METADATA, imported[0].reference, evidence_lines=lines)
    return None


def _names_a_cache(sources: Sequence[CacheSource], build: Build) -> bool:
    """Tell whether there was a cache of which the log says nothing: kaniko and buildah never name a missing one."""
    command = read_build_command(build.command)
    is_given = command is not None and (command.values("--cache-from") or command.values("--cache-repo"))
    return bool(is_given) or any(source.kind is SourceKind.LAYERS for source in sources)


def why_failed(message: str) -> Why:
    """Return why a cache could not be used, by what was said."""
    # "not found or access denied" is what a registry says of a name that is not there, so the absence counts first.
    if MISSING.search(message):
        return Why.CACHE_SOURCE_MISSING
    return Why.DENIED if DENIED.search(message) else Why.IMPORT_ERROR
