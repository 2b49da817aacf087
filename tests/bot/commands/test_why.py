"""`/why` explains misses, also those that the comment is silent about."""

import pytest

from bot.actions import Answer, LookAtReview, Receipt
from tests.bot.facts_in_words import built, change, file, review_facts, with_logs
from tests.bot.misses.logs_in_words import log
from tests.bot.talk import call, converse

GO = "FROM golang:1.22 AS build\nWORKDIR /src\nCOPY go.mod ./\nRUN go mod download\nCOPY . .\n"


def build(*answers):
    """Return the log of a build of that Dockerfile; one answer for each instruction behind FROM."""
    rows = zip(GO.splitlines()[1:], answers, strict=True)
    return log(("build", 1, "FROM golang:1.22 AS build", None), *(("build", n, *row) for n, row in enumerate(rows, 2)))


WARM = build("hit", "hit", "hit", "hit")
CHANGED = with_logs(
    review_facts(),
    built(build("hit", "miss", 182, 1), WARM),
    built(WARM, WARM, name="other"),
    now=file(GO),
    before=file(GO),
    changes=(change("go.mod", "require x"),),
)


def talk(text, facts):
    return converse(call(text, 20), {LookAtReview: facts})[-1]


def test_the_cause_and_the_steps_are_shown():
    text = talk("/why build", CHANGED).text
    assert text.startswith("Job `build`: 1 of 4 steps came from the cache, 4 of 4 on the target branch.")
    assert "`go.mod`" in text
    assert "https://gitlab.test/acme/api/-/jobs/7" in text
    assert "RUN go mod download" in text
    assert "Job `other`" not in text


def test_without_a_name_every_job_is_told_of():
    text = talk("/why", CHANGED).text
    assert "Job `other`: 4 of 4 steps came from the cache, 4 of 4 on the target branch." in text


@pytest.mark.parametrize(
    ("text", "facts", "said", "receipt"),
    [
        ("/why", "the pipeline runs", "Nothing is known yet: the pipeline runs.", Receipt.FAILED),
        ("/why", review_facts(), "No job of this pipeline has a log that tells of the cache.", Receipt.DONE),
        (
            "/why x",
            CHANGED,
            "No job called `x` has a log that tells of the cache; those that have are `build`, `other`.",
            Receipt.FAILED,
        ),
    ],
)
def test_what_cannot_be_explained_is_said(text, facts, said, receipt):
    assert talk(text, facts) == Answer(said, receipt)


def test_many_jobs_are_counted_and_not_explained():
    facts = with_logs(review_facts(), *(built(WARM, name=f"job {number}") for number in range(7)))
    assert talk("/why", facts).text.endswith("Jobs left out: 2.")
