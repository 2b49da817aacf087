"""Notices caches that never arrive: pulls and imports fail, the build goes on without, and the job stays green."""

from collections.abc import Mapping

from bot.traces.model import CacheSource, Trace

MOST_PIPELINES = 50


def dead_sources(trace: Trace) -> tuple[CacheSource, ...]:
    """Return the caches that a job tried, where none of them could be used."""
    tried = [source for source in trace.cache_sources if source.is_usable is not None]
    if any(source.is_usable for source in tried):
        return ()
    return tuple({source.reference: source for source in tried}.values())


def is_alive(trace: Trace) -> bool | None:
    """Tell whether a cache could be used, None where none was tried."""
    tried = [source.is_usable for source in trace.cache_sources if source.is_usable is not None]
    return any(tried) if tried else None


def remembered(history: Mapping[int, bool], seen: Mapping[int, bool]) -> dict[int, bool]:
    """Return in which of the newest pipelines a job's cache was alive, by their ids, with those just seen."""
    known = {**history, **seen}
    return {number: known[number] for number in sorted(known)[-MOST_PIPELINES:]}


def dead_in_a_row(history: Mapping[int, bool], pipeline_id: int) -> int:
    """Return in how many of the pipelines that were looked at, up to this one, the cache was dead without a break."""
    count = 0
    for number in sorted((one for one in history if one <= pipeline_id), reverse=True):
        if history[number]:
            break
        count += 1
    return count
