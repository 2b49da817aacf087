"""Arranges the findings of a review as the one comment of a merge request."""

from collections.abc import Sequence

from bot.facts import ReviewFacts
from bot.findings import Findings, TimeFinding, Weight
from bot.repo_config import CommentOn
from bot.reports import accepted, baseline, details, files, logs, table
from bot.reports import times as times_fold
from bot.reports.markdown import link
from bot.reports.verdict import verdict
from bot.times.judging import LEAST_RUNS

MOST_CHARACTERS = 60_000
LEFT_OUT = "… More was found than fits here; the rest is left out."


def render(facts: ReviewFacts, findings: Findings) -> str:
    """Return the comment without its marker: verdict, whose doing, table, failures, causes, fixes, folds, footer."""
    is_changed = any(one.weight is not Weight.NOTHING and one.before for one in findings.sizes)
    shown, folded = table.sections(facts, table.rows(findings))
    parts = [
        f"### {verdict(facts, findings)}",
        files.news(facts.files),
        baseline.fault(facts) if is_changed else "",
        shown,
        logs.failures(facts, findings.failures),
        files.mended(facts),
        details.causes(facts, findings),
        *logs.fixes(findings.caches),
        "\n\n".join(accepted.lines(facts.accepted)),
        *details.warnings(facts, findings.sizes),
        files.details(facts.files),
        details.layers(findings.sizes),
        logs.steps(facts, findings.caches),
        times_fold.where_the_time_went(facts, findings.times, findings.pipeline),
        folded,
    ]
    return _fitted([part for part in parts if part], _footer(facts, findings.times))


def _fitted(parts: Sequence[str], footer: str) -> str:
    """Join parts; what does not fit is left out whole, so that no fold, table or code block stays open."""
    room = MOST_CHARACTERS - len(footer) - len(LEFT_OUT) - 4
    kept, is_short = [], False
    for part in parts:
        if len(part) + 2 > room:
            is_short = True
            continue
        kept.append(part)
        room -= len(part) + 2
    return "\n\n".join([*kept, *([LEFT_OUT] if is_short else []), footer])


def _footer(facts: ReviewFacts, times: Sequence[TimeFinding]) -> str:
    pipeline = facts.pipeline
    when = f", {pipeline.finished_at:%Y-%m-%d %H:%M} UTC" if pipeline.finished_at else ""
    address = f"{facts.pipeline_web_url or facts.web_url}/-/pipelines/{pipeline.id}"
    sentences = [
        f"Pipeline {link(f'#{pipeline.id}', address)}{when}.",
        baseline.source(facts),
        "Sizes are compressed, as downloaded." if facts.images else "",
        _runs(times),
        _quieter(facts),
    ]
    return f"<sub>{' '.join(sentence for sentence in sentences if sentence)}</sub>"


def _runs(times: Sequence[TimeFinding]) -> str:
    runs = [one.runs for one in times if one.runs]
    if not runs:
        return ""
    least, most = min(runs), max(runs)
    too_few = f" (below {LEAST_RUNS} there is no verdict)" if least < LEAST_RUNS else ""
    if most == 1:
        return f"Times are compared with the one run that is known{too_few}."
    count = f"{most}" if least == most else f"{least} to {most}"
    return f"Times are compared with the median of the last {count} runs{too_few}."


def _quieter(facts: ReviewFacts) -> str:
    """Say how to hear less and how to ask again; an outsider's merge request is told no commands."""
    is_quiet = facts.config.comment is CommentOn.REGRESSIONS
    setting = "Larger `growth-size` and `slowdown-time`" if is_quiet else "`comment: regressions`"
    commands = "" if facts.merge_request.is_from_fork else " `/report` measures again, `/help` lists the commands."
    return f"Too much? {setting} in `.lighterman.yml` on the default branch.{commands}"
