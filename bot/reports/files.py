"""Arranges what the summary says of Dockerfile, CI file and config.toml: what is new, what was mended, and patches."""

from collections.abc import Iterator, Sequence

from bot.facts import ReviewFacts
from bot.file_review.model import FileReview, NewFinding, Thread
from bot.lint.finding import Severity
from bot.reports import quantities
from bot.reports.markdown import code, fold
from bot.reports.threads import SENTENCE_LIMIT, SIGNS, cost, patches

MOST_SHOWN = 20
MOST_PATCHES = 5


def mended(facts: ReviewFacts) -> str:
    """Return what came of the mistakes that had a thread and are gone: one line each."""
    gone = facts.files.mended if facts.files else ()
    said = [f"- {_mended(one, facts)}" for one in gone]
    return "\n".join(["**Mended**", "", *said]) if said else ""


def _mended(one: Thread, facts: ReviewFacts) -> str:
    thread = "its thread is resolved" if one.is_resolved else "its thread can be resolved, which my role does not allow"
    cost = f" A step took {quantities.spoken_duration(one.seconds)} for it{_now(facts)}." if one.seconds else ""
    return f"The mistake {one.rule} in {code(one.path)} is gone, {thread}.{cost}"


def _now(facts: ReviewFacts) -> str:
    """Return how long the one image job took before and now; of several nobody knows which one it was."""
    before = facts.earlier.jobs if facts.earlier else ()
    known = [
        (now.name, then.duration_seconds, now.duration_seconds)
        for now in facts.image_jobs
        for then in before
        if then.name == now.name and then.duration_seconds and now.duration_seconds
    ]
    if len(known) != 1:
        return ""
    name, then_seconds, seconds = known[0]
    return f"; job {code(name)} took {quantities.duration(then_seconds)} then and {quantities.duration(seconds)} now"


def news(review: FileReview | None) -> str:
    """Return one line about the mistakes that are new: how many, and where they are told."""
    if review is None:
        return ""
    threads = [*review.opened, *review.standing]
    rest = [one for one in review.rest if one.finding.severity is not Severity.INFO]
    if not threads and not rest:
        return ""
    worst = min((*threads, *rest), key=lambda one: one.finding.severity.rank).finding.severity
    total = len(threads) + len(rest)
    where = [f"{len(threads)} in {'a thread' if len(threads) == 1 else 'threads'} on the line"] if threads else []
    where += [f"{len(rest)} below"] if rest else []
    mistakes = f"{total} new mistake{'' if total == 1 else 's'}"
    return f"{SIGNS[worst]} {mistakes} in the files that build the images: {', '.join(where)}."


def details(review: FileReview | None) -> str:
    """Return a fold with every mistake that is new, and the patches of those whose thread suggests no fix."""
    found = [*review.opened, *review.standing, *review.rest] if review else []
    if not found:
        return ""
    threads = len(review.opened) + len(review.standing) if review else 0
    lines = [_line(one, is_in_thread=place < threads) for place, one in enumerate(found[:MOST_SHOWN])]
    lines += [f"- Mistakes besides: {len(found) - MOST_SHOWN}."] if len(found) > MOST_SHOWN else []
    shown = [one for place, one in enumerate(found) if place >= threads or one.suggestion is None]
    return fold("New in Dockerfile and CI file", "\n\n".join(["\n".join(lines), *_patches(shown)]))


def _line(one: NewFinding, *, is_in_thread: bool) -> str:
    finding = one.finding
    where = " (has a thread)" if is_in_thread else ""
    said = code(finding.message, limit=SENTENCE_LIMIT)
    costs = f" {cost(one.cost)}" if one.cost else ""
    sign = SIGNS[finding.severity]
    return f"- {sign} {finding.rule} in {code(finding.path)}, line {finding.line}{where}: {said}{costs}"


def _patches(found: Sequence[NewFinding]) -> Iterator[str]:
    offered = [(one, text) for one in found if (text := patches(one))]
    for one, text in offered[:MOST_PATCHES]:
        title = one.finding.fix.title if one.finding.fix else ""
        yield f"Fix of {one.finding.rule} in {code(one.finding.path)}, line {one.finding.line} ({code(title)}):"
        yield text
