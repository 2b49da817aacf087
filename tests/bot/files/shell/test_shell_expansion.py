"""What a shell makes of a word, as far as the variables are known."""

import pytest

from bot.files.shell import expand_all, read_script

KNOWN = {"A": "a", "TWO": "x y", "EMPTY": ""}


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        ("$A", ("a",)),
        ("${A}b", ("ab",)),
        ("'$A'", ("$A",)),
        ('"$A $A"', ("a a",)),
        ("$TWO", ("x", "y")),
        ('"$TWO"', ("x y",)),
        ("p$TWO/q", ("px", "y/q")),
        ("$EMPTY", ()),
        ('"$EMPTY"', ("",)),
        ("$NONE", ("${NONE}",)),
        ("${NONE}", ("${NONE}",)),
        ("${NONE:-b}", ("${NONE:-b}",)),
        ("${A:-b}", ("a",)),
        ("${EMPTY:-b}", ("b",)),
        ("${NONE:+--push}", ("--push",)),
        ("${EMPTY:+--push}", ()),
        ("${A%%x}", ("${A%%x}",)),
        ("$(cmd)", ("$(cmd)",)),
        ("$1", ("${1}",)),
        ("\\$A", ("$A",)),
        ("$A/$A/b", ("a/a/b",)),
        ("$NONE/$A/b:$NONE", ("${NONE}/a/b:${NONE}",)),
        ("b-$A.$A", ("b-a.a",)),
        ('"b-$A/$A"', ("b-a/a",)),
        ("'b-$A'", ("b-$A",)),
        ("b-\\$A", ("b-$A",)),
        ('"b-\\$A"', ("b-$A",)),
        ("${NONE:-x/$A/y}", ("${NONE:-x/$A/y}",)),
        ("${EMPTY:-x/$A/y}", ("x/a/y",)),
        ("b-$TWO", ("b-x", "y")),
    ],
)
def test_a_word_becomes_fields(word, fields):
    command = read_script(f"x {word}").commands[-1]
    assert expand_all(command.words[1:], KNOWN) == fields
