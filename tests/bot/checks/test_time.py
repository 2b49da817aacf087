"""A job is judged by what the noise of its earlier runs explains, and not at all below five runs."""

from dataclasses import replace

import pytest

from bot.checks.time import check, history_of
from bot.facts import Job, JobLog
from bot.findings import BrokenBudget, TimeFinding, Weight
from bot.misses import FileChange, Sources
from bot.readings import Log
from bot.traces.model import Step, Trace
from tests.bot.facts_in_words import NOISY, STEADY, image, review_facts


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
    (finding,) = check(review_facts(seconds=seconds, history=history, config=settings))
    assert finding.weight is weight


def test_the_median_and_the_number_of_runs_are_told():
    (finding,) = check(review_facts(seconds=130.0, history=(90.0, 100.0, 110.0)))
    assert (finding.median_seconds, finding.runs, finding.change_seconds) == (100.0, 3, 30.0)


@pytest.mark.parametrize(
    ("seconds", "history", "settings", "word"),
    [
        (170.0, NOISY, "", "noise"),
        (111.0, NOISY, "", ""),
        (170.0, NOISY, "jobs:\n  build:\n    max-slowdown: 20%", ""),
        (150.0, STEADY, "", ""),
        (101.0, STEADY, "", ""),
        (170.0, STEADY[:4], "", "too few runs"),
        (101.0, STEADY[:4], "", ""),
        (170.0, (100.0,), "", "too few runs"),
        (170.0, (), "", ""),
    ],
)
def test_a_change_that_would_matter_but_cannot_be_judged_is_called_so(seconds, history, settings, word):
    (finding,) = check(review_facts(seconds=seconds, history=history, config=settings))
    assert finding.unjudged == word


@pytest.mark.parametrize(
    ("seconds", "history", "settings", "budget"),
    [
        (150.0, STEADY, "max-slowdown: 20%", BrokenBudget("max-slowdown", "20 %")),
        (150.0, STEADY[:4], "max-slowdown: 20%", None),
        (105.0, STEADY, "max-build-time: 102s", BrokenBudget("max-build-time", "1 m 42 s")),
        (105.0, (), "max-build-time: 102s", BrokenBudget("max-build-time", "1 m 42 s")),
        (105.0, STEADY, "max-build-time: 90s", BrokenBudget("max-build-time", "1 m 30 s", is_old=True)),
        (85.0, STEADY, "max-build-time: 90s", None),
        (150.0, STEADY, "max-build-time: 90s\n    max-slowdown: 20%", BrokenBudget("max-slowdown", "20 %")),
    ],
)
def test_a_budget_is_absolute_or_needs_as_many_runs_as_a_verdict(seconds, history, settings, budget):
    (finding,) = check(review_facts(seconds=seconds, history=history, config=f"jobs:\n  build:\n    {settings}"))
    assert finding.broken_budget == budget
    is_ours = budget is not None and not budget.is_old
    assert (finding.weight is Weight.REGRESSION) is is_ours


@pytest.mark.parametrize(
    ("seconds", "history", "cause"),
    [
        (
            270.0,
            STEADY,
            (
                "4 m 30 s, where the last 6 runs on the target branch took 1 m 40 s in the median "
                "(1 m 38 s to 1 m 42 s). They spread by 1.4 %: one run shows a change from 10 % on. "
                "Confirmed: the merge request's run before this one was slow too."
            ),
        ),
        (270.0, (100.0, 100.2), "4 m 30 s, where the last 2 runs on the target branch took 1 m 40 s."),
        (270.0, (100.0,), "4 m 30 s, where the one run on the target branch took 1 m 40 s."),
        (270.0, (), None),
        (100.0, STEADY, None),
    ],
)
def test_the_cause_puts_a_run_beside_those_that_it_is_compared_with(seconds, history, cause):
    config = "jobs:\n  build:\n    max-build-time: 2min"
    (finding,) = check(review_facts(seconds=seconds, history=history, config=config))
    assert finding.cause == cause


@pytest.mark.parametrize("seconds", [None, 0.0, -1.0])
def test_a_job_whose_time_gitlab_does_not_know_is_not_judged(seconds):
    assert list(check(review_facts(seconds=seconds, history=STEADY))) == []


@pytest.mark.parametrize(
    ("settings", "is_twice", "weight", "word"),
    [
        ("", True, Weight.REGRESSION, ""),
        ("", False, Weight.NOTHING, "seen once"),
        ("slowdown-proof: confirmed", False, Weight.NOTHING, "seen once"),
        ("slowdown-proof: possible", False, Weight.REGRESSION, ""),
        ("slowdown-proof: possible", True, Weight.REGRESSION, ""),
    ],
)
def test_one_run_speaks_where_the_setting_lets_it(settings, is_twice, weight, word):
    (finding,) = check(review_facts(seconds=150.0, history=STEADY, config=settings, is_seen_twice=is_twice))
    assert (finding.weight, finding.unjudged) == (weight, word)
    assert finding.is_possible is (weight is Weight.REGRESSION and not is_twice)


def cached(*answers):
    return Log(Trace(steps=tuple(Step(f"RUN {place}", place, cached=one) for place, one in enumerate(answers))))


@pytest.mark.parametrize(
    ("settings", "now", "before", "budget"),
    [
        ("jobs:\n  build:\n    min-cache-hit: 50%", (True, False), (True, True), None),
        ("jobs:\n  build:\n    min-cache-hit: 60%", (True, False), (True, True), ("min-cache-hit", "60 %", False)),
        ("jobs:\n  build:\n    min-cache-hit: 60%", (True, False), (False, False), ("min-cache-hit", "60 %", True)),
        ("jobs:\n  build:\n    min-cache-hit: 60%", (), (True, True), None),
        ("images:\n  'a*':\n    min-cache-hit: 60%", (True, False), (True, True), ("min-cache-hit", "60 %", False)),
        (
            "images:\n  api:\n    min-cache-hit: 60%\njobs:\n  build:\n    min-cache-hit: 40%",
            (True, False),
            (True, True),
            None,
        ),
        ("images:\n  api:\n    max-build-time: 90s", (True,), (True,), ("max-build-time", "1 m 30 s", True)),
        ("images:\n  other:\n    max-build-time: 90s", (True,), (True,), None),
    ],
)
def test_budgets_of_time_and_cache_hold_for_jobs_and_for_their_images(settings, now, before, budget):
    facts = review_facts(image(40), before=[image(40)], seconds=100.0, history=STEADY, config=settings)
    logs = (JobLog(facts.image_jobs[0], cached(*now), cached(*before), "b" * 40),)
    (finding,) = [one for one in check(replace(facts, logs=logs)) if isinstance(one, TimeFinding)]
    assert finding.broken_budget == (BrokenBudget(*budget) if budget else None)
    is_ours = budget is not None and not budget[2]
    assert (finding.weight is Weight.REGRESSION) is is_ours


def test_a_merge_request_that_changes_the_ci_file_has_no_untouched_jobs():
    facts = review_facts()
    other = Job(8, "lint", "success", 30.0)
    facts = replace(facts, pipeline=replace(facts.pipeline, jobs=(*facts.image_jobs, other)))
    assert history_of(facts).untouched == {"lint"}
    changed = replace(facts, sources=Sources(changes=(FileChange(".gitlab-ci.yml"),)))
    assert history_of(changed).untouched == frozenset()
