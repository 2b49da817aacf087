"""Mistakes in files whose every slot holds foreign text: as threads, and as the summary tells of them."""

from collections.abc import Iterator
from dataclasses import replace

from bot.actions import AsOf
from bot.file_review.comparing import shown_patch
from bot.file_review.model import Cost, DiffRefs, FileReview, NewFinding, Thread
from bot.findings import Findings
from bot.lint.finding import Edit, Finding, Fix, Severity
from bot.reports import comment, marker, threads
from tests.bot.facts_in_words import review_facts

REFS = DiffRefs("b" * 40, "b" * 40, "a" * 40)


def mistake(
    texts: Iterator[str], number: int, severity: Severity = Severity.WARNING, *, seconds: float | None = 48.0
) -> NewFinding:
    """Return a mistake with a fix in another place; a line of a file holds anything but a newline."""
    path, message, title, old, new, step, job = (next(texts) for _ in range(7))
    fix = Fix(title, (Edit(path, 1, 1, "x\n"),))
    finding = Finding(line=3, message=message, path=path, fix=fix, rule="copy-order", severity=severity)
    old, new = old.replace("\n", " "), new.replace("\n", " ")
    patch = shown_patch(path, f"FROM a\nCOPY 1 {old}\n", f"FROM a\nRUN 2 {new}\n")
    return NewFinding(
        finding, f"{number:040x}", patches={path: patch}, cost=Cost(job, step, seconds, None if seconds else 2**23)
    )


def threaded(texts: Iterator[str]) -> str:
    """Return the first notes of threads, one below the other."""
    return "\n\n".join(threads.render(mistake(texts, number, one)) for number, one in enumerate(Severity))


def filed(texts: Iterator[str]) -> str:
    """Return a summary of mistakes that are new and of one that was mended."""
    gone = tuple(
        Thread("t", 7, "a" * 40, "b" * 16, "copy-order", next(texts), is_resolved=is_resolved, seconds=48.0)
        for is_resolved in (True, False)
    )
    review = FileReview(
        REFS,
        opened=(mistake(texts, 1),),
        standing=(mistake(texts, 2),),
        rest=(mistake(texts, 3, seconds=None),),
        mended=gone,
    )
    facts = replace(review_facts(), files=review)
    return f"{marker.write(marker.Marker(1, 5, AsOf(99, ''), 'a'))}\n{comment.render(facts, Findings())}"
