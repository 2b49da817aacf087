"""Arranges the findings of a review as the one comment of a merge request."""

from collections.abc import Iterator, Sequence

from bot.facts import PlatformImage, ReviewFacts
from bot.findings import Finding, SizeFinding, TimeFinding, Weight
from bot.reports import quantities
from bot.reports.markdown import code, fold, link

MOST_ROWS = 5
MOST_LAYERS = 30
MOST_CHARACTERS = 60_000
LEAST_RUNS = 5
SIGNS = {Weight.REGRESSION: "🔴", Weight.IMPROVEMENT: "✅", Weight.CHANGE: "🆕", Weight.NOTHING: "✅"}
ORDER = (Weight.REGRESSION, Weight.CHANGE, Weight.IMPROVEMENT, Weight.NOTHING)


def render(facts: ReviewFacts, findings: Sequence[Finding]) -> str:
    """Return the comment without its marker: verdict, table, cause, folds, footer."""
    sizes = sorted((one for one in findings if isinstance(one, SizeFinding)), key=_rank_of_size)
    times = [one for one in findings if isinstance(one, TimeFinding)]
    rows = _rows(sizes, times)
    parts = [
        f"### {_verdict(facts, sizes, times)}",
        _table(facts, rows[:MOST_ROWS]),
        *[cause for one in sizes if (cause := _cause(one))],
        _more_rows(facts, rows[MOST_ROWS:]),
        *[_layers(one) for one in sizes[:MOST_ROWS] if one.change_bytes and one.weight is not Weight.NOTHING],
        *[f"⚠️ In `.lighterman.yml`, {code(problem)}; the defaults are used." for problem in facts.config_problems],
        *[f"ℹ️ {code(notice)}" for notice in facts.notices],
        _footer(facts, times),
    ]
    return "\n\n".join(part for part in parts if part)[:MOST_CHARACTERS]


def _rank_of_size(finding: SizeFinding) -> tuple[int, int, str, str]:
    return (
        ORDER.index(finding.weight),
        -abs(finding.change_bytes or 0),
        finding.image_name,
        finding.platform,
    )


def _verdict(facts: ReviewFacts, sizes: Sequence[SizeFinding], times: Sequence[TimeFinding]) -> str:
    size = next((one for one in sizes if one.weight is not Weight.NOTHING), None)
    time = next((one for weight in ORDER[:3] for one in times if one.weight is weight), None)
    said = [_size_words(size)] if size else []
    said += [_time_words(time)] if time else []
    if said:
        worst = min((one.weight for one in (size, time) if one), key=ORDER.index)
        others = sum(1 for one in sizes if one.weight is worst) - 1
        more = f" (and {others} more)" if size and others > 0 else ""
        return f"{SIGNS[worst]} {' and '.join(said)}{more}"
    if not sizes and not times:
        return f"ℹ️ No image was built: pipeline #{facts.pipeline.id} ended as {code(facts.pipeline.status)}"
    if facts.baseline.pipeline_id is None:
        return f"ℹ️ Nothing to compare with yet on {code(facts.merge_request.target_branch)}"
    return f"✅ No change worth a word against {code(facts.merge_request.target_branch)}"


def _size_words(finding: SizeFinding) -> str:
    name = f"Image {code(finding.image_name)}"
    if finding.is_new and finding.now:
        return f"{name} is new: {quantities.size(finding.now.compressed_bytes)}"
    change = finding.change_bytes
    if change is None or finding.now is None or finding.before is None:
        return f"{name} breaks {finding.broken_budget}"
    word = "grew" if change > 0 else "shrank"
    share = quantities.percent_change(finding.now.compressed_bytes, finding.before.compressed_bytes)
    amount = quantities.size(abs(change))
    budget = f", over {finding.broken_budget}" if finding.broken_budget else ""
    return f"{name} {word} by {amount}{f' ({share})' if share else ''}{budget}"


def _time_words(finding: TimeFinding) -> str:
    name = f"job {code(finding.job_name)}"
    change = finding.change_seconds
    if change is None:
        return f"{name} breaks {finding.broken_budget}"
    word = "slower" if change > 0 else "faster"
    budget = f", over {finding.broken_budget}" if finding.broken_budget else ""
    return f"{name} is {quantities.duration(abs(change))} {word}{budget}"


def _rows(sizes: Sequence[SizeFinding], times: Sequence[TimeFinding]) -> list[tuple[str, str, str, str, str]]:
    """Return the table's rows; the time of a job stands beside its first image."""
    waiting = {one.job_name: one for one in times}
    several = {one.image_name for one in sizes if sum(other.image_name == one.image_name for other in sizes) > 1}
    rows = []
    for one in sizes:
        time = waiting.pop(one.job_name, None)
        name = code(one.image_name, in_table=True) + (f" ({one.platform})" if one.image_name in several else "")
        rows.append((name, _size(one), _size_change(one), *_time_cells(time)))
    rows += [("–", "–", "–", *_time_cells(time)) for time in waiting.values()]
    return rows


