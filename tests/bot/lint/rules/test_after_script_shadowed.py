"""Two after_script blocks."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "after-script-shadowed"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  script: [make]\n  after_script:\n    - x\n  after_script:\n    - y\n", [3]),
        ("a:\n  after_script: [x]\n  script: [make]\n  after_script: [y]\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script: [make]\n  after_script:\n    - x\n    - y\n",
        "a:\n  script: [make]\n  after_script: [x]\nb:\n  script: [make]\n  after_script: [x]\n",
        "a:\n  script: [make]\n  script: [x]\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_the_items_of_both_stay_in_their_order():
    text = """
    a:
      script: [make]
      after_script:
        - x

        # why
        - |
          two
          lines
      tags: [t]
      after_script:
      - y
    """
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"].splitlines() == [
        "a:",
        "  script: [make]",
        "  tags: [t]",
        "  after_script:",
        "  - x",
        "",
        "  # why",
        "  - |",
        "    two",
        "    lines",
        "  - y",
    ]
