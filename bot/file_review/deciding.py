"""Decides which mistakes get a thread: few, the worst first, none twice; and which threads have done their work."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from bot.file_review.model import DiffRefs, FileReview, NewFinding, Thread
from bot.lint.finding import Severity

MOST_THREADS = 3
"""Of one merge request, those that were resolved included."""


def decide(
    refs: DiffRefs, found: Sequence[NewFinding], threads: Sequence[Thread], *, may_open: bool = True
) -> FileReview:
    """Return what is said; `found` are the new mistakes with the worst first, `threads` all threads of ours.

    A thread speaks for one mistake: that of its own words, else one of the same rule in the same file, whose line was
    written anew since. A mistake whose thread was resolved is not named again anywhere.
    """
    kept, doubles = _without_doubles(threads)
    speaks = _claims(kept, found)
    left = [one for one in found if one.name not in {finding.name for finding in speaks.values()}]
    room = MOST_THREADS - len(kept) if may_open else 0
    opened = tuple(one for one in left if _is_for_a_thread(one))[: max(room, 0)]
    return FileReview(
        refs,
        opened=opened,
        standing=tuple(speaks[one.id] for one in kept if one.id in speaks and not one.is_resolved),
        mended=tuple(one for one in kept if one.id not in speaks),
        rest=tuple(one for one in left if one not in opened),
        doubles=doubles,
    )


def short_name(mistake: Iterable[str]) -> str:
    """Return a name of a mistake's file, rule and kind that holds no text of others."""
    return sha256("\0".join(mistake).encode(errors="surrogatepass")).hexdigest()[:16]


def _is_for_a_thread(one: NewFinding) -> bool:
    return one.place is not None and one.finding.severity is not Severity.INFO


def _without_doubles(threads: Sequence[Thread]) -> tuple[tuple[Thread, ...], tuple[Thread, ...]]:
    """Return the first thread of each finding, and the others."""
    first: dict[str, Thread] = {}
    for one in sorted(threads, key=lambda one: one.note_id):
        first.setdefault(one.name, one)
    kept = tuple(first.values())
    return kept, tuple(one for one in threads if one not in kept)


def _claims(threads: Sequence[Thread], found: Sequence[NewFinding]) -> dict[str, NewFinding]:
    """Return the finding of each thread, by the thread's id."""
    claims: dict[str, NewFinding] = {}
    free = list(found)
    for is_exact in (True, False):
        for thread in sorted(threads, key=lambda one: one.is_resolved):
            if thread.id in claims:
                continue
            mine = (one for one in free if _fits(thread, one, is_exact=is_exact))
            claimed = next(mine, None)
            if claimed is not None:
                claims[thread.id] = claimed
                free.remove(claimed)
    return claims


def _fits(thread: Thread, one: NewFinding, *, is_exact: bool) -> bool:
    return thread.name == one.name if is_exact else thread.mistake == short_name(one.mistake)