def _size(finding: SizeFinding) -> str:
    if finding.now is None:
        return f"not read: {code(finding.unread_because or '', in_table=True)}"
    return quantities.size(finding.now.compressed_bytes)


def _size_change(finding: SizeFinding) -> str:
    if finding.now is None:
        return "–"
    if finding.is_new:
        return "new"
    if finding.change_bytes is None or finding.before is None:
        return "no baseline"
    share = quantities.percent_change(finding.now.compressed_bytes, finding.before.compressed_bytes)
    text = quantities.size_change(finding.change_bytes) + (f" ({share})" if share else "")
    return _weighted(text, finding.weight)


def _time_cells(finding: TimeFinding | None) -> tuple[str, str]:
    if finding is None:
        return "", ""
    cell = f"{quantities.duration(finding.seconds)} ({code(finding.job_name, in_table=True)})"
    if finding.change_seconds is None:
        return cell, "no baseline"
    return cell, _weighted(quantities.duration_change(finding.change_seconds), finding.weight)


def _weighted(text: str, weight: Weight) -> str:
    return f"**{text}** {SIGNS[weight]}" if weight in {Weight.REGRESSION, Weight.IMPROVEMENT} else text


def _table(facts: ReviewFacts, rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    against = f"vs {code(facts.merge_request.target_branch, in_table=True)}"
    head = [f"| image | size | {against} | build | {against} |", "| --- | ---: | ---: | ---: | ---: |"]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def _more_rows(facts: ReviewFacts, rows: Sequence[tuple[str, ...]]) -> str:
    return fold(f"{len(rows)} more images and jobs", _table(facts, rows)) if rows else ""


def _cause(finding: SizeFinding) -> str | None:
    if finding.cause is None:
        return None
    where = f" on {finding.platform}" if finding.platform else ""
    return f"Why: image {code(finding.image_name)}{where} {finding.cause}"


def _layers(finding: SizeFinding) -> str:
    if finding.now is None or finding.before is None:
        return ""
    rows = list(_layer_rows(finding.now, finding.before))
    shown = rows[:MOST_LAYERS]
    if len(rows) > len(shown):
        shown.append(f"| … | {len(rows) - len(shown)} more | | |")
    table = "\n".join(["| # | layer | before | now |", "| ---: | --- | ---: | ---: |", *shown])
    return fold(f"Layers that changed ({len(rows)} of {len(finding.now.layers)})", table)


def _layer_rows(now: PlatformImage, before: PlatformImage) -> Iterator[str]:
    known = {layer.digest for layer in before.layers}
    kept = {layer.digest for layer in now.layers}
    for number, layer in enumerate(now.layers, 1):
        if layer.digest not in known:
            yield f"| {number} | `{layer.digest[7:19]}` | – | {quantities.size(layer.size_bytes)} |"
    for number, layer in enumerate(before.layers, 1):
        if layer.digest not in kept:
            yield f"| {number} | `{layer.digest[7:19]}` | {quantities.size(layer.size_bytes)} | – |"


def _footer(facts: ReviewFacts, times: Sequence[TimeFinding]) -> str:
    pipeline = facts.pipeline
    when = f", {pipeline.finished_at:%Y-%m-%d %H:%M} UTC" if pipeline.finished_at else ""
    address = f"{facts.web_url}/-/pipelines/{pipeline.id}"
    sentences = [
        f"Pipeline {link(f'#{pipeline.id}', address)}{when}.",
        _baseline(facts),
        "Sizes are compressed, as downloaded." if facts.images else "",
        _noise(times),
        "Too much? `comment: regressions` in `.lighterman.yml` on the default branch; `/report` measures again.",
    ]
    return f"<sub>{' '.join(sentence for sentence in sentences if sentence)}</sub>"


def _baseline(facts: ReviewFacts) -> str:
    baseline = facts.baseline
    branch = code(baseline.branch)
    if baseline.pipeline_id is None or baseline.sha is None:
        return f"Baseline: none; no successful pipeline of {branch} built these images."
    commit = f"commit `{baseline.sha[:8]}`, pipeline {link(f'#{baseline.pipeline_id}', _pipeline_url(facts))}"
    if baseline.is_exact:
        return f"Baseline: {branch}, {commit}, the commit this was branched from."
    return f"Baseline: {branch}, {commit}, the nearest one that built these images."


def _pipeline_url(facts: ReviewFacts) -> str:
    return f"{facts.web_url}/-/pipelines/{facts.baseline.pipeline_id}"


def _noise(times: Sequence[TimeFinding]) -> str:
    runs = max((one.runs for one in times), default=0)
    if runs == 0:
        return ""
    verdict = "" if runs >= LEAST_RUNS else f", too few for a verdict (needs {LEAST_RUNS})"
    return f"Time: median of {runs} {'run' if runs == 1 else 'runs'}{verdict}."
