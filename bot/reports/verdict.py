"""The first line of a comment, which must do alone in a mail: what is worse or better, and by how much."""

from collections.abc import Sequence

from bot.facts import Complaint, ReviewFacts
from bot.findings import (
    BrokenBudget,
    CacheFinding,
    FailureFinding,
    Findings,
    Loud,
    SizeFinding,
    TimeFinding,
    Weight,
)
from bot.reports import quantities
from bot.reports.markdown import code, link

SIGNS = {
    Weight.REGRESSION: "🔴",
    Weight.IMPROVEMENT: "✅",
    Weight.CHANGE: "🆕",
    Weight.ACCEPTED: "ℹ️",
    Weight.NOTHING: "✅",
}
STEP_LIMIT = 60
MORE = {Weight.REGRESSION: "worse", Weight.IMPROVEMENT: "better", Weight.CHANGE: "new", Weight.ACCEPTED: "accepted"}


def verdict(facts: ReviewFacts, findings: Findings) -> str:
    """Return the line; every kind of finding comes with the weightiest first."""
    sizes, times = findings.sizes, findings.times
    said = _said(findings)
    if said:
        return _news(findings, said)
    if not sizes and not times:
        return _nothing_built(facts)
    branch = code(facts.merge_request.target_branch)
    unread = [one for one in sizes if one.unread_because is not None]
    if unread and len(unread) == len(sizes):
        return f"⚠️ The size of image {code(unread[0].image_name)}{_others(len(unread) - 1)} could not be read"
    if facts.baseline.pipeline_id is None:
        return f"ℹ️ Nothing to compare with yet: no known build of {branch} has these images"
    if facts.complaint:
        is_over = any(one.broken_budget for one in sizes) or any(one.broken_budget for one in times)
        now = f"No worse than {branch} again" if is_over else "Back within budget"
        return f"✅ {now}: {_was(facts.complaint, facts)}"
    return f"✅ No change worth a word against {branch}{_alone(sizes, times)}"


def complaint(pipeline_id: int, sizes: Sequence[SizeFinding], times: Sequence[TimeFinding]) -> Complaint | None:
    """Return the worst of what is said now, to be told when it is gone."""
    for size in sizes:
        if size.weight is Weight.REGRESSION and size.now:
            change = size.change_bytes
            amount = quantities.size_change(change) if change else quantities.size(size.now.compressed_bytes)
            return Complaint(pipeline_id, True, size.image_name, amount)
    for time in times:
        if time.weight is Weight.REGRESSION:
            slower = time.change_seconds
            amount = quantities.duration(time.seconds) if slower is None else quantities.duration_change(slower)
            return Complaint(pipeline_id, False, time.job_name, amount)
    return None


def budget_words(budget: BrokenBudget) -> str:
    """Return `over max-size 600 MiB` or `under min-cache-hit 80 %`, or `still …` where the target branch is so too."""
    side = "under" if budget.key.startswith("min-") else "over"
    return f"{'still ' if budget.is_old else ''}{side} `{budget.key}` {budget.limit}"


def _said(findings: Findings) -> list[Loud]:
    """Return the weightiest of each kind, the weightiest kind first; of a job that is slower its cache is the cause."""
    kinds = (findings.failures, findings.sizes, findings.times, findings.caches)
    found = [one for kind in kinds for one in kind[:1] if one.weight is not Weight.NOTHING]
    slower = {one.job_name for one in found if isinstance(one, TimeFinding)}
    kept = [one for one in found if not isinstance(one, CacheFinding) or one.job_name not in slower]
    return sorted(kept, key=lambda one: one.weight.rank)


def _news(findings: Findings, said: Sequence[Loud]) -> str:
    worst = said[0].weight
    words = "; ".join(f"{_words(one, findings)}{_accepted(one)}" for one in said)
    sign = "⚠️" if worst is Weight.CHANGE and isinstance(said[0], CacheFinding) else SIGNS[worst]
    return f"{sign} {words[0].upper()}{words[1:]}{_more(worst, findings, said)}"


def _accepted(finding: Loud) -> str:
    return ", which is accepted" if finding.weight is Weight.ACCEPTED else ""


def _words(finding: Loud, findings: Findings) -> str:
    match finding:
        case SizeFinding():
            return _size_words(finding, findings.sizes)
        case TimeFinding():
            return _time_words(finding)
        case CacheFinding():
            return _cache_words(finding)
        case FailureFinding():
            return f"job {code(finding.job_name)} failed: {finding.failures[0].explanation.rstrip('.')}"


