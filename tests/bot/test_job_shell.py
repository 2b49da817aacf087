"""A job's shell remembers what its commands set, and forgets what a subshell did."""

import json

import pytest

from bot.files.ci_file import read_ci_file
from bot.job_shell import follow


def seen(script, after=""):
    """Return words and folder of every command named `say`, words filled in as far as they are known."""
    text = f"job:\n  script:\n{_items(script)}  after_script:\n{_items(after or 'true')}"
    job = read_ci_file(text).jobs["job"]
    return [
        (" ".join(shell.words_of(step, turn)[1:]), shell.folder_of(step))
        for step, shell in follow(job, job.known_variables)
        for turn in shell.turns_of(step)
        if step.command.texts[:1] == ("say",)
    ]


def _items(script):
    return "".join(f"    - {json.dumps(item)}\n" for item in script.split(";;"))


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("A=1;;say $A", ["1"]),
        ("export A=1 B=$A;;say $B", ["1"]),
        ("A=1 say $A", ["${A}"]),
        ("(A=1);;say $A", ["${A}"]),
        ("(A=1; say $A);;(say $A)", ["1", "${A}"]),
        ("A=1;;(say $A)", ["1"]),
        ("A=1;;unset A;;say $A", ["${A}"]),
        ('A=1;;[ -n "$X" ] && A=2;;say $A', ["${A}"]),
        ("A=$(date);;say $A", ["${A}"]),
        ("for A in 1 2; do say $A; done", ["1", "2"]),
    ],
)
def test_variables_last_as_long_as_their_shell(script, said):
    assert [words for words, _ in seen(script)] == said


@pytest.mark.parametrize(
    ("script", "folder"),
    [
        ("say", "."),
        ("cd a;;say", "a"),
        ("cd a;;cd b/..;;say", "a"),
        ("cd a && say", "a"),
        ("(cd a);;say", "."),
        ("(cd a; say)", "a"),
        ("cd a;;cd $CI_PROJECT_DIR/b;;say", "b"),
        ("cd $X;;say", None),
        ("cd /tmp;;say", None),
        ('[ -n "$X" ] && cd a;;say', None),
    ],
)
def test_the_folder_is_followed_as_far_as_it_is_known(script, folder):
    assert seen(script) == [("", folder)]


def test_after_script_has_a_shell_of_its_own():
    assert seen("A=1;;cd a;;say $A", "say $A") == [("1", "a"), ("${A}", ".")]
