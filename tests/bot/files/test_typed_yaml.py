"""YAML into models: what is read, and which sentence with which line names what is wrong."""

import json
from enum import StrEnum

import pytest

from bot.files.typed_yaml import (
    LINE_LIMIT,
    PROBLEM_LIMIT,
    VALUE_LIMIT,
    Field,
    Model,
    Size,
    YamlError,
    keys_at,
    parse,
    read,
)
from bot.files.yaml_tree import DEPTH_LIMIT, SIZE_LIMIT_BYTES


class Mood(StrEnum):
    """Two words."""

    CALM = "calm"
    LOUD = "loud"


class Limits(Model):
    """What stands below a map."""

    max_size: Size | None = None


class Pause(Model):
    """What stands below another map."""

    max_time: Size | None = None


class Sample(Model):
    """One field of each kind."""

    mood: Mood = Mood.CALM
    is_on: bool = False
    free_text: str = ""
    names: tuple[str, ...] = ()
    images: dict[str, Limits] = Field(default_factory=dict)
    pauses: tuple[Pause, ...] = ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Sample()),
        ("# only a comment\n", Sample()),
        ("---\n", Sample()),
        ("~", Sample()),
        ("{}", Sample()),
        ("mood: loud", Sample(mood=Mood.LOUD)),
        ("mood: 'loud'", Sample(mood=Mood.LOUD)),
        ("---\nis-on: true\n...\n", Sample(is_on=True)),
        ("free-text: |\n  two\n  lines\n", Sample(free_text="two\nlines\n")),
        ("free-text: 'null'", Sample(free_text="null")),
        ("free-text: no", Sample(free_text="no")),
        ("free-text: 2026-01-01", Sample(free_text="2026-01-01")),
        ("names: [a, b]", Sample(names=("a", "b"))),
        ("images:\n  '*/api':\n    max-size: 20MiB\n", Sample(images={"*/api": Limits(max_size="20MiB")})),
        ("images: {api: {max-size: ~}}", Sample(images={"api": Limits()})),
    ],
)
def test_a_good_text_is_read_without_a_word(text, expected):
    assert read(text, Sample) == (expected, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("just text", 'line 1: the file must hold keys with values, such as "comment: always"'),
        ("- a\n- b", 'line 1: the file must hold keys with values, such as "comment: always"'),
        ("\nmod: loud", 'line 2: "mod" is no key here; did you mean "mood"?'),
        ("is_on: true", 'line 1: "is_on" is no key here; did you mean "is-on"?'),
        ("zzz: 1", 'line 1: "zzz" is no key here; write one of mood, is-on, free-text, names, images, pauses'),
        ("mood: angry", 'line 1: "mood": write "calm" or "loud"'),
        ("images: api", 'line 1: "images" must hold keys with values, indented below it'),
        ("images:\n  api: 20MiB", 'line 2: "api" must hold keys with values, indented below it'),
        ("images:\n  api:\n    max-sise: 1B", 'line 3: "max-sise" is no key here; did you mean "max-size"?'),
        ("images:\n  api:\n    max-time: 1B", 'line 3: "max-time" is no key here; it belongs deeper, below "pauses"'),
        ("images:\n  api:\n    zzz: 1B", 'line 3: "zzz" is no key here; write one of max-size'),
        ("pauses:\n  - max-tmie: 1B", 'line 2: "max-tmie" is no key here; did you mean "max-time"?'),
        ("max-size: 1B", 'line 1: "max-size" is no key here; it belongs deeper, below "images"'),
        (
            "images:\n  api:\n    max-size: 20",
            'line 3: "max-size": "20" is no size; write a number with its unit, such as 20MiB or 500MB',
        ),
        ("mood: calm\nis-on: true\nmood: loud", 'line 3: "mood" stands here a second time; keep one of the two'),
        ("a: &x 1", "line 1: tags (!name) and anchors (&name) are not read here; write the plain value"),
        ("a: !!python/name:os.system x", "line 1: tags (!name) and anchors (&name) are not read here; "),
        ("a:\n  - *x", "line 2: aliases (*name) are not read here; write the value out"),
        ("mood: calm\n---\nmood: loud", 'line 2: the file holds a second document; remove the line "---"'),
        ("? [a]\n: b", "line 1: a key must be plain text"),
        ("images:\n\tapi: 1", "line 2: a tab stands where YAML wants spaces; indent with spaces"),
        ("mood: [calm", "line 1: this is no valid YAML ("),
        ("mood: calm\n  is-on: true", "line 2: this is no valid YAML ("),
        ("mood: \x07", "line 1: the file holds a character that YAML does not allow"),
    ],
)
def test_a_bad_text_gives_the_defaults_and_one_sentence_with_its_line(text, problem):
    model, problems = read(text, Sample)
    assert model == Sample()
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_problems_are_all_named_up_to_a_limit():
    assert len(read("mood: x\nis-on: x", Sample)[1]) == 2
    assert len(read("".join(f"key{number}: 1\n" for number in range(50)), Sample)[1]) == PROBLEM_LIMIT


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("'5'", "5"),
        ("-5", "-5"),
        ("5.0", "5.0"),
        ("٥", "٥"),
        ("9" * 12, 999_999_999_999),
        ("9" * 13, "9" * 13),
        ("true", True),
        ("True", "True"),
        ("yes", "yes"),
        ("~", None),
        ("''", ""),
        ("a:", {"a": None}),
        ("1: 2", {"1": 2}),
        ("[[], {}]", [[], {}]),
    ],
)
def test_only_what_has_one_meaning_becomes_more_than_text(text, value):
    assert parse(text).value == value


