"""Indexes and caches that a layer keeps."""

import pytest

from tests.bot.lint.projects import dockerfile, mended, offers, project, said

RULE = "package-cache-left"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM a:1\nRUN apt-get update && apt-get install -y curl\n", [2]),
        ("FROM a:1\nRUN set -e; \\\n  apt update -qq\n", [3]),
        ("FROM a:1\nRUN apk add curl\n", [2]),
        ("FROM a:1\nRUN apk --update add curl\n", [2]),
        ("FROM a:1\nRUN dnf install -y curl\n", [2]),
        ("FROM a:1\nRUN yum -y install curl\n", [2]),
        ("FROM a:1\nRUN pip install flask\n", [2]),
        ("FROM a:1\nRUN python3 -m pip install flask\n", [2]),
        ("FROM a:1\nRUN npm ci\n", [2]),
        ("FROM a:1\nRUN yarn install --frozen-lockfile\n", [2]),
        ("FROM a:1\nRUN conda install numpy\n", [2]),
        ("FROM a:1\nRUN sudo apt-get update\n", [2]),
        ("FROM a:1\nRUN <<EOF\napt-get update\napt-get install x\nEOF\n", [3]),
        ("FROM a:1\nRUN rm -rf /var/lib/apt/lists/* && apt-get update\n", [2]),
        ("FROM a:1 AS b\nRUN apk add x\nFROM b\nCMD x\n", [2]),
        ('FROM a:1\nRUN bash -c "apt-get update"\n', [2]),
        ("FROM a:1\nRUN apt-get update && rm -rf /var/cache/apt/*\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
        "FROM a:1\nRUN apt-get install -y curl\n",
        "FROM a:1\nRUN apt-get update && apt-get clean && rm -r /var/lib/apt\n",
        "FROM a:1\nRUN apt-get update && apt-get dist-clean\n",
        "FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get update\n",
        "FROM a:1\nRUN apk add --no-cache curl\n",
        "FROM a:1\nRUN apk add curl && rm -rf /var/cache/apk/*\n",
        "FROM a:1\nRUN dnf install -y x && dnf clean all\n",
        "FROM a:1\nRUN yum install -y x && rm -rf /var/cache/yum\n",
        "FROM a:1\nRUN pip install --no-cache-dir x\n",
        "FROM a:1\nENV PIP_NO_CACHE_DIR=1\nRUN pip install x\n",
        "FROM a:1\nRUN PIP_NO_CACHE_DIR=1 pip install x\n",
        "FROM a:1\nRUN --mount=type=cache,target=/r/.npm,id=x npm run x\n",
        "FROM a:1\nRUN npm ci && npm cache clean --force\n",
        "FROM a:1\nRUN npm run build\n",
        "FROM a:1 AS b\nRUN apk add x\nFROM c:1\nCMD x\n",
        "FROM a:1\nRUN echo apt-get update\n",
        "FROM a:1\nRUN find /var/lib/apt/lists -type f -delete\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []


@pytest.mark.parametrize(
    ("run", "new"),
    [
        ("RUN apk add curl", "RUN apk add --no-cache curl"),
        ("RUN apk update && apk add curl", "RUN apk update --no-cache && apk add --no-cache curl"),
        ("RUN apk add \\\n  curl", "RUN apk add --no-cache \\\n  curl"),
        ("RUN pip install x", "RUN pip install --no-cache-dir x"),
        (
            "RUN apt-get update && apt-get install x",
            "RUN apt-get update && apt-get install x \\\n    && rm -rf /var/lib/apt/lists/*",
        ),
        (
            "RUN apt-get update && \\\n      apt-get install x",
            "RUN apt-get update && \\\n      apt-get install x \\\n      && rm -rf /var/lib/apt/lists/*",
        ),
        ("RUN npm ci", "RUN npm ci \\\n    && npm cache clean --force"),
    ],
)
def test_the_fix_cleans_up_in_the_same_run(run, new):
    assert mended(RULE, {"Dockerfile": f"FROM a:1\n{run}\nCMD x\n"}) == {"Dockerfile": f"FROM a:1\n{new}\nCMD x\n"}


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nRUN apt-get update\nRUN apt-get install x\n",
        "FROM a:1\nRUN <<EOF\napt-get update\nEOF\n",
        'FROM a:1\nRUN ["apt-get", "update"]\n',
    ],
    ids=["a later RUN needs the lists", "a heredoc", "an exec form"],
)
def test_what_is_not_that_simple_gets_no_fix(text):
    assert offers(project({"Dockerfile": text}), RULE) == []


def test_a_finding_names_its_manager():
    assert said(RULE, {"Dockerfile": "FROM a:1\nRUN apk add x\nRUN pip install y\n"}) == [
        "Dockerfile:2 apk",
        "Dockerfile:3 pip",
    ]
