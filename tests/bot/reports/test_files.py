"""What the comment says of the files: what is new and where it is told, and what came of a fix."""

from dataclasses import replace

import pytest

from bot.facts import Job
from bot.file_review.model import FileReview, NewFinding, Thread
from bot.lint.finding import Finding, Severity
from bot.repo_config import RepoConfig
from bot.reports import files
from bot.review import review
from tests.bot.facts_in_words import review_facts
from tests.bot.file_review.merge_requests import REFS

GONE = Thread("t", 7, "a" * 40, "b" * 16, "copy-order", "Dockerfile", is_resolved=True)


def new(severity: Severity = Severity.WARNING) -> NewFinding:
    return NewFinding(Finding(line=3, message="m", path="Dockerfile", rule="squash", severity=severity), "a" * 40)


def facts_of(thread: Thread, *, seconds: tuple[float, ...] = (150.0,), now: tuple[float, ...] = (101.0,)):
    """Return facts in which jobs took some seconds before and now."""
    before = tuple(Job(place, f"build:{place}", "success", one) for place, one in enumerate(seconds))
    jobs = tuple(Job(place, f"build:{place}", "success", one) for place, one in enumerate(now))
    facts = replace(review_facts(), image_jobs=jobs, files=FileReview(REFS, mended=(thread,)))
    return replace(facts, earlier=replace(facts.pipeline, jobs=before))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({}, ""),
        ({"rest": (new(Severity.INFO),)}, ""),
        ({"rest": (new(),)}, "⚠️ 1 new mistake in the files that build the images: 1 below."),
        (
            {"opened": (new(Severity.ERROR),), "standing": (new(),), "rest": (new(), new(Severity.INFO))},
            "🔴 3 new mistakes in the files that build the images: 2 in threads on the line, 1 below.",
        ),
    ],
)
def test_new_mistakes_are_counted_where_they_are_told(found, said):
    assert files.news(FileReview(REFS, **found)) == said


def test_nothing_is_said_where_no_such_file_is_touched():
    facts = review_facts()
    assert (files.news(None), files.details(None), files.mended(facts)) == ("", "", "")


@pytest.mark.parametrize(
    ("thread", "jobs", "said"),
    [
        (GONE, {}, "is gone, its thread is resolved."),
        (replace(GONE, is_resolved=False), {}, "its thread can be resolved, which my role does not allow."),
        (
            replace(GONE, seconds=48.0),
            {},
            "A step took 48 s for it; job `build:0` took 2 m 30 s then and 1 m 41 s now.",
        ),
        (replace(GONE, seconds=48.0), {"seconds": (1.0, 2.0), "now": (1.0, 2.0)}, "A step took 48 s for it."),
        (replace(GONE, seconds=48.0), {"seconds": ()}, "A step took 48 s for it."),
    ],
)
def test_what_came_of_a_fix_is_said(thread, jobs, said):
    assert files.mended(facts_of(thread, **jobs)).endswith(said)


@pytest.mark.parametrize(
    ("comment", "severity", "speaks"),
    [
        ("changes", Severity.WARNING, True),
        ("changes", Severity.INFO, False),
        ("regressions", Severity.WARNING, False),
        ("regressions", Severity.ERROR, True),
    ],
)
def test_a_mistake_is_worth_a_comment_as_the_team_wants_it(comment, severity, speaks):
    facts = replace(review_facts(), config=RepoConfig(comment=comment), files=FileReview(REFS, rest=(new(severity),)))
    assert review(facts).may_create is speaks
