"""Says what the build cache did for each image job, why it missed, and whether it is dead."""

from collections.abc import Iterator, Sequence

from bot.facts import JobLog, ReviewFacts
from bot.findings import CacheFinding, DeadCache, Finding, Weight
from bot.misses import Miss, Why
from bot.misses.dead_caches import dead_sources
from bot.misses.dependency_order import Order, manifests_in
from bot.misses.per_build import ExplainedBuild, explain_builds
from bot.misses.wanted import ran_again
from bot.misses.words import is_comment_only
from bot.repo_config import RepoConfig

NOT_OF_THE_CHANGE = frozenset({
    Why.NO_CACHE_SOURCE, Why.CACHE_SOURCE_MISSING, Why.CACHE_SOURCE_WITHOUT_METADATA, Why.DENIED, Why.IMPORT_ERROR,
    Why.DIFFERENT_BUILDER, Why.DIFFERENT_PLATFORM, Why.CACHE_EXPIRED, Why.REMOTE_FILE_CHANGED, Why.UNKNOWN,
})  # fmt: skip
"""Causes that lie around the build and not in what the merge request changes."""
LEAST_DEAD = 2
"""A cache that is not there once may be new; one that is not there again will not come by itself."""


def check(facts: ReviewFacts) -> Iterator[Finding]:
    """Yield one finding per image job that succeeded and built something that can be cached."""
    for one in facts.logs:
        if one.job.status == "success" and any(step.cached is not None for step in one.log.trace.steps):
            yield _judge(facts, one)


def _judge(facts: ReviewFacts, one: JobLog) -> CacheFinding:
    builds = explain_builds(one.log.trace, one.before.trace if one.before else None, facts.sources)
    weighed = [(build, miss, _weight(facts.config, build, miss, one)) for build in builds for miss in build.misses]
    said = [
        each
        for each in weighed
        if each[2] is not Weight.NOTHING or (one.before is not None and _is_dear(facts.config, each[1]))
    ]
    said.sort(key=lambda each: -(each[1].lost_seconds or 0))
    dead = _dead(one)
    weights = [weight for _, _, weight in said]
    weights += [Weight.CHANGE] if dead and dead.pipelines >= LEAST_DEAD else []
    return CacheFinding(
        weight=min(weights, key=lambda weight: weight.rank, default=Weight.NOTHING),
        log=one,
        misses=tuple((build.dockerfile_path, miss) for build, miss, _ in said),
        orders=tuple((build.dockerfile_path, order) for build in builds for order in build.orders),
        dead=dead,
    )


def _weight(config: RepoConfig, build: ExplainedBuild, miss: Miss, one: JobLog) -> Weight:
    """Weigh what was cached in the baseline and ran again; what cost too little to matter weighs nothing."""
    if one.before is None or not ran_again(miss.lost, one.before.trace):
        return Weight.NOTHING
    has_run = any(step.keyword == "RUN" for step in miss.lost)
    # Without time stamps the classic builder tells no times; then only what is sure to be the change's doing counts.
    is_costly = _is_dear(config, miss) or (miss.lost_seconds is None and has_run)
    if not is_costly:
        return Weight.NOTHING
    if miss.cause.why in NOT_OF_THE_CHANGE:
        return Weight.CHANGE if miss.lost_seconds is not None or one.log.trace.cache_sources else Weight.NOTHING
    return Weight.NOTHING if miss.is_expected and not _is_avoidable(build.orders, miss) else Weight.REGRESSION


def _is_dear(config: RepoConfig, miss: Miss) -> bool:
    return miss.lost_seconds is not None and miss.lost_seconds >= config.slowdown_time


def _is_avoidable(orders: Sequence[Order], miss: Miss) -> bool:
    """Tell whether dependencies were downloaded again although they are the same."""
    has_download = any(step.keyword == "RUN" and manifests_in(step.instruction) for step in miss.lost)
    is_out_of_order = any(miss.cause.dockerfile_line == order.copy_all.line for order in orders)
    return has_download and (is_out_of_order or all(is_comment_only(change) for change in miss.cause.files))


def _dead(one: JobLog) -> DeadCache | None:
    sources = dead_sources(one.log.trace)
    return DeadCache(sources=sources, pipelines=max(1, one.dead_pipelines)) if sources else None
