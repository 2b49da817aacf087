"""Compares how long each image job, and the pipeline, took with the target branch."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.facts import Job, JobLog, ReviewFacts
from bot.findings import BrokenBudget, Finding, PipelineTimeFinding, TimeFinding, Weight
from bot.repo_config import ImageLimits, JobLimits, RepoConfig, SlowdownProof, limits_for
from bot.reports import quantities
from bot.reports.markdown import code
from bot.times import causes, words
from bot.times.jobs import History
from bot.times.judging import LEAST_RUNS, Change, Floors, Run, Verdict, judge
from bot.times.learned import cache_share, learn
from bot.times.pipelines import chain_of, judge_pipeline
from bot.times.where import Timing, Where, where_time_went
from bot.traces.model import Trace

CI_FILE = ".gitlab-ci.yml"


def check(facts: ReviewFacts) -> Iterator[Finding]:
    """Yield one finding per image job, and one on the whole pipeline."""
    history = history_of(facts)
    yield from (found for job in facts.image_jobs if (found := _OfJob(facts, job, history).finding()) is not None)
    verdict = judge_pipeline(facts.baseline.runs, facts.pipeline, _floors(facts.config), earlier=facts.earlier)
    if verdict is not None and facts.image_jobs:
        before = facts.baseline.runs[0] if facts.baseline.runs else None
        said = " ".join(words.sentences(verdict, _floors(facts.config))) or f"{quantities.duration(verdict.seconds)}."
        yield PipelineTimeFinding(verdict=verdict, sentence=said, chain=chain_of(before, facts.pipeline))


def history_of(facts: ReviewFacts) -> History:
    """Return what the jobs of a pipeline are judged by."""
    learned = {one.job_id: one for one in facts.learned}
    learned |= {one.job.id: learn(one.job.id, one.log.trace) for one in facts.logs}
    return History(facts.baseline.runs, facts.earlier, _untouched(facts), learned)


def _untouched(facts: ReviewFacts) -> frozenset[str]:
    """Return the jobs that the merge request is not likely to have changed: those that build no image.

    Of three or more the median counts, so one that changed harms nothing; a changed CI file can have changed them all.
    """
    if any(change.path == CI_FILE for change in facts.sources.changes or ()):
        return frozenset()
    built = {job.name for job in facts.image_jobs} | {one.job.name for one in facts.logs}
    return frozenset(job.name for job in facts.pipeline.jobs) - built


def _floors(config: RepoConfig) -> Floors:
    return Floors(config.slowdown_percent, config.slowdown_time)


class _OfJob:
    """Finds what there is to say about one job's time."""

    def __init__(self, facts: ReviewFacts, job: Job, history: History) -> None:
        self._facts = facts
        self._job = job
        self._history = history
        self._floors = _floors(facts.config)
        self._log = next((one for one in facts.logs if one.job.id == job.id), None)

    def finding(self) -> TimeFinding | None:
        """Return the finding, None where the time is not known."""
        verdict = self._history.judge(self._job, self._facts.pipeline, self._floors)
        if verdict is None:
            return None
        where = self._where()
        is_runner = self._is_the_runner(verdict, where)
        budget = self._broken_budget(verdict)
        is_worse = budget is not None and not budget.is_old
        speaks = not is_runner and self._speaks(verdict)
        weight = Weight.REGRESSION if is_worse else _weight(verdict) if speaks else Weight.NOTHING
        unjudged = "" if is_worse or speaks else _unjudged(verdict, is_runner=is_runner)
        is_said = weight is not Weight.NOTHING or is_runner
        # A slower runner proves nothing, however often it is met.
        said = replace(verdict, proof=None) if is_runner else verdict
        cause = self._cause(said, where) if is_said else self._renamed(verdict)
        return TimeFinding(
            weight=weight,
            job_name=self._job.name,
            seconds=verdict.seconds,
            median_seconds=verdict.median_seconds,
            runs=verdict.runs,
            unjudged=unjudged,
            broken_budget=budget,
            cause=cause,
            is_possible=speaks and not verdict.is_borne_out,
            where=where if is_said else None,
            verdict=verdict,
        )

    def _speaks(self, verdict: Verdict) -> bool:
        is_enough = self._facts.config.slowdown_proof is SlowdownProof.POSSIBLE
        return verdict.proof is not None and (is_enough or verdict.is_borne_out)

    def _is_the_runner(self, verdict: Verdict, where: Where | None) -> bool:
        """Tell whether a job is slower for its runner alone, by the jobs or the steps that nobody touched."""
        if verdict.change is Change.REGRESSION:
            if where is None or where.runner_factor is None or not verdict.noise:
                return False
            before = [Run(one) for one in verdict.before]
            own = judge(before, Run(verdict.seconds - where.runner_seconds), floors=self._floors)
            return own.change is not Change.REGRESSION
        if verdict.slowness is None or verdict.slowness < 1 or verdict.noise is None:
            return False
        as_it_was = judge([Run(one) for one in verdict.before], Run(verdict.seconds), floors=self._floors)
        return as_it_was.change is Change.REGRESSION

    def _where(self) -> Where | None:
        log = self._log
        if log is None or log.before is None:
            return None
        before = _job_in(self._facts, log)
        if before is None:
            return None
        return where_time_went(_timing(log.before.trace, before), _timing(log.log.trace, self._job))

    def _cause(self, verdict: Verdict, where: Where | None) -> str | None:
        said = words.sentences(verdict, self._floors)
        if where is not None:
            said += causes.sentences(where, self._slower_steps())
        return " ".join(said) or None

    def _slower_steps(self) -> Mapping[str, Verdict]:
        judged = self._history.judge_steps(self._job, self._floors)
        return {name: one for name, one in judged.items() if one.change is Change.REGRESSION}

    def _renamed(self, verdict: Verdict) -> str | None:
        """Say that a job may have another name now, where one of the baseline is gone and this one is new."""
        runs = self._facts.baseline.runs
        if verdict.runs or not runs or any(job.name == self._job.name for run in runs for job in run.jobs):
            return None
        gone = {job.name for job in runs[0].jobs} - {job.name for job in self._facts.pipeline.jobs}
        if not gone:
            return None
        names = ", ".join(code(name) for name in sorted(gone)[:3])
        return f"no run of the target branch has a job of this name. {names} ran there and not here: was it renamed?"

    def _broken_budget(self, verdict: Verdict) -> BrokenBudget | None:
        """Return the limit that is broken; one that the target branch breaks too counts only if no other one is."""
        broken = list(_broken_budgets(self._limits(), verdict, self._log))
        return next((one for one in broken if not one.is_old), next(iter(broken), None))

    def _limits(self) -> JobLimits:
        """Return the limits of the job; those of its images hold where it has none of its own."""
        config = self._facts.config
        mine = limits_for(config.jobs, self._job.name) or JobLimits()
        names = [image.name for image in self._facts.images if image.job_name == self._job.name]
        for image in (limits_for(config.images, name) or ImageLimits() for name in names):
            mine = mine.model_copy(
                update={
                    "max_build_time": mine.max_build_time if mine.max_build_time is not None else image.max_build_time,
                    "min_cache_hit": mine.min_cache_hit if mine.min_cache_hit is not None else image.min_cache_hit,
                }
            )
        return mine


