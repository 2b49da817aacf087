"""The slowest chain of a pipeline's jobs, by their needs or else by their CI stages."""

import math

import pytest

from bot.times.critical_path import PlannedJob, critical_path, slowest_chain

BUILD, UNIT = PlannedJob("build", 0, 100.0), PlannedJob("unit", 0, 20.0)
TEST = PlannedJob("test", 1, 60.0)


def job(name, stage, seconds, *needs):
    return PlannedJob(name, stage, seconds, needs=needs)


@pytest.mark.parametrize(
    ("jobs", "path"),
    [
        ([], ""),
        ([BUILD], "build"),
        ([BUILD, UNIT, TEST], "build test"),
        ([TEST, UNIT, BUILD], "build test"),
        ([BUILD, UNIT, job("test", 1, 60.0, "unit")], "build"),
        ([BUILD, UNIT, job("test", 1, 90.0, "unit")], "unit test"),
        ([BUILD, job("deploy", 3, 500.0)], "deploy"),
        ([BUILD, job("test", 1, 60.0, "gone")], "build"),
        ([PlannedJob("build", 0, 10.0, 200.0), UNIT, TEST], "build test"),
        ([PlannedJob("build", 0, None), UNIT, TEST], "unit test"),
        ([PlannedJob("build", 0, -900.0), PlannedJob("b", 0, math.nan), UNIT, TEST], "unit test"),
        ([job("build 1/2", 0, 10.0), job("build 2/2", 0, 30.0), job("test", 1, 5.0, "build")], "build 2/2 test"),
        (
            [job("build: [a, b]", 0, 10.0), job("build: [c]", 0, 3.0), job("test", 1, 5.0, "build: [c]")],
            "build: [a, b]",
        ),
        ([BUILD, PlannedJob("gate", 1, 0.0), PlannedJob("deploy", 2, 5.0)], "build deploy"),
    ],
)
def test_the_slowest_chain(jobs, path):
    assert " ".join(one.name for one in critical_path(jobs)) == path


def test_needs_that_go_in_a_circle_are_refused():
    with pytest.raises(ValueError, match="in a circle: "):
        critical_path([job("a", 0, 1.0, "b"), job("b", 0, 1.0, "a")])


def test_the_chain_tells_what_on_it_changed():
    chain = slowest_chain([BUILD, UNIT, TEST], [PlannedJob("build", 0, 160.0), UNIT, TEST, PlannedJob("scan", 2, 30.0)])
    assert [(link.job.name, link.change_seconds) for link in chain.links] == [
        ("build", 60.0),
        ("test", 0.0),
        ("scan", None),
    ]
    assert (chain.seconds, chain.before_seconds, chain.change_seconds) == (250.0, 160.0, 90.0)
