"""Growth counts when it passes both floors or breaks a budget; everything else stays silent."""

import pytest

from bot.checks.size import check
from bot.files.typed_yaml import read
from bot.findings import Weight
from bot.repo_config import RepoConfig
from tests.bot.facts_in_words import image, review_facts


def config(text: str) -> RepoConfig:
    found, problems = read(text, RepoConfig)
    assert not problems
    return found


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
        ((104,), (100,), "images:\n  other:\n    max-size: 102MiB", Weight.NOTHING),
        ((104,), (100,), "images:\n  'a*':\n    max-growth: 2%", Weight.REGRESSION),
        ((104,), (100,), "images:\n  api:\n    max-growth: 9MiB", Weight.NOTHING),
    ],
)
def test_growth_counts_when_it_passes_both_floors_or_breaks_a_budget(now, before, settings, weight):
    facts = review_facts(image(*now), before=(image(*before),), config=config(settings))
    (finding,) = check(facts)
    assert finding.weight is weight


def test_an_image_that_the_baseline_does_not_have_is_new():
    (finding,) = check(review_facts(image(30)))
    assert (finding.weight, finding.is_new, finding.change_bytes) == (Weight.CHANGE, True, None)


def test_without_a_baseline_nothing_is_new():
    (finding,) = check(review_facts(image(30), has_baseline=False))
    assert (finding.weight, finding.is_new) == (Weight.NOTHING, False)


def test_the_cause_names_the_new_layers():
    (finding,) = check(review_facts(image(100, 60), before=(image(100),)))
    assert finding.cause == "one new layer of 60 MiB; 1 of 2 layers are as before."


def test_platforms_are_compared_with_their_own_kind():
    before = image(100, platform="linux/arm64")
    (finding,) = check(review_facts(image(200), before=(before,)))
    assert finding.before is None
