"""What a team has accepted is shown and no regression, and where it is muted nothing new is said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.acceptance import EVERYTHING, SIZE, TIME, Accepted
from bot.review import review
from tests.bot.facts_in_words import STEADY, failed, failure, image, review_facts, with_logs

UNTIL = datetime(2026, 12, 24, tzinfo=UTC)
GREW = review_facts(image(40, 200, 193), before=[image(40, 200, 9)], history=STEADY)
SLOWER = review_facts(image(40), before=[image(40)], jobs={"build:api": (400.0, STEADY)})
SIZE_LINE = "ℹ️ Larger sizes are accepted until 2026-12-24 by `dana`: `new base image`."


def body(facts, *what, reason="new base image"):
    accepted = tuple(Accepted(one, UNTIL, "dana", reason) for one in what)
    return review(replace(facts, accepted=accepted))


def test_growth_that_is_accepted_is_said_without_alarm():
    action = body(GREW, SIZE)
    heading = action.body.splitlines()[1]
    assert heading.startswith("### ℹ️ Image `api` grew by")
    assert heading.endswith(", which is accepted")
    assert "(accepted) |" in action.body
    assert SIZE_LINE in action.body
    assert "🔴" not in action.body
    assert (action.complaint, action.may_create) == (None, False)


def test_the_same_growth_is_a_regression_when_nothing_was_accepted():
    action = body(GREW)
    assert action.body.splitlines()[1].startswith("### 🔴 Image `api` grew by")
    assert action.complaint is not None
    assert action.may_create


@pytest.mark.parametrize(("facts", "what"), [(GREW, TIME), (SLOWER, SIZE), (GREW, "squash"), (SLOWER, "squash")])
def test_only_what_was_accepted_is(facts, what):
    assert "### 🔴" in body(facts, what).body


def test_a_longer_time_is_accepted_too():
    action = body(SLOWER, TIME)
    assert "🔴" not in action.body
    assert "ℹ️ Longer times are accepted until 2026-12-24 by `dana`: `new base image`." in action.body


def test_nobody_accepts_that_a_job_failed():
    facts = with_logs(GREW, failed(failure("no space left on device")))
    assert body(facts, SIZE, TIME).body.splitlines()[1].startswith("### 🔴 Job")


def test_where_it_is_muted_no_comment_begins_and_one_that_stands_tells_all():
    action = body(GREW, EVERYTHING, reason="")
    assert not action.may_create
    assert action.body.splitlines()[1].startswith("### 🔴 Image `api` grew by")
    assert "ℹ️ I am muted here until 2026-12-24 by `dana`." in action.body


def test_whoever_asks_is_answered_though_it_is_muted():
    facts = replace(GREW, accepted=(Accepted(EVERYTHING, UNTIL, "dana"),))
    assert review(facts, is_asked=True).may_create