def _timing(trace: Trace, job: Job) -> Timing:
    return Timing(trace, job.duration_seconds, job.queued_seconds)


def _job_in(facts: ReviewFacts, log: JobLog) -> Job | None:
    """Return the job of the target branch whose log is known."""
    runs = [run for run in facts.baseline.runs if run.sha == log.before_sha]
    return next((job for run in runs for job in run.jobs if job.name == log.job.name), None)


def _weight(verdict: Verdict) -> Weight:
    return Weight.REGRESSION if verdict.change is Change.REGRESSION else Weight.IMPROVEMENT


def _unjudged(verdict: Verdict, *, is_runner: bool) -> str:
    """Say why a large change gets no verdict."""
    if is_runner:
        return "slower runner"
    if not verdict.is_large or verdict.median_seconds is None:
        return ""
    if verdict.change is Change.UNKNOWN:
        return "too few runs"
    return "noise" if verdict.proof is None else "seen once"


def _broken_budgets(limits: JobLimits, verdict: Verdict, log: JobLog | None) -> Iterator[BrokenBudget]:
    middle = verdict.median_seconds
    if limits.max_build_time is not None and verdict.seconds > limits.max_build_time:
        is_old = middle is not None and middle > limits.max_build_time
        yield BrokenBudget("max-build-time", quantities.duration(limits.max_build_time), is_old)
    change = verdict.change_seconds or 0.0
    if limits.max_slowdown is not None and middle is not None and verdict.runs >= LEAST_RUNS:
        is_broken = change * 100 > limits.max_slowdown * middle
        yield from [BrokenBudget("max-slowdown", quantities.percent(limits.max_slowdown))] if is_broken else []
    if limits.min_cache_hit is not None and log is not None:
        yield from _broken_cache(limits.min_cache_hit, log)


def _broken_cache(least: float, log: JobLog) -> Iterator[BrokenBudget]:
    now, before = cache_share(log.log.trace), cache_share(log.before.trace) if log.before else None
    if now is not None and now < least:
        yield BrokenBudget("min-cache-hit", quantities.percent(least), before is not None and before < least)
