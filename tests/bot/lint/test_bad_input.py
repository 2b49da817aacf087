"""Files that nobody sane writes: each ends with findings or without, never with a traceback or without an end."""

import pytest

from tests.bot.lint.projects import project

DOUBLED = "".join(f"ENV V{n}=$V{n - 1}$V{n - 1}\n" for n in range(1, 60))
HOSTILE = {
    "a chain without end": {"Dockerfile": f"FROM a:1\nRUN {'true && ' * 20_000}true\n"},
    "brackets": {"Dockerfile": f"FROM a:1\nRUN {'(' * 5_000}x{')' * 5_000}\n"},
    "variables that double": {"Dockerfile": f"FROM a:1\nENV V0=xy\n{DOUBLED}COPY $V59 /x\nRUN pip install $V59\n"},
    "a line a thousand times": {"Dockerfile": "FROM a:1\n" + "RUN apt-get update\n" * 1_000},
    "words of no builder": {"Dockerfile": "FROM a:1\n" + "BLA x\n\nRUN y\n" * 300},
    "a list in a list": {".gitlab-ci.yml": f"a:\n  script: {'[' * 5_000}{']' * 5_000}\n"},
    "aliases of aliases": {
        ".gitlab-ci.yml": "a: &a [x, x, x]\n"
        + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(9))
        + "j:\n  script: *b8\n"
    },
    "a job without end": {".gitlab-ci.yml": "a:\n  script:\n" + "    - docker build -t x . && docker push x\n" * 600},
    "a table in a table": {"config.toml": f"a = {'[' * 5_000}{']' * 5_000}\n[[runners]]\n"},
    "half a runner": {"config.toml": "[[runners]]\n  [runners.docker]\n    volumes = [\n"},
}


@pytest.mark.parametrize("files", list(HOSTILE.values()), ids=list(HOSTILE))
def test_it_ends(files):
    linted = project(files)
    ((path, text),) = files.items()
    assert all(one.path == path and 1 <= one.line <= text.count("\n") + 1 for one in linted.findings)


@pytest.mark.parametrize(
    ("name", "rule", "line"),
    [
        ("words of no builder", "dockerfile-syntax", 2),
        ("a list in a list", "ci-syntax", 2),
        ("a table in a table", "toml-syntax", 1),
        ("half a runner", "toml-syntax", 3),
    ],
)
def test_what_is_broken_is_told_with_its_line(name, rule, line):
    assert next(one.line for one in project(HOSTILE[name]).findings if one.rule == rule) == line
