"""Arranges a mistake as the thread on its line: what is wrong, what it costs, and the lines that mend it."""

from bot.file_review.deciding import short_name
from bot.file_review.model import Cost, NewFinding, Suggestion
from bot.lint.finding import Severity
from bot.lint.linter import all_rules
from bot.reports import marker, quantities
from bot.reports.markdown import code, patch

SIGNS = {Severity.ERROR: "🔴", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}
SENTENCE_LIMIT = 400
MOST_PATCH_LINES = 60
FOOTER = (
    "<sub>This thread is resolved when the mistake is gone. `lighterman lint --explain {rule}` tells more. "
    "`# lighterman: ignore={rule}` on the line above keeps it quiet, `lint-threads: false` in `.lighterman.yml` all of "
    "them.</sub>"
)


def render(one: NewFinding) -> str:
    """Return the first note of a thread."""
    finding = one.finding
    mark = marker.ThreadMarker(one.name, short_name(one.mistake), finding.rule, one.cost.seconds if one.cost else None)
    head = f"{SIGNS[finding.severity]} **{finding.rule}**: {all_rules()[finding.rule].summary}"
    parts = [
        f"{marker.write_thread(mark)}\n{head}",
        f"Here: {code(finding.message, limit=SENTENCE_LIMIT)}",
        cost(one.cost) if one.cost else "",
        suggestion(one.suggestion) if one.suggestion else _elsewhere(one),
        FOOTER.format(rule=finding.rule),
    ]
    return "\n\n".join(part for part in parts if part)


def cost(known: Cost) -> str:
    """Return what a mistake costs."""
    if known.seconds is not None:
        seconds = quantities.spoken_duration(known.seconds)
        return f"It costs {seconds} in this pipeline: {code(known.step)} ran in job {code(known.where)}."
    size = quantities.size(known.size_bytes or 0)
    return f"It costs a part of {size}: so much the layer of {code(known.step)} weighs in image {code(known.where)}."


def suggestion(one: Suggestion) -> str:
    """Return the lines as GitLab applies them; `bot.file_review.suggestions` keeps out what could do harm."""
    longest = max((len(run) for line in one.lines for run in _runs(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}suggestion:-{one.above}+{one.below}", *one.lines, fence])


def patches(one: NewFinding) -> str:
    """Return what the fix changes, file by file; empty where there is none, or it is too long to be read."""
    lines = [line for text in one.patches.values() for line in text.removesuffix("\n").split("\n")]
    return patch(lines) if lines and len(lines) <= MOST_PATCH_LINES else ""


def _elsewhere(one: NewFinding) -> str:
    return "The comment of this merge request has the fix as a patch." if patches(one) else ""


def _runs(line: str) -> list[str]:
    return [run for run in "".join(sign if sign == "`" else " " for sign in line).split() if run]
