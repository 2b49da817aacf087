"""The Dockerfile holds something that no builder can read.

What is told is the first of what follows from one mistake; the rest of the file was read all the same.

Bad:

    FROM debian:13-slim
    COPPY a /a

Good:

    FROM debian:13-slim
    COPY a /a
"""

from collections.abc import Iterator

from bot.lint.finding import Finding, Severity
from bot.lint.sources import DockerfileSource

SEVERITY = Severity.ERROR
READS = ("dockerfile",)


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding for every place that cannot be read."""
    for problem in source.file.problems:
        line = source.line(problem.line)
        yield Finding(line=problem.line, column=len(line) - len(line.lstrip()) + 1, message=problem.text)
