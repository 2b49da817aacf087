"""A job is judged by what the noise of its earlier runs explains, and not at all below five runs."""

import pytest

from bot.checks.time import check
from bot.files.typed_yaml import read
from bot.findings import Weight
from bot.repo_config import RepoConfig
from tests.bot.facts_in_words import review_facts

STEADY = (100.0, 102.0, 98.0, 101.0, 99.0, 100.0)
NOISY = (100.0, 200.0, 60.0, 150.0, 80.0, 120.0)


@pytest.mark.parametrize(
    ("seconds", "history", "settings", "weight"),
    [
        (150.0, STEADY, "", Weight.REGRESSION),
        (60.0, STEADY, "", Weight.IMPROVEMENT),
        (105.0, STEADY, "", Weight.NOTHING),
        (150.0, NOISY, "", Weight.NOTHING),
        (150.0, STEADY[:4], "", Weight.NOTHING),
        (150.0, (), "", Weight.NOTHING),
        (150.0, STEADY, "slowdown-percent: 60%", Weight.NOTHING),
        (150.0, STEADY, "slowdown-time: 2min", Weight.NOTHING),
        (105.0, STEADY, "jobs:\n  build:\n    max-build-time: 102s", Weight.REGRESSION),
        (150.0, NOISY, "jobs:\n  'b*':\n    max-slowdown: 20%", Weight.REGRESSION),
    ],
)
def test_a_verdict_needs_a_change_beyond_the_noise_and_the_floors(seconds, history, settings, weight):
    config, problems = read(settings, RepoConfig)
    assert not problems
    (finding,) = check(review_facts(seconds=seconds, history=history, config=config))
    assert finding.weight is weight


def test_the_median_and_the_number_of_runs_are_told():
    (finding,) = check(review_facts(seconds=130.0, history=(90.0, 100.0, 110.0)))
    assert (finding.median_seconds, finding.runs, finding.change_seconds) == (100.0, 3, 30.0)
