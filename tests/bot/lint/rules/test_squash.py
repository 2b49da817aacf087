"""docker build --squash."""

import pytest

from tests.bot.lint.projects import ci, mended

RULE = "squash"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a:\n  script:\n    - docker build --squash .\n", [3]),
        ("a:\n  script:\n    - |\n      docker build -t x \\\n        --squash=true \\\n        .\n", [5]),
    ],
)
def test_it_speaks(text, lines):
    assert ci(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  script:\n    - docker build .\n",
        "a:\n  script:\n    - docker build --squash=false .\n",
        "a:\n  script:\n    - echo --squash\n",
    ],
)
def test_it_is_silent(text):
    assert ci(RULE, text) == []


def test_a_line_of_its_own_goes_whole():
    text = """
    a:
      script:
        - |
          docker build -t x \\
            --squash \\
            .
    """
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"].splitlines()[3:] == [
        "      docker build -t x \\",
        "        .",
    ]


def test_the_last_line_goes_with_the_backslash_before_it():
    text = """
    a:
      script:
        - |
          docker build . \\
            --squash
          docker push x
    """
    assert mended(RULE, {".gitlab-ci.yml": text})[".gitlab-ci.yml"].splitlines()[3:] == [
        "      docker build .",
        "      docker push x",
    ]
