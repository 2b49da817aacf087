"""Edits of commands and their words: what goes, what stays, and where nothing can be done."""

import pytest

from bot.lint.ci_edits import cut_with_fallback, insert_before, insert_command
from bot.lint.edits import apply_edits
from bot.lint.word_edits import changes, options_of
from tests.bot.lint.projects import job, project

BLOCK = "a:\n  script:\n    - |\n      {}\n"


def source(text):
    (found,) = project({".gitlab-ci.yml": text}).project.ci_files
    return found


def made(text, edits):
    return apply_edits({".gitlab-ci.yml": text}, edits)[".gitlab-ci.yml"]


def step_of(found, program):
    (one,) = [step for step in found.jobs[0].steps if step.command.texts[0] == program]
    return one


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (job("make", "x", "y"), job("make", "y")),
        (job("make", "x || true"), job("make")),
        (job("make", "x || echo no # why"), job("make")),
        (job("make", after=["x"]), job("make")),
        (job("make", after=["x", "y"]), job("make", after=["y"])),
        (BLOCK.format("x\n      y"), BLOCK.format("y")),
        (BLOCK.format("y\n      x \\\n        -z"), BLOCK.format("y")),
    ],
)
def test_a_command_goes_with_its_fallback(old, new):
    found = source(old)
    assert made(old, [cut_with_fallback(found, found.jobs[0], step_of(found, "x"))]) == new


@pytest.mark.parametrize(
    "text",
    [
        job("make && x"),
        job("x; y"),
        "a:\n  script: [x, y]\n",
        BLOCK.format("y &&\n      x"),
        BLOCK.format("if y; then x; fi"),
    ],
)
def test_a_command_stays_that_others_hang_on(text):
    found = source(text)
    assert cut_with_fallback(found, found.jobs[0], step_of(found, "x")) is None


@pytest.mark.parametrize(
    ("old", "below", "above"),
    [
        (job("x", "y"), job("x", "n", "y"), job("n", "x", "y")),
        (BLOCK.format("x\n      y"), BLOCK.format("x\n      n\n      y"), BLOCK.format("n\n      x\n      y")),
        (
            "a:\n  script:\n    - >\n      x\n      -z\n    - y\n",
            "a:\n  script:\n    - >\n      x\n      -z\n    - n\n    - y\n",
            "a:\n  script:\n    - n\n    - >\n      x\n      -z\n    - y\n",
        ),
    ],
)
def test_a_command_comes_below_or_above_another(old, below, above):
    found = source(old)
    step = step_of(found, "x")
    assert made(old, [insert_command(found, step, "n")]) == below
    assert made(old, [insert_before(found, step, "n")]) == above


@pytest.mark.parametrize("text", ["a:\n  script: [x]\n", "a:\n  script: x\n"])
def test_nothing_can_be_put_beside_a_command_that_is_no_item_of_a_block(text):
    found = source(text)
    step = step_of(found, "x")
    assert insert_command(found, step, "n") is None
    assert insert_before(found, step, "n") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (job("x --a 1 --b 2"), job("x --b 2")),
        (job("x --b 2 --a=1"), job("x --b 2")),
        (job("x --a '1 2' b # c"), job("x b # c")),
        (BLOCK.format("x \\\n        --a 1 \\\n        b"), BLOCK.format("x \\\n        b")),
        (BLOCK.format("x b \\\n        --a 1"), BLOCK.format("x b")),
    ],
)
def test_an_option_goes_with_its_value(old, new):
    found = source(old)
    step = step_of(found, "x")
    words = {word: "" for option in options_of(step, "--a") for word in option.words}
    assert made(old, changes(found, step, words)) == new


def test_several_words_of_a_line_change_at_once():
    old = job("x --a 1 --b 2")
    found = source(old)
    step = step_of(found, "x")
    (one,), (two,) = options_of(step, "--a"), options_of(step, "--b")
    edits = changes(found, step, {one.words[1]: "longer", two.words[0]: "", two.words[1]: ""})
    assert made(old, edits) == job("x --a longer")


def test_words_behind_the_escapes_of_a_yaml_text_are_left_alone():
    found = source('a:\n  script:\n    - "x \\t--a 1"\n')
    step = step_of(found, "x")
    (option,) = options_of(step, "--a")
    assert changes(found, step, {option.words[1]: "2"}) is None
