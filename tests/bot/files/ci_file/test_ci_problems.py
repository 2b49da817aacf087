"""What is wrong with a file: each problem with its place, and the rest still read."""

import pytest

from bot.files.ci_file import ProblemKind, read_ci_file


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a:\n  script: x\na:\n  script: y\n", 1, 1, '"a" stands again on line 3'),
        ("a:\n  script: x\n  script: y\n", 2, 3, '"script" stands again on line 3'),
        ("a:\n  script: x\n  variables: {A: 1, A: 2}\n", 3, 15, '"A" stands again on line 3'),
        ("a: {script: x, extends: .b}\n", 1, 25, 'extends names ".b", which is not here'),
        ("a: {script: x, extends: a}\n", 1, 25, '"a" extends itself in a circle'),
        ("a: {script: x, extends: b}\nb: {script: x, extends: a}\n", 2, 25, '"a" extends itself in a circle'),
        ("a:\n  script: [!reference [.b, script]]\n", 2, 12, "!reference [.b, script] is not here"),
        (".b: {x: [!reference [.b, x]]}\na: {script: y}\n", 1, 10, "leads in a circle"),
        ("a: x\n", 1, 1, '"a" is no job'),
        ("a: {stage: x}\n", 1, 1, '"a" has no script'),
        ("- a\n- b\n", 1, 1, "the file must hold jobs"),
        ("", 1, 1, "the file holds no jobs"),
        ("# only words\n", 1, 1, "the file holds no jobs"),
        ("a: {script: x}\n---\nb: {script: y}\n", 3, 1, "a second document"),
        ("image: x\ndefault: {image: y}\na: {script: x}\n", 1, 1, "at the top level and below"),
        ("a: {script: x, image: *b}\n", 1, 23, "the alias *b names no anchor"),
        ("a:\n  script: x\n  <<: y\n", 3, 3, "the merge key <<"),
        ("a: {script: x}\n? [b]\n: c\n", 2, 3, "a key must be plain text"),
        ("a:\n  script: 'x\n", 2, 11, "no valid YAML"),
        ("a:\n  script: x\n\tb: y\n", 3, 1, "a tab stands where"),
        ("a:\n  script: x\n b: y\n", 3, 2, "no valid YAML"),
        ("a: b: c\n", 1, 5, "no valid YAML"),
        ("a:\n  script: [x\nb:\n  script: y\n", 2, 11, "no valid YAML"),
        ("a:\n  script: x \x07\n", 2, 13, "a control character"),
        ("a:\n  script: \ufffd\n", 2, 11, "the file is not in UTF-8"),
        ("a: %x\n", 1, 4, "no valid YAML"),
    ],
)
def test_a_problem_has_a_place_and_words(text, line, column, said):
    problems = read_ci_file(text).problems
    assert [(one.line, one.column) for one in problems[:1]] == [(line, column)]
    assert said in problems[0].text


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script: x\n",
        "a:\n  script:\tx\n",
        "a:\n  script: [\n\t\tx,\n\t\ty,\n\t]\n",
        ".x: &x [a]\n.y: &x [b]\na: {script: *x}\n",
        "\ufeffa: {script: x}\n",
        "---\na: {script: x}\n",
        "a: {script: x}\n...\n",
        "%YAML 1.1\n---\na: {script: x}\n",
        "a: {needs: [b]}\nb: {script: x}\n",
        "a: {trigger: group/project}\n",
        "a: {run: [{name: x, script: y}]}\n",
        "include: {template: X.yml}\na: {extends: .from_there}\n",
        "include: {template: X.yml}\na: {script: [!reference [.from_there, script]]}\n",
        "include: {project: x, file: y}\na: {stage: z}\n",
        "a:\n  script: |\n    x\n    \ty\n",
        "'a: b': {script: x}\n",
        "a: {script: x, variables: {}}\n.h: {anything: [goes]}\n",
    ],
)
def test_what_gitlab_takes_is_no_problem(text):
    assert read_ci_file(text).problems == ()


@pytest.mark.parametrize(
    ("text", "jobs"),
    [
        ("a:\n  script: x\nb:\n  script: [y\nc:\n  script: z\n", ["a", "c"]),
        ("a:\n  script: 'x\nb:\n  script: y\n", ["b"]),
        ("a:\n  script: x\nb:\n\tscript: y\nc:\n  script: z\n", ["a", "c"]),
        ("a:\n  script: x\n script: y\nb:\n  script: z\n", ["b"]),
        ("a: b: c\nb:\n  script: z\n", ["b"]),
        ("a:\n  script: x\nb:\n  script: y\n  - z\n", ["a"]),
        ("a:\n  - script: x\n  script: y\nb:\n  script: @z\nc:\n  script: z\n", ["c"]),
    ],
)
def test_a_broken_block_costs_itself_alone(text, jobs):
    file = read_ci_file(text)
    assert [job.name for job in file.visible_jobs] == jobs
    assert file.problems
    assert not file.is_whole


def test_the_last_of_equal_keys_wins():
    job = read_ci_file("a: {script: x}\na: {script: y}\n").jobs["a"]
    assert [step.command.texts for step in job.steps] == [("y",)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a: {script: [x}\n", ProblemKind.BROKEN),
        ("a: {script: x, extends: .b}\n", ProblemKind.MISSING),
        ("a: {script: x, script: y}\n", ProblemKind.REPEATED),
    ],
)
def test_problems_are_of_three_kinds(text, kind):
    assert read_ci_file(text).problems[0].kind is kind


def test_a_problem_in_an_included_file_names_it():
    file = read_ci_file("include: b.yml\na: {script: x}\n", "ci.yml", lambda path: [(path, "b: {script: [x}\n")])
    assert [(one.path, one.line) for one in file.problems] == [("b.yml", 1)]


def test_more_than_ten_levels_of_extends_are_told():
    rows = [f".a{number}: {{extends: .a{number + 1}}}" for number in range(11)]
    text = "\n".join([*rows, ".a11: {script: x}", "job: {extends: .a0}"])
    assert any("more than 10 levels" in one.text for one in read_ci_file(text).problems)
    assert read_ci_file("\n".join([*rows[4:], ".a11: {script: x}", "job: {extends: .a4}"])).problems == ()
