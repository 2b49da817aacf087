"""go build -a."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "go-rebuild-all"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM a:1\nRUN go build -a -o /x .\n", [2]),
        ("FROM a:1\nRUN cd x && \\\n  CGO_ENABLED=0 go install -a ./...\n", [3]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nRUN go build -o /x .\n",
        "FROM a:1\nRUN go vet -a\n",
        "FROM a:1\nRUN echo go build -a\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
