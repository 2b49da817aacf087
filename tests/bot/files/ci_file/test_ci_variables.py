"""Which values variables have: written in every way, naming one another, and read as YAML 1.1 reads them."""

import pytest

from bot.files.ci_file import read_ci_file


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("A: x", "x"),
        ("A: {value: x, description: what}", "x"),
        ("A: {value: x, options: [x, y]}", "x"),
        ("A: ''", ""),
        ("A:", ""),
        ("A: 010", "8"),
        ("A: '010'", "010"),
        ("A: 1_000", "1000"),
        ("A: 1.10", "1.1"),
        ("A: '1.10'", "1.10"),
        ("A: yes", "true"),
        ("A: off", "false"),
        ("A: 0x1F", "31"),
        ("A: 24.0.5", "24.0.5"),
        (f"A: {'9' * 2000}", "9" * 2000),
        ("A: $B/x\n  B: b", "b/x"),
        ("A: ${B}${B}\n  B: b", "bb"),
        ("A: $B\n  B: $C\n  C: c", "c"),
        ("A: $CI_REGISTRY_IMAGE/x", "${CI_REGISTRY_IMAGE}/x"),
        ("A: $$B\n  B: b", "$B"),
        ("A: {value: $B, expand: false}\n  B: b", "$B"),
        ("A: $B\n  B: $A", "${A}"),
        ("A: x$A", "x${A}"),
        ("A: '%B%'\n  B: b", "b"),
        ("A: x\n  A: y", "y"),
    ],
)
@pytest.mark.parametrize("place", ["global", "job"])
def test_a_value_is_what_gitlab_hands_on(written, value, place):
    mapping = f"variables:\n  {written}\n"
    inside = "".join(f"  {line}\n" for line in mapping.splitlines())
    text = f"{mapping}job:\n  script: a\n" if place == "global" else f"job:\n  script: a\n{inside}"
    assert read_ci_file(text).jobs["job"].variables["A"].value == value


@pytest.mark.parametrize(
    ("inherit", "known"),
    [("", {"A", "B"}), ("inherit: {variables: false}", set()), ("inherit: {variables: [B]}", {"B"})],
)
def test_a_job_takes_the_variables_that_it_wants(inherit, known):
    text = f"variables: {{A: a, B: b}}\njob:\n  script: a\n  {inherit}\n"
    assert set(read_ci_file(text).jobs["job"].variables) == known


def test_a_jobs_own_variable_wins_and_is_seen_by_the_global_one():
    text = "variables: {TAG: global, IMAGE: app:$TAG}\njob:\n  script: a\n  variables: {TAG: own}\n"
    job = read_ci_file(text).jobs["job"]
    assert {name: one.value for name, one in job.variables.items()} == {"TAG": "own", "IMAGE": "app:own"}
    assert (job.variables["TAG"].node.line, job.variables["IMAGE"].node.line) == (4, 1)


def test_values_that_double_each_other_stay_small():
    rows = [f"  A{number}: $A{number + 1}$A{number + 1}" for number in range(60)]
    text = "variables:\n" + "\n".join(rows) + "\n  A60: xxxxxxxx\njob: {script: a}"
    assert max(len(one.value) for one in read_ci_file(text).variables.values()) <= 4096