def test_lines_are_known_by_path():
    tree = parse("a:\n  - b\n  - c: d\n")
    assert tree.lines == {("a",): 1, ("a", 0): 2, ("a", 1): 3, ("a", 1, "c"): 3}


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT, False),
        ("[" * (DEPTH_LIMIT + 1) + "]" * (DEPTH_LIMIT + 1), True),
        ("[" * 50_000, True),
        ("#" * SIZE_LIMIT_BYTES, False),
        ("#" * (SIZE_LIMIT_BYTES + 1), True),
        ("#" + "ä" * (SIZE_LIMIT_BYTES // 2), True),
    ],
)
def test_depth_and_size_have_limits(text, speaks):
    said = ""
    try:
        parse(text)
    except YamlError as error:
        said = str(error)
    assert ("deeper than 64 levels" in said or "larger than 256 KiB" in said) is speaks


def test_the_schema_says_how_amounts_are_written():
    assert "KiB" in json.dumps(Limits.model_json_schema())


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ((), ["mood", "is-on", "free-text", "names", "images", "pauses"]),
        (("images", "api"), ["max-size"]),
        (("pauses", 0), ["max-time"]),
        (("mood",), []),
        (("nothing", "api"), []),
    ],
)
def test_the_keys_below_a_path_are_those_of_its_model(path, keys):
    assert keys_at(Sample, path) == keys


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("free-text: " + "x" * LINE_LIMIT, "line 1: the line is longer than 400 characters; "),
        ("mood: calm\n" + "[" * 262_000, "line 2: the line is longer than 400 characters; "),
        ("names:\n" + "- x\n" * VALUE_LIMIT, "line 1000: the file holds more than 1000 values"),
        ("".join(f"k{n}: 1\n" for n in range(VALUE_LIMIT)), "line 1000: the file holds more than 1000 values"),
        ("mood: calm\nfree-text: caf\N{REPLACEMENT CHARACTER}", "line 2: the line is not in UTF-8; "),
    ],
)
def test_a_foreign_text_is_limited_in_what_it_may_cost(text, problem):
    model, problems = read(text, Sample, is_foreign=True)
    assert model == Sample()
    assert len(problems) == 1
    assert problems[0].startswith(problem)


@pytest.mark.parametrize("text", ["free-text: " + "x" * (LINE_LIMIT - len("free-text: ")), "names:\n" + "- x\n" * 990])
def test_a_foreign_text_within_the_limits_is_read(text):
    assert read(text, Sample, is_foreign=True)[1] == ()


def test_a_text_of_our_own_operators_has_no_such_limits():
    assert read("free-text: " + "x" * 5000, Sample) == (Sample(free_text="x" * 5000), ())
    assert len(read("names:\n" + "- x\n" * 2000, Sample)[0].names) == 2000
