"""What stands below the table of a comment: causes, what the reader should know, and the layers in a fold."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from bot.facts import Image, ReviewFacts
from bot.findings import Findings, SizeFinding, Weight
from bot.image_difference import LayerChange, Status
from bot.image_difference_words import where
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
        said.append(_next_step(facts, worse))
    return "\n".join(["**Why**", "", *(f"- {one}" for one in said)]) if said else ""


def _next_step(facts: ReviewFacts, worse: SizeFinding) -> str:
    """Return the command that tells more: of the files, or where the history is not known of the instructions."""
    now = next((one for one in facts.images if one.reference == worse.reference), None)
    before = facts.baseline.images.get(worse.image_name)
    is_known = worse.difference and any(one.after and one.after.made.instruction for one in worse.difference.layers)
    if not is_known or now is None or before is None:
        command = code(f"docker history {worse.reference}", limit=SENTENCE_LIMIT)
        return f"To see which instruction made a layer: {command}"
    command = f"lighterman compare-images {_pinned(before.image)} {_pinned(now)} --files"
    return f"To see which files it was: {code(command, limit=2 * SENTENCE_LIMIT)}"


def _pinned(image: Image) -> str:
    """Return an image's name that means the same tomorrow."""
    place = image.reference.partition("@")[0]
    folder, slash, last = place.rpartition("/")
    return f"{folder}{slash}{last.partition(':')[0]}@{image.digest}" if image.digest else image.reference


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
    changes = (
        [one for one in finding.difference.layers if one.status is not Status.UNCHANGED] if finding.difference else []
    )
    rows = [_row(change) for change in changes[:MOST_LAYERS]]
    if len(changes) > MOST_LAYERS:
        rows.append(f"| | … {len(changes) - MOST_LAYERS} more | | |")
    knows = any(change.after and change.after.made.instruction for change in changes)
    head = [f"| # | {'instruction' if knows else 'layer'} | before | now |", "| ---: | --- | ---: | ---: |"]
    return "\n".join([f"Image {_name(finding, sizes)}: {_counted(changes)}", "", *head, *rows])


def _counted(changes: Sequence[LayerChange]) -> str:
    """Return `2 changed, 1 added`."""
    counts = Counter(change.status for change in changes)
    return ", ".join(f"{counts[status]} {status}" for status in Status if counts[status]) or "other layers"


def _row(change: LayerChange) -> str:
    one = change.after or change.before
    if one is None:
        return ""
    before, now = (
        quantities.size(side.made.layer.size_bytes) if side else "–" for side in (change.before, change.after)
    )
    digest = one.made.layer.digest.removeprefix("sha256:")[:12]
    made = where(change, in_table=True) if one.made.instruction else code(digest, in_table=True)
    same = " (rebuilt)" if change.status is Status.REBUILT else ""
    return f"| {one.made.number} | {made} | {before} | {now}{same} |"


def _name(finding: SizeFinding, sizes: Sequence[SizeFinding]) -> str:
    """Return an image's name, with its platform where it has several."""
    name = code(finding.image_name)
    is_one_of_several = sum(one.image_name == finding.image_name for one in sizes) > 1
    return f"{name} on {code(finding.platform)}" if is_one_of_several else name


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(code(name) for name in names[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else shown
