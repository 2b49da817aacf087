"""What is deleted too late."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "rm-in-later-layer"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM a:1\nCOPY big.tar /tmp/\nRUN tar x && rm /tmp/big.tar\n", [3]),
        ("FROM a:1\nWORKDIR /w\nRUN wget https://example.com/x.zip\nRUN unzip x.zip && \\\n rm -f x.zip\n", [5]),
        ("FROM a:1\nRUN apt-get update && apt-get install gcc\nRUN apt-get purge -y gcc\n", [3]),
        ("FROM a:1\nRUN apt-get update\nRUN apt-get install x && rm -rf /var/lib/apt/lists/*\n", [3]),
        ("FROM a:1\nRUN apk add --no-cache gcc\nRUN apk del gcc\n", [3]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nRUN curl -fsSLo /x.tar https://example.com/x && rm /x.tar\n",
        "FROM a:1\nRUN rm -rf /var/lib/apt/lists/*\n",
        "FROM a:1 AS b\nCOPY x /x\nRUN rm /x\nFROM c:1\nCMD y\n",
        "FROM a:1\nCOPY x /x\nRUN rm /y\n",
        "FROM a:1\nRUN apk add --no-cache --virtual .b gcc && make && apk del .b\nRUN apk del curl\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
