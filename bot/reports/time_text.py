"""Arranges the times of a pipeline as text for a terminal."""

from collections.abc import Iterator, Sequence

from bot.facts import ReviewFacts
from bot.findings import PipelineTimeFinding, TimeFinding, Weight
from bot.reports import quantities
from bot.reports.markdown import code
from bot.reports.times import chain_words
from bot.reports.verdict import budget_words

LEAST_SECONDS = 1.0
WORDS = {Weight.REGRESSION: "slower", Weight.IMPROVEMENT: "faster"}


def as_text(facts: ReviewFacts, times: Sequence[TimeFinding], whole: PipelineTimeFinding | None) -> str:
    """Return one paragraph for each image job and one for the whole pipeline."""
    request, runs = facts.merge_request, len(facts.baseline.runs)
    paragraphs = [[f"pipeline {facts.pipeline.id} of {code(request.project_path)}, {_runs(facts, runs)}"]]
    paragraphs += [list(_job(one)) for one in times] or [["no image was built"]]
    if whole is not None:
        chain = [f"  {chain_words(whole.chain)}"] if whole.chain and whole.chain.links else []
        paragraphs.append([f"whole pipeline: {whole.sentence}", *chain])
    paragraphs.append([f"note: {code(notice)}" for notice in facts.notices])
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _runs(facts: ReviewFacts, runs: int) -> str:
    branch = code(facts.baseline.branch)
    return f"beside the last {runs} runs of {branch}" if runs else f"no run of {branch} is known"


def _job(finding: TimeFinding) -> Iterator[str]:
    yield f"{code(finding.job_name)}: {quantities.duration(finding.seconds)}{_change(finding)}"
    if finding.broken_budget:
        yield f"  {budget_words(finding.broken_budget)}"
    if finding.cause:
        yield f"  {finding.cause}"
    for one in finding.where.parts if finding.where else ():
        if max(one.before_seconds, one.now_seconds) >= LEAST_SECONDS:
            before, now = quantities.duration(one.before_seconds), quantities.duration(one.now_seconds)
            yield f"  {one.part.value:<28} {before:>9} → {now:>9}  {quantities.duration_change(one.change_seconds)}"


def _change(finding: TimeFinding) -> str:
    if finding.change_seconds is None or finding.median_seconds is None:
        return ", nothing to compare with"
    share = quantities.percent_change(finding.seconds, finding.median_seconds)
    word = finding.unjudged or WORDS.get(finding.weight, "as usual")
    possibly = "possibly " if finding.is_possible else ""
    change = quantities.duration_change(finding.change_seconds)
    return f", {change}{f' ({share})' if share else ''}: {possibly}{word}"
