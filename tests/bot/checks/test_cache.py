"""A lost cache is a regression where the merge request made it, costs enough and could be avoided."""

import pytest

from bot.checks.cache import check
from bot.findings import Weight
from bot.misses import Why
from tests.bot.facts_in_words import built, change, failed, failure, file, review_facts, with_logs
from tests.bot.misses.logs_in_words import imported, log

GO = """\
FROM golang:1.22 AS build
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /api ./cmd/api
"""
ABOVE = "FROM golang:1.22 AS build\nCOPY . .\nRUN go mod download\nRUN go build -o /api ./cmd/api\n"
WARM = ("hit", "hit", "hit", "hit")
GONE = imported("registry.test/acme/api:cache", message="manifest unknown")


def run(text, *answers, **options):
    """Return the log of a build of a Dockerfile; one answer for each instruction behind FROM."""
    first, *others = text.splitlines()
    steps = [("build", n, one, answer) for n, (one, answer) in enumerate(zip(others, answers, strict=True), 2)]
    return log(("build", 1, first, None), *steps, **options)


def judge(trace, before, *changes, text=GO, before_text=GO, config=None, dead_pipelines=0):
    """Return the one finding about a build of a Dockerfile beside that of the target branch."""
    facts = with_logs(
        review_facts(config=config),
        built(trace, before, dead_pipelines=dead_pipelines),
        now=file(text), before=file(before_text), changes=tuple(changes),
    )  # fmt: skip
    (finding,) = check(facts)
    return finding


@pytest.mark.parametrize(
    ("answers", "before", "changes", "weight", "said"),
    [
        (WARM, WARM, [], Weight.NOTHING, []),
        (("hit", "hit", 1, 60), ("hit", "hit", 1, 60), [change("a.go", "x")], Weight.NOTHING, []),
        (("hit", "hit", 1, 60), WARM, [change("a.go", "x")], Weight.NOTHING, [Why.COPIED_FILES_CHANGED]),
        (("hit", "hit", 1, 5), WARM, [change("a.go", "x")], Weight.NOTHING, []),
        ((1, 180, 1, 60), WARM, [change("go.mod", "require a v2")], Weight.NOTHING, [Why.COPIED_FILES_CHANGED]),
        ((1, 180, 1, 60), WARM, [change("go.mod", "// why")], Weight.REGRESSION, [Why.COPIED_FILES_CHANGED]),
        ((1, 2, 1, 3), WARM, [change("go.mod", "// why")], Weight.NOTHING, []),
        (("hit", 180, 1, 60), WARM, [], Weight.CHANGE, [Why.UNKNOWN]),
        (("hit", "miss", "miss", "miss"), WARM, [], Weight.NOTHING, []),
        (("miss", "miss", "miss", "miss"), WARM, [change("go.mod", "// why")], Weight.REGRESSION,
         [Why.COPIED_FILES_CHANGED]),
    ],
)  # fmt: skip
def test_what_ran_again_weighs_by_its_cause_and_its_cost(answers, before, changes, weight, said):
    finding = judge(run(GO, *answers, sources=()), run(GO, *before), *changes)
    assert (finding.weight, [miss.cause.why for _, miss in finding.misses]) == (weight, said)


def test_a_changed_instruction_above_a_download_is_a_regression():
    text = GO.replace("download", "download -x")
    finding = judge(run(text, "hit", 90, 1, 60), run(GO, *WARM), text=text)
    assert (finding.weight, finding.misses[0][1].cause.dockerfile_line) == (Weight.REGRESSION, 3)


def test_a_copy_of_everything_moved_above_a_download_is_a_regression_with_another_order():
    finding = judge(run(ABOVE, 1, 180, 60), run(GO, *WARM), change("a.go", "x"), text=ABOVE)
    assert finding.weight is Weight.REGRESSION
    assert [(path, order.copy_all.line, order.download.line) for path, order in finding.orders] == [
        ("Dockerfile", 2, 3)
    ]


def test_an_order_that_was_bad_before_is_shown_but_weighs_nothing():
    before = run(ABOVE, 1, 180, 60)
    finding = judge(before, before, change("a.go", "x"), text=ABOVE, before_text=ABOVE)
    assert (finding.weight, len(finding.orders)) == (Weight.NOTHING, 1)


def test_the_projects_floor_decides_what_costs_enough():
    trace, before, changed = run(GO, 1, 30, 1, 10), run(GO, *WARM), change("go.mod", "// why")
    assert judge(trace, before, changed).weight is Weight.REGRESSION
    assert judge(trace, before, changed, config="slowdown-time: 1min").weight is Weight.NOTHING


@pytest.mark.parametrize(
    ("sources", "pipelines", "weight", "is_dead"),
    [
        ([GONE], 1, Weight.NOTHING, True),
        ([GONE], 2, Weight.CHANGE, True),
        ([GONE, imported("registry.test/acme/api:main")], 9, Weight.NOTHING, False),
        ([], 0, Weight.NOTHING, False),
    ],
)
def test_a_cache_that_never_arrives_is_told_the_second_time(sources, pipelines, weight, is_dead):
    trace = run(GO, 1, 90, 1, 60, sources=sources)
    finding = judge(trace, trace, dead_pipelines=pipelines)
    assert (finding.weight, finding.dead is not None) == (weight, is_dead)


def test_a_cache_that_went_away_is_a_change_with_its_cause():
    finding = judge(run(GO, 1, 90, 1, 60, sources=[GONE]), run(GO, *WARM), dead_pipelines=1)
    assert (finding.weight, finding.misses[0][1].cause.why) == (Weight.CHANGE, Why.CACHE_SOURCE_MISSING)


def test_steps_are_counted_beside_those_of_the_baseline():
    finding = judge(run(GO, "hit", "hit", 1, 60), run(GO, *WARM))
    assert (finding.ratio, finding.ratio_before, finding.lost_seconds) == ((2, 4), (4, 4), 61.0)


def test_without_a_baseline_nothing_was_lost():
    (finding,) = check(with_logs(review_facts(), built(run(GO, 1, 5, 1, 4))))
    assert (finding.weight, finding.ratio_before, finding.misses) == (Weight.NOTHING, (0, 0), ())


def test_jobs_that_failed_or_built_nothing_are_passed_over():
    failing = failed(failure("no space left on device"), trace=run(GO, 1, 5, 1, 4))
    assert list(check(with_logs(review_facts(), failing, built(log())))) == []
