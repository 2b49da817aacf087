"""What stands below the table of a comment: causes, what the reader should know, and the layers in a fold."""

from collections.abc import Iterator, Sequence
from itertools import islice

from bot.facts import Layer, ReviewFacts
from bot.findings import Findings, SizeFinding, Weight
from bot.reports import logs, quantities
from bot.reports.markdown import code, fold

MOST_CAUSES = 5
MOST_LAYERS = 30
MOST_NOTICES = 10
MOST_NAMES = 3
SENTENCE_LIMIT = 400


def causes(facts: ReviewFacts, findings: Findings) -> str:
    """Return why something changed, for the weightiest changes, and how to look further."""
    sizes = findings.sizes
    said = [f"Image {_name(one, sizes)}: {one.cause}" for one in sizes if one.cause][:MOST_CAUSES]
    said += [f"Job {code(one.job_name)}: {one.cause}" for one in findings.times if one.cause][:MOST_CAUSES]
    said += logs.causes(facts, findings.caches)
    worse = next((one for one in sizes if one.weight is Weight.REGRESSION and one.before), None)
    if worse:
        command = code(f"docker history {worse.reference}", limit=SENTENCE_LIMIT)
        said.append(f"To see which instruction made a layer: {command}")
    return "\n".join(["**Why**", "", *(f"- {one}" for one in said)]) if said else ""


def warnings(facts: ReviewFacts, sizes: Sequence[SizeFinding]) -> Iterator[str]:
    """Yield what keeps this comment from being complete, one line each."""
    status = facts.pipeline.status
    if status != "success" and facts.image_jobs:
        yield f"⚠️ The pipeline ended as {code(status)}; only the jobs that succeeded are measured."
    by_reason: dict[str, list[str]] = {}
    for one in sizes:
        if one.unread_because is not None:
            by_reason.setdefault(one.unread_because, []).append(one.image_name)
    for reason, names in islice(by_reason.items(), MOST_NOTICES):
        yield f"⚠️ Size not read: {_names(names)}, because {code(reason, limit=SENTENCE_LIMIT)}."
    if facts.config_problems:
        first, more = facts.config_problems[0], len(facts.config_problems) - 1
        others = f" `lighterman check-config` names {more} more." if more else ""
        yield f"⚠️ `.lighterman.yml` is not used, the defaults hold: {code(first, limit=SENTENCE_LIMIT)}{others}"
    for notice in facts.notices[:MOST_NOTICES]:
        yield f"ℹ️ {code(notice, limit=SENTENCE_LIMIT)}"


def layers(sizes: Sequence[SizeFinding]) -> str:
    """Return a fold with the layers that came and went, for the weightiest changes."""
    loud = [one for one in sizes if one.cause and one.before][:MOST_CAUSES]
    return fold("Layers that changed", "\n\n".join(_layers(one, sizes) for one in loud)) if loud else ""


def _layers(finding: SizeFinding, sizes: Sequence[SizeFinding]) -> str:
    new, gone = finding.new_layers, finding.gone_layers
    rows = [*(_row(number, layer, is_new=True) for number, layer in new)]
    rows += [*(_row(number, layer, is_new=False) for number, layer in gone)]
    if len(rows) > MOST_LAYERS:
        rows[MOST_LAYERS:] = [f"| | … {len(rows) - MOST_LAYERS} more | | |"]
    head = ["| # | layer | before | now |", "| ---: | --- | ---: | ---: |"]
    title = f"Image {_name(finding, sizes)}: {len(new)} new, {len(gone)} gone"
    return "\n".join([title, "", *head, *rows])


def _row(number: int, layer: Layer, *, is_new: bool) -> str:
    size = quantities.size(layer.size_bytes)
    before, now = ("–", size) if is_new else (size, "–")
    return f"| {number} | {code(layer.digest.removeprefix('sha256:')[:12], in_table=True)} | {before} | {now} |"


def _name(finding: SizeFinding, sizes: Sequence[SizeFinding]) -> str:
    """Return an image's name, with its platform where it has several."""
    name = code(finding.image_name)
    is_one_of_several = sum(one.image_name == finding.image_name for one in sizes) > 1
    return f"{name} on {code(finding.platform)}" if is_one_of_several else name


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(code(name) for name in names[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else shown
