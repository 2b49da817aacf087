"""Where things stand: the line of each command in every kind of block, of keys, values and words."""

import pytest

from bot.files.ci_file import Section, read_ci_file


def places(text):
    steps = read_ci_file(text).jobs["job"].steps
    return [(*step.place(step.command.start), step.last_line) for step in steps]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("job:\n  script: make", [(2, 11, 2)]),
        ("job:\n  script:\n    - make\n    - test", [(3, 7, 3), (4, 7, 4)]),
        ("job:\n  script:\n    - 'make'\n    - \"test\"", [(3, 8, 3), (4, 8, 4)]),
        ("job:\n  script:\n    - a && b", [(3, 7, 3), (3, 12, 3)]),
        ("job:\n  script:\n    - |\n      make\n\n      # why\n      test", [(4, 7, 4), (7, 7, 7)]),
        ("job:\n  script:\n    - |-\n      a \\\n        b\n      c", [(4, 7, 5), (6, 7, 6)]),
        ("job:\n  script:\n    - >\n      a\n      b &&\n      c", [(4, 7, 5), (6, 7, 6)]),
        ("job:\n  script:\n    - >-\n      a\n\n      b", [(4, 7, 4), (6, 7, 6)]),
        ("job:\n  script:\n    - a\n      b && c\n", [(3, 7, 4), (4, 12, 4)]),
        ('job:\n  script:\n    - "a &&\n      b"', [(3, 8, 3), (4, 7, 4)]),
        ("job:\n  script: |\n    if x; then\n      a\n    fi", [(3, 8, 3), (4, 7, 4)]),
        ("job:\r\n  script:\r\n    - |\r\n      a\r\n      b\r\n", [(4, 7, 4), (5, 7, 5)]),
        ("job:\n  script:\n    - sh -c 'a && b'", [(3, 7, 3), (3, 14, 3), (3, 19, 3)]),
        (".x: &x\n  - a\njob:\n  script:\n    - *x\n    - b", [(2, 5, 2), (6, 7, 6)]),
        (".x:\n  script: [a]\njob:\n  script:\n    - !reference [.x, script]\n    - b", [(2, 12, 2), (6, 7, 6)]),
        ("job:\n  script:\n    - ä ö && b", [(3, 7, 3), (3, 14, 3)]),
        ("job:\n  script: &x make", [(2, 14, 2)]),
    ],
)
def test_each_command_knows_where_it_stands(text, found):
    assert places(text) == found


def test_words_know_where_they_stand():
    text = "job:\n  script:\n    - |\n      docker build \\\n        --squash .\n"
    step = read_ci_file(text).jobs["job"].steps[0]
    assert [step.word_place(word) for word in step.command.words] == [(4, 7), (4, 14), (5, 9), (5, 18)]


def test_keywords_know_the_line_that_they_were_inherited_from():
    text = "default:\n  timeout: 1h\n.a:\n  retry: 2\njob:\n  extends: .a\n  script: a\n"
    job = read_ci_file(text).jobs["job"]
    assert [job.line_of(name) for name in ("timeout", "retry", "script", "tags")] == [2, 4, 7, None]
    assert job.line == 5


def test_a_file_with_a_byte_order_mark_has_the_same_places():
    assert places("\ufeffjob:\n  script: make") == [(2, 11, 2)]


def test_after_script_is_told_apart():
    job = read_ci_file("job:\n  after_script: [c]\n  script: [b]\n  before_script: [a]").jobs["job"]
    assert [(step.section, step.line) for step in job.steps] == [
        (Section.BEFORE, 4),
        (Section.SCRIPT, 3),
        (Section.AFTER, 2),
    ]
