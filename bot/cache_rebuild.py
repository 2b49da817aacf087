"""The steps by which a cache is built anew; each can be taken twice and happens once, however often we are killed.

The tags are deleted before the first retry, and never after it: a job that was retried already may have pushed its
cache anew. A retried job is found by its name in its pipeline, a pipeline that we started by who started it and when.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from bot import builds
from bot.actions import (
    Action,
    Answer,
    DeleteTag,
    LookAtBuild,
    LookAtCaches,
    LookAtLog,
    LookAtPast,
    LookAtPipeline,
    Receipt,
    RetryJob,
    StartPipeline,
    Step,
)
from bot.builds import Build, BuildJob
from bot.caches import EVERYBODYS, Caches, CacheTag, Past, hit_ratio
from bot.commands import Call
from bot.facts import FINISHED
from bot.job_steps import CONFIRMED
from bot.readings import Log
from bot.reports import markdown
from bot.reports.quantities import spoken_duration

Memory = Mapping[str, Any]
LOOK_AGAIN_SECONDS = 10.0
SHORTEST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=6)
LATE = 2
"""So many times its estimate a build may take before it is called late."""
INSTEAD = (
    "Nothing was deleted or started. Let the job read a variable that turns its cache off, and name it in "
    "`.lighterman.yml` as `rebuild-cache: {variable: NO_CACHE}`"
)

Steps = Generator[Action, Any, Memory | None]


def settled(call: Call) -> Steps:
    """Settle once which jobs and tags are meant, and record it; None when the answer was given already."""
    build: Build | None = yield LookAtBuild()
    meant = _meant(call, build)
    if isinstance(meant, Answer) or build is None:
        yield meant if isinstance(meant, Answer) else Answer("This merge request has no pipeline yet.", Receipt.FAILED)
        return None
    variable = call.config.rebuild_cache.variable
    tags: tuple[CacheTag, ...] = ()
    if variable is None:
        caches: Caches = yield LookAtCaches(meant)
        if refusal := _refusal(caches):
            yield Answer(refusal, Receipt.FAILED)
            return None
        tags = caches.tags
    pasts = []
    for job in meant:
        past: Past = yield LookAtPast(build.pipeline.project_id, job.name)
        pasts.append(past)
    memory = {
        "jobs": {job.name: job.job.id for job in meant},
        "project": build.pipeline.project_id,
        "pipeline": build.pipeline.id,
        "tags": [asdict(tag) for tag in tags],
        "variable": variable,
        **_estimate(pasts),
        **_times(call.now, _estimate(pasts)["cold"]),
    }
    yield Answer(f"Rebuilding the cache of {builds.listed([*memory['jobs']])} …", Receipt.SEEN, memory)
    return memory


def _meant(call: Call, build: Build | None) -> tuple[BuildJob, ...] | Answer:
    patterns = [word for word in call.command.arguments if word != CONFIRMED]
    if build is None:
        return Answer("This merge request has no pipeline yet, so there is no cache to rebuild.", Receipt.FAILED)
    jobs = build.image_jobs
    names = [*(job.name for job in jobs), *dict.fromkeys(name for job in jobs for name in job.images)]
    for pattern in patterns:
        if not builds.making(jobs, [pattern]):
            strange = markdown.code(pattern)
            return Answer(
                f"no job or image of this pipeline is called {strange}; there are {builds.listed(names)}.",
                Receipt.FAILED,
            )
    meant = builds.making(jobs, patterns)
    if not meant:
        return Answer("No job of the newest pipeline makes images, so there is no cache to rebuild.", Receipt.FAILED)
    if len(meant) > 1 and CONFIRMED not in call.command.arguments:
        listed = builds.listed([job.name for job in meant])
        again = markdown.code(f"{call.command} {CONFIRMED}")
        return Answer(f"This would rebuild the cache of {len(meant)} jobs: {listed}. If you mean that, write {again}.")
    return meant


def _refusal(caches: Caches) -> str:
    """Return why nothing is deleted, and what helps instead."""
    if caches.problem:
        return f"{caches.problem}. {INSTEAD}."
    protected = [tag.reference for tag in caches.tags if not tag.may_delete]
    if protected:
        return f"GitLab does not let me delete {builds.listed(protected)}: protected, or my role is too low. {INSTEAD}."
    for tag in caches.tags:
        if tag.shared_with:
            others = builds.listed(tag.shared_with)
            return (
                f"{markdown.code(tag.reference)} is the same image as {others}, which could be lost with it. {INSTEAD}."
            )
        if tag.name == EVERYBODYS:
            return f"{markdown.code(tag.reference)} is what people pull who name no version. {INSTEAD}."
    return "" if caches.tags else _nothing(caches)


def _nothing(caches: Caches) -> str:
    if caches.elsewhere:
        return f"The cache {builds.listed(caches.elsewhere)} is not in this project's registry. {INSTEAD}."
    if caches.gone:
        return f"The cache {builds.listed(caches.gone)} is not in the registry, so the next build is cold by itself."
    if caches.unknown:
        return f"What {builds.listed(caches.unknown)} stands for tells neither the log nor the CI file. {INSTEAD}."
    return "The job uses no cache that lies in a registry, so there is nothing to rebuild."


def _estimate(pasts: Sequence[Past]) -> dict[str, Any]:
    """Return what the builds take, one beside the other: the longest median; None where a job has no such past."""
    cold, warm = [past.cold_seconds for past in pasts], [past.warm_seconds for past in pasts]
    return {
        "cold": max(map(median, cold)) if all(cold) else None,
        "colds": min(map(len, cold), default=0),
        "warm": max(map(median, warm)) if all(warm) else None,
    }


def _times(now: datetime, cold: float | None) -> dict[str, str]:
    wait = min(max(timedelta(seconds=4 * (cold or 0)), SHORTEST_WAIT), LONGEST_WAIT)
    return {"since": now.isoformat(), "until": (now + wait).isoformat()}


def started(memory: Memory) -> Steps:
    """Delete the tags and start the builds; return the record with the pipeline to watch, None after a failure."""
    if memory["variable"]:
        return (yield from _start_pipeline(memory, memory["variable"]))
    build: Build = yield LookAtPipeline(memory["project"], memory["pipeline"])
    newest = {job.name: job for job in build.jobs if job.name in memory["jobs"]}
    waiting = [job for name, job in newest.items() if job.job.id == memory["jobs"][name]]
    if len(waiting) == len(memory["jobs"]):
        problem = yield from _delete(memory)
        if problem:
            yield Answer(problem, Receipt.FAILED)
            return None
    for job in waiting:
        step: Step = yield RetryJob(memory["project"], job.job.id)
        if step.problem:
            return (yield from _start_pipeline(memory, None))
    return {**memory, "started": memory["pipeline"]}


def _delete(memory: Memory) -> Generator[Action, Any, str]:
    """Delete the tags; return what went wrong, and what is gone already."""
    deleted: list[str] = []
    for tag in _tags(memory):
        step: Step = yield DeleteTag(tag)
        if step.problem:
            before = f"{builds.listed(deleted)} was deleted before that" if deleted else "nothing was deleted"
            return f"{markdown.code(tag.reference)} was not deleted: {step.problem}; {before}, and no job was started."
        deleted.append(tag.reference)
    return ""


def _start_pipeline(memory: Memory, variable: str | None) -> Steps:
    step: Step = yield StartPipeline(memory["project"], memory["pipeline"], variable)
    if step.problem:
        with_it = f" with {_set(variable)}" if variable else ""
        gone = "" if variable else " The cache tags are deleted, so the next build is cold."
        yield Answer(f"No pipeline{with_it} was started: {step.problem}.{gone}", Receipt.FAILED)
        return None
    return {**memory, "started": step.id}


def _tags(memory: Memory) -> list[CacheTag]:
    return [CacheTag(**{**one, "shared_with": tuple(one["shared_with"])}) for one in memory["tags"]]


def followed(call: Call, memory: Memory) -> Generator[Action, Any, None]:
    """Say how far the builds are, and in the end what was measured."""
    build: Build = yield LookAtPipeline(memory["project"], memory["started"])
    jobs = [job for job in build.jobs if job.name in memory["jobs"]]
    missing = [name for name in memory["jobs"] if name not in {job.name for job in jobs}]
    if build.pipeline.is_finished and missing:
        yield Answer(f"Pipeline #{memory['started']} has no job {builds.listed(missing)}.", Receipt.FAILED)
    elif not missing and all(job.job.status in FINISHED for job in jobs):
        yield from _result(memory, jobs)
    elif call.now >= datetime.fromisoformat(memory["until"]):
        yield Answer(f"{_begun(memory)} It has not ended in time; I no longer look.", Receipt.FAILED)
    else:
        late = " It is late." if _is_late(call.now, memory) else ""
        yield Answer(f"{_begun(memory)}{late}", Receipt.SEEN, memory, look_again_seconds=LOOK_AGAIN_SECONDS)


def _begun(memory: Memory) -> str:
    how = f"with {_set(memory['variable'])}" if memory["variable"] else f"without {_deleted(memory)}"
    cold, count = memory["cold"], memory["colds"]
    takes = (
        f"about {spoken_duration(cold)}, the median of {count} earlier cold builds"
        if cold
        else "how long is not known, as no earlier cold build was seen"
    )
    names = builds.listed([*memory["jobs"]])
    return f"Rebuilding the cache of {names} {how}: pipeline #{memory['started']} ({takes})."


def _set(variable: str) -> str:
    return markdown.code(f"{variable}=1")


def _deleted(memory: Memory) -> str:
    return builds.listed([tag.reference for tag in _tags(memory)])


def _is_late(now: datetime, memory: Memory) -> bool:
    cold = memory["cold"]
    return cold is not None and now - datetime.fromisoformat(memory["since"]) > timedelta(seconds=LATE * cold)


def _result(memory: Memory, jobs: Sequence[BuildJob]) -> Generator[Action, Any, None]:
    said, failed = [], False
    for job in jobs:
        log: Log = yield LookAtLog(memory["project"], job.job)
        failed = failed or job.job.status != "success"
        said.append(_measured(job, log) if job.job.status == "success" else _why(job, log))
    if not failed:
        warm = memory["warm"]
        said.append(
            f"The next build should take about {spoken_duration(warm)}, as earlier warm ones did."
            if warm
            else "How long the next build takes is not known, as no earlier warm build was seen."
        )
    yield Answer(" ".join(said), Receipt.FAILED if failed else Receipt.DONE)


def _measured(job: BuildJob, log: Log) -> str:
    ratio = hit_ratio(log.trace)
    took = f" in {spoken_duration(job.job.duration_seconds)}" if job.job.duration_seconds else ""
    steps = f"{ratio.hits} of {ratio.steps} steps came from the cache" if ratio.steps else "its log tells of no step"
    return f"{markdown.code(job.name)} is done{took}: {steps}."


def _why(job: BuildJob, log: Log) -> str:
    known = log.diagnosis.failures[0].explanation.rstrip(".") if log.diagnosis.failures else ""
    why = f": {known}" if known else ""
    return f"{markdown.code(job.name)} is {job.job.status}{why}. `/retry-build` tries again."
