"""The table of a comment: one row per image and platform with time and cache of its job, the weightiest rows first."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.facts import ReviewFacts
from bot.findings import BrokenBudget, CacheFinding, Findings, SizeFinding, TimeFinding, Weight
from bot.reports import quantities
from bot.reports.markdown import code, fold
from bot.reports.verdict import SIGNS, budget_words

MOST_OPEN = 5
MOST_FOLDED = 50


@dataclass(frozen=True)
class Row:
    """One line of the table, of which not all need be there."""

    size: SizeFinding | None
    time: TimeFinding | None
    cache: CacheFinding | None = None

    @property
    def rank(self) -> tuple[int, float, float, str, str]:
        """Order by weight, then by how much changed, then by name."""
        weights = [one.weight.rank for one in (self.size, self.time, self.cache) if one]
        bytes_changed = self.size.bytes_changed if self.size else 0
        seconds_changed = (self.time.change_seconds or 0) if self.time else 0
        jobs = [one.job_name for one in (self.time, self.cache) if one]
        name = self.size.image_name if self.size else jobs[0]
        return min(weights), -bytes_changed, -abs(seconds_changed), name, self.size.platform if self.size else ""


def rows(findings: Findings) -> list[Row]:
    """Pair sizes with times and caches; those of a job stand beside its weightiest image."""
    times = {one.job_name: one for one in findings.times}
    caches = {one.job_name: one for one in findings.caches if one.ratio[1]}
    found = [Row(one, times.pop(one.job_name, None), caches.pop(one.job_name, None)) for one in findings.sizes]
    found += [Row(None, time, caches.pop(time.job_name, None)) for time in times.values()]
    found += [Row(None, None, cache) for cache in caches.values()]
    return sorted(found, key=lambda row: row.rank)


def sections(facts: ReviewFacts, found: Sequence[Row]) -> tuple[str, str]:
    """Return the table, and a fold with what is too much for it; where nothing happened all of it is folded."""
    is_quiet = all(row.rank[0] == Weight.NOTHING.rank for row in found)
    shown, folded = found[: 0 if is_quiet else MOST_OPEN], found[0 if is_quiet else MOST_OPEN :]
    several = {row.size.image_name for row in found if row.size and _platforms(row.size.image_name, found) > 1}
    left_out = len(folded) - MOST_FOLDED
    has_cache = any(row.cache for row in found)
    more = [f"| … {left_out} more | | | | |{' |' if has_cache else ''}"] if left_out > 0 else []
    title = f"{len(folded)} more {'row' if len(folded) == 1 else 'rows'}" if shown else "Sizes and times"
    return (
        _table(facts, shown, several, has_cache=has_cache) if shown else "",
        fold(title, "\n".join([_table(facts, folded[:MOST_FOLDED], several, has_cache=has_cache), *more]))
        if folded
        else "",
    )


def _platforms(name: str, found: Sequence[Row]) -> int:
    return sum(1 for row in found if row.size and row.size.image_name == name)


def _table(facts: ReviewFacts, found: Sequence[Row], several: set[str], *, has_cache: bool) -> str:
    against = f"vs {code(facts.merge_request.target_branch, in_table=True)}"
    head = ["image", "size", against, "build", against, *(["cache"] if has_cache else [])]
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    for row in found:
        cells = [*_size_cells(row.size, several), *_time_cells(row.time)]
        cells += [_cache_cell(row.cache)] if has_cache else []
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _size_cells(finding: SizeFinding | None, several: set[str]) -> tuple[str, str, str]:
    if finding is None:
        return "–", "–", "–"
    name = code(finding.image_name, in_table=True)
    if finding.image_name in several:
        name += f" ({code(finding.platform, in_table=True)})"
    if finding.now is None:
        return name, "not read", "–"
    return name, quantities.size(finding.now.compressed_bytes), _size_change(finding)


def _size_change(finding: SizeFinding) -> str:
    if finding.change_bytes is None or finding.now is None or finding.before is None:
        return _weighted(finding.no_baseline, finding.weight, finding.broken_budget)
    share = quantities.percent_change(finding.now.compressed_bytes, finding.before.compressed_bytes)
    text = quantities.size_change(finding.change_bytes) + (f" ({share})" if share else "")
    return _weighted(text, finding.weight, finding.broken_budget)


def _time_cells(finding: TimeFinding | None) -> tuple[str, str]:
    if finding is None:
        return "", ""
    cell = f"{quantities.duration(finding.seconds)} ({code(finding.job_name, in_table=True)})"
    if finding.change_seconds is None or finding.median_seconds is None:
        return cell, _weighted("no baseline", finding.weight, finding.broken_budget)
    text = quantities.duration_change(finding.change_seconds)
    if finding.unjudged:
        text += f" ({finding.unjudged})"
    elif finding.weight is not Weight.NOTHING:
        share = quantities.percent_change(finding.seconds, finding.median_seconds)
        text += f" ({share})" if share else ""
    return cell, _weighted(text, finding.weight, finding.broken_budget)


def _cache_cell(finding: CacheFinding | None) -> str:
    """Return `3/11 ⬇ from 9/11`: steps that were cached, of all that could be."""
    if finding is None:
        return ""
    (hits, answers), (hits_before, answers_before) = finding.ratio, finding.ratio_before
    share, share_before = hits * answers_before, hits_before * answers
    if not answers_before or share == share_before:
        return f"{hits}/{answers}"
    text = f"{hits}/{answers} {'⬇' if share < share_before else '⬆'} from {hits_before}/{answers_before}"
    return f"**{text}** {SIGNS[finding.weight]}" if finding.weight is Weight.REGRESSION else text


def _weighted(text: str, weight: Weight, budget: BrokenBudget | None) -> str:
    text = f"{text} (accepted)" if weight is Weight.ACCEPTED else text
    cell = f"**{text}** {SIGNS[weight]}" if weight in {Weight.REGRESSION, Weight.IMPROVEMENT} else text
    return f"{cell} {budget_words(budget)}" if budget else cell