def _cache_words(finding: CacheFinding) -> str:
    name = f"job {code(finding.job_name)}"
    if not finding.misses:
        pipelines = finding.dead.pipelines if finding.dead else 1
        return f"{name} names a cache that it could not use in {pipelines} pipelines in a row"
    seconds = finding.lost_seconds
    cost = f", which cost {quantities.spoken_duration(seconds)}" if seconds else ""
    return f"{name} lost its cache at {code(finding.misses[0][1].step.instruction, limit=STEP_LIMIT)}{cost}"


def _size_words(finding: SizeFinding, sizes: Sequence[SizeFinding]) -> str:
    name = f"image {code(finding.image_name)}"
    size = quantities.size(finding.now.compressed_bytes) if finding.now else ""
    if finding.is_new:
        words = f"{name} is new: {size}"
    elif not finding.change_bytes or finding.now is None or finding.before is None:
        words = f"{name} is {size}"
    else:
        share = quantities.percent_change(finding.now.compressed_bytes, finding.before.compressed_bytes)
        word = "grew" if finding.change_bytes > 0 else "shrank"
        words = f"{name} {word} by {quantities.size(abs(finding.change_bytes))}{f' ({share})' if share else ''}"
        words += ", nice" if finding.weight is Weight.IMPROVEMENT else ""
    same = [one for one in sizes if one.image_name == finding.image_name]
    if len(same) > 1:
        others = sum(one.weight is finding.weight for one in same) - 1
        words += f" on {code(finding.platform)}" + (f" and {_count(others, 'platform')}" if others else "")
    return f"{words}, {budget_words(finding.broken_budget)}" if finding.broken_budget else words


def _time_words(finding: TimeFinding) -> str:
    name = f"job {code(finding.job_name)}"
    change = finding.change_seconds
    budget = f", {budget_words(finding.broken_budget)}" if finding.broken_budget else ""
    if change is None or finding.median_seconds is None or (budget and change <= 0):
        return f"{name} took {quantities.duration(finding.seconds)}{budget}"
    word = "slower" if change > 0 else "faster"
    share = quantities.percent_change(finding.seconds, finding.median_seconds)
    possibly = "possibly " if finding.is_possible and not budget else ""
    return f"{name} is {possibly}{quantities.duration(abs(change))} {word}{f' ({share})' if share else ''}{budget}"


def _more(weight: Weight, findings: Findings, said: Sequence[Loud]) -> str:
    """Count what is as weighty as what was said; an image counts once, however many platforms it has."""
    images = {one.image_name for one in findings.sizes if one.weight is weight}
    images -= {one.image_name for one in said if isinstance(one, SizeFinding)}
    of_jobs: tuple[TimeFinding | CacheFinding | FailureFinding, ...] = (
        *findings.times,
        *findings.caches,
        *findings.failures,
    )
    jobs = {one.job_name for one in of_jobs if one.weight is weight}
    jobs -= {one.job_name for one in said if not isinstance(one, SizeFinding)}
    counted = [_count(len(images), "image")] if images else []
    counted += [_count(len(jobs), "job")] if jobs else []
    if not counted:
        return ""
    are = "is" if len(images) + len(jobs) == 1 else "are"
    return f"; {' and '.join(counted)} {are} {MORE[weight]}"


def _nothing_built(facts: ReviewFacts) -> str:
    pipeline = facts.pipeline
    why = "" if pipeline.status == "success" else f": the pipeline ended as {code(pipeline.status)}"
    was = f" (before, {_was(facts.complaint, facts)})" if facts.complaint else ""
    return f"ℹ️ No image was built{why}{was}"


def _was(earlier: Complaint, facts: ReviewFacts) -> str:
    address = f"{facts.pipeline_web_url or facts.web_url}/-/pipelines/{earlier.pipeline_id}"
    subject = f"{'image' if earlier.is_image else 'job'} {code(earlier.name)}"
    return f"{subject} was {code(earlier.change)} in {link(f'#{earlier.pipeline_id}', address)}"


def _alone(sizes: Sequence[SizeFinding], times: Sequence[TimeFinding]) -> str:
    """Return the sizes themselves where they are few enough for one line."""
    said = [f"image {code(one.image_name)} is {quantities.size(one.now.compressed_bytes)}" for one in sizes if one.now]
    said += [f"job {code(one.job_name)} took {quantities.duration(one.seconds)}" for one in times]
    return f": {', '.join(said)}" if len(sizes) == len(times) == 1 and len(said) > 1 else ""


def _others(count: int) -> str:
    return f" and of {count} more" if count else ""


def _count(number: int, name: str) -> str:
    return f"{number} more {name}{'' if number == 1 else 's'}"
