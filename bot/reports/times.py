"""The fold that shows where the time went: parts and steps of the jobs that changed, and the slowest chain."""

import re
from collections.abc import Iterator, Sequence

from bot.facts import ReviewFacts
from bot.findings import PipelineTimeFinding, TimeFinding
from bot.reports import quantities
from bot.reports.markdown import code, fold
from bot.times.critical_path import Link, SlowestChain
from bot.times.step_changes import Fate, StepChange
from bot.times.where import PartChange, Where

MOST_JOBS = 3
MOST_STEPS = 8
MOST_LINKS = 8
LEAST_SECONDS = 1.0
DRAWN_SINCE = (15, 8)
"""GitLab's first version with Mermaid 9, which draws a time line as the later ones do."""
VERSION = re.compile(r"(\d+)\.(\d+)")
FATES = {
    Fate.LOST_CACHE: "lost the cache",
    Fate.GAINED_CACHE: "found the cache",
    Fate.CHANGED: "changed",
    Fate.NEW: "new",
    Fate.GONE: "gone",
    Fate.SAME: "not touched",
}


def where_the_time_went(facts: ReviewFacts, times: Sequence[TimeFinding], whole: PipelineTimeFinding | None) -> str:
    """Return the fold, nothing where no job changed that can be shown."""
    shown = [(one, one.where) for one in times if one.where is not None][:MOST_JOBS]
    if not shown:
        return ""
    is_drawn = _draws(facts.gitlab_version)
    parts = [_job(finding, where, is_drawn=is_drawn) for finding, where in shown]
    parts += [_pipeline(whole)] if whole else []
    return fold("Where the time went", "\n\n".join(parts))


def _draws(version: str) -> bool:
    found = VERSION.match(version)
    return found is not None and (int(found[1]), int(found[2])) >= DRAWN_SINCE


def _job(finding: TimeFinding, where: Where, *, is_drawn: bool) -> str:
    title = f"Job {code(finding.job_name)}, beside the run of the target branch whose log is known:"
    pieces = [title, _parts(where.parts)]
    if is_drawn:
        pieces.append(_picture(where.parts))
    pieces += list(_steps(where.steps))
    return "\n\n".join(pieces)


def _parts(parts: Sequence[PartChange]) -> str:
    head = ["| part | before | now | change |", "| --- | ---: | ---: | ---: |"]
    rows = [
        f"| {one.part.value} | {_seconds(one.before_seconds)} | {_seconds(one.now_seconds)} | {_change(one)} |"
        for one in parts
        if max(one.before_seconds, one.now_seconds) >= LEAST_SECONDS
    ]
    return "\n".join([*head, *rows])


def _picture(parts: Sequence[PartChange]) -> str:
    """Draw both runs on one time line; every word in it is ours, for Mermaid reads labels as code."""
    lines = ["```mermaid", "gantt", "  dateFormat HH:mm:ss", "  axisFormat %H:%M:%S"]
    for name, seconds in (
        ("before", [one.before_seconds for one in parts]),
        ("now", [one.now_seconds for one in parts]),
    ):
        lines.append(f"  section {name}")
        began = 0
        for part, took in zip(parts, map(round, seconds), strict=True):
            if took >= LEAST_SECONDS:
                lines.append(f"  {part.part.value} :{_clock(began)}, {took}s")
                began += took
    return "\n".join([*lines, "```"])


def _clock(seconds: int) -> str:
    # A time line is a day long; what takes longer is shown as its first day.
    seconds = min(seconds, 24 * 3600 - 1)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _steps(steps: Sequence[StepChange]) -> Iterator[str]:
    loud = sorted(
        (one for one in steps if abs(one.change_seconds) >= LEAST_SECONDS), key=lambda one: -abs(one.change_seconds)
    )
    if not loud:
        return
    head = ["| build step | before | now | change | |", "| --- | ---: | ---: | ---: | --- |"]
    rows = [
        f"| {code(one.step.instruction, in_table=True, limit=80)} | {_seconds(one.before_seconds)} "
        f"| {_seconds(one.now_seconds)} | {_change(one)} | {FATES[one.fate]} |"
        for one in loud[:MOST_STEPS]
    ]
    more = [f"| … {len(loud) - MOST_STEPS} more | | | | |"] if len(loud) > MOST_STEPS else []
    yield "\n".join([*head, *rows, *more])


def _pipeline(finding: PipelineTimeFinding) -> str:
    chain = f"\n\n{chain_words(finding.chain)}" if finding.chain and finding.chain.links else ""
    return f"The whole pipeline: {finding.sentence}{chain}"


def chain_words(chain: SlowestChain) -> str:
    """Return the slowest chain with what on it changed."""
    links = [_link(link) for link in chain.links[:MOST_LINKS]]
    if len(chain.links) > MOST_LINKS:
        links.append(f"{len(chain.links) - MOST_LINKS} more")
    before = f", before {quantities.duration(chain.before_seconds)}" if chain.before_seconds else ""
    return f"Its slowest chain takes {quantities.duration(chain.seconds)}{before}: {' → '.join(links)}."


def _link(link: Link) -> str:
    change = link.change_seconds
    changed = f", {quantities.duration_change(change)}" if change is not None and abs(change) >= LEAST_SECONDS else ""
    new = ", new" if change is None else ""
    return f"{code(link.job.name)} ({quantities.duration(link.job.whole_seconds)}{changed}{new})"


def _seconds(seconds: float) -> str:
    return quantities.duration(seconds) if seconds >= LEAST_SECONDS else "–"


def _change(one: PartChange | StepChange) -> str:
    return quantities.duration_change(one.change_seconds)
