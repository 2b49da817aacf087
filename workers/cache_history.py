"""Counts in how many pipelines in a row a job's cache was dead: no log tells that, so it is remembered."""

from collections.abc import Sequence
from dataclasses import replace

from bot.facts import JobLog, MergeRequest, Pipeline
from bot.misses.dead_caches import dead_in_a_row, is_alive, remembered
from workers.readings import Ran
from workers.toolbox import Toolbox


def count_dead(
    tools: Toolbox, merge_request: MergeRequest, pipeline: Pipeline, logs: Sequence[JobLog], before: Sequence[Ran]
) -> tuple[JobLog, ...]:
    """Return the logs with that count; `before` are the jobs of the baseline, which were looked at too."""
    # A fork's jobs may not read our caches, which says nothing of those that may.
    is_ours = pipeline.project_id == merge_request.project_id
    earlier = {ran.job.name: ran for ran in before}

    def counted(one: JobLog) -> JobLog:
        alive = is_alive(one.log.trace)
        if alive is None or not is_ours:
            return one
        then = earlier.get(one.job.name)
        alive_then = is_alive(then.log.trace) if then else None
        seen = {pipeline.id: alive} | ({then.pipeline.id: alive_then} if then and alive_then is not None else {})
        known = tools.store.cache_history(merge_request.project_id, one.job.name)
        history = remembered(known, seen)
        if history != known:
            tools.store.remember_cache_history(merge_request.project_id, one.job.name, history)
        return replace(one, dead_pipelines=dead_in_a_row(history, pipeline.id))

    return tuple(map(counted, logs))
