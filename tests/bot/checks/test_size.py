"""Growth counts when it passes both floors or breaks a budget; everything else stays silent."""

import pytest

from bot.checks.size import check
from bot.findings import BrokenBudget, Weight
from tests.bot.facts_in_words import image, review_facts, unread

NONE = "no layer is as before."


@pytest.mark.parametrize(
    ("now", "before", "settings", "weight"),
    [
        ((100, 60), (100,), "", Weight.REGRESSION),
        ((100,), (100, 60), "", Weight.IMPROVEMENT),
        ((100,), (100,), "", Weight.NOTHING),
        ((104,), (100,), "", Weight.NOTHING),
        ((1010,), (1000,), "", Weight.NOTHING),
        ((106,), (100,), "", Weight.REGRESSION),
        ((106,), (100,), "growth-size: 10MiB", Weight.NOTHING),
        ((103,), (100,), "growth-size: 1MiB\ngrowth-percent: 1%", Weight.REGRESSION),
        ((104,), (100,), "images:\n  api:\n    max-size: 102MiB", Weight.REGRESSION),
        ((104,), (103,), "images:\n  api:\n    max-size: 102MiB", Weight.NOTHING),
        ((110,), (103,), "images:\n  api:\n    max-size: 102MiB", Weight.REGRESSION),
        ((103,), (110,), "images:\n  api:\n    max-size: 102MiB", Weight.IMPROVEMENT),
        ((102,), (100,), "images:\n  api:\n    max-size: 102MiB", Weight.NOTHING),
        ((104,), (100,), "images:\n  other:\n    max-size: 102MiB", Weight.NOTHING),
        ((104,), (100,), "images:\n  'a*':\n    max-growth: 2%", Weight.REGRESSION),
        ((104,), (100,), "images:\n  api:\n    max-growth: 9MiB", Weight.NOTHING),
    ],
)
def test_growth_counts_when_it_passes_both_floors_or_breaks_a_budget(now, before, settings, weight):
    facts = review_facts(image(*now), before=(image(*before),), config=settings)
    (finding,) = check(facts)
    assert finding.weight is weight


@pytest.mark.parametrize(
    ("now", "before", "budget"),
    [
        ((104,), (100,), BrokenBudget("max-size", "102 MiB")),
        ((104,), (103,), BrokenBudget("max-size", "102 MiB", is_old=True)),
        ((101,), (80,), BrokenBudget("max-growth", "5 %")),
        ((120,), (103,), BrokenBudget("max-growth", "5 %")),
        ((101,), (100,), None),
    ],
)
def test_a_broken_budget_is_told_apart_from_one_that_the_target_branch_breaks(now, before, budget):
    settings = "images:\n  api:\n    max-size: 102MiB\n    max-growth: 5%"
    (finding,) = check(review_facts(image(*now), before=[image(*before)], config=settings))
    assert finding.broken_budget == budget


def test_a_budget_of_size_needs_no_baseline():
    (finding,) = check(review_facts(image(104), has_baseline=False, config="images:\n  api:\n    max-size: 102MiB"))
    assert (finding.weight, finding.cause) == (Weight.REGRESSION, None)


def test_an_image_that_the_baseline_does_not_have_is_new_or_not_built_there():
    (finding,) = check(review_facts(image(30)))
    assert (finding.weight, finding.is_new, finding.change_bytes) == (Weight.CHANGE, True, None)
    assert finding.cause.startswith("no known build of the target branch has it")


def test_without_a_baseline_nothing_is_new():
    (finding,) = check(review_facts(image(30), has_baseline=False))
    assert (finding.weight, finding.is_new, finding.no_baseline) == (Weight.NOTHING, False, "no baseline")


@pytest.mark.parametrize(
    ("now", "before", "cause"),
    [
        ((100, 60), (100,), "one new layer of 60 MiB; 1 of 2 layers is as before."),
        ((100, 50, 60), (100, 50, 9), "one new layer of 60 MiB in place of one of 9 MiB; 2 of 3 layers are as before."),
        (
            (20, 60),
            (9, 8),
            "2 new layers (80 MiB in all, the largest 60 MiB) in place of 2 (17 MiB in all, the largest 9 MiB); "
            + NONE,
        ),
        ((100,), (100, 60), "one layer of 60 MiB is gone; the others are as before."),
        ((100,), (100, 60, 9), "2 layers (69 MiB in all, the largest 60 MiB) are gone; the others are as before."),
        ((60,), (100,), "one new layer of 60 MiB in place of one of 100 MiB; no layer is as before."),
        ((100, 100), (100,), "one new layer of 100 MiB; 1 of 2 layers is as before."),
        ((101,), (100,), None),
    ],
)
def test_the_cause_of_a_change_is_the_layers_that_came_and_went(now, before, cause):
    (finding,) = check(review_facts(image(*now), before=[image(*before)]))
    assert finding.cause == cause


def test_platforms_are_compared_with_their_own_kind():
    (finding,) = check(review_facts(image(200), before=[image(100, platform="linux/arm64")]))
    assert (finding.before, finding.no_baseline, finding.weight) == (None, "new platform", Weight.NOTHING)


def test_an_image_that_could_not_be_read_is_named_with_the_reason():
    (finding,) = check(review_facts(unread("why"), before=[image(100)]))
    assert (finding.weight, finding.unread_because, finding.now) == (Weight.NOTHING, "why", None)


def test_a_baseline_that_could_not_be_read_makes_no_image_new():
    (finding,) = check(review_facts(image(100), before=[unread("why")]))
    assert (finding.weight, finding.is_new, finding.no_baseline) == (Weight.NOTHING, False, "baseline not read")


@pytest.mark.parametrize(
    ("settings", "weight"),
    [
        ("images:\n  api:\n    growth-size: 10MiB", Weight.NOTHING),
        ("images:\n  api:\n    growth-percent: 10%", Weight.NOTHING),
        ("images:\n  other:\n    growth-size: 10MiB", Weight.REGRESSION),
        ("growth-size: 10MiB\nimages:\n  'a*':\n    growth-size: 1MiB", Weight.REGRESSION),
        ("images:\n  api:\n    growth-size: 10MiB\n    max-growth: 5MiB", Weight.REGRESSION),
    ],
)
def test_an_image_may_have_floors_of_its_own(settings, weight):
    (finding,) = check(review_facts(image(106), before=[image(100)], config=settings))
    assert finding.weight is weight
