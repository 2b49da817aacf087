"""Images that run as root."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "root-final"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('FROM a:1\nCMD ["x"]\n', [1]),
        ("FROM a:1 AS b\nUSER 1\nFROM c:1\nENTRYPOINT x\n", [3]),
        ("FROM a:1\nUSER 1\nRUN x\nUSER root\nCMD x\n", [4]),
        ("FROM a:1\nUSER 0:0\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nUSER 65532:65532\nCMD x\n",
        "FROM a:1\nRUN x\n",
        "FROM a:1 AS b\nUSER app\nFROM b\nCMD x\n",
        "FROM distroless/static:nonroot\nCMD x\n",
        "FROM a:1\nUSER $UID\nCMD x\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
