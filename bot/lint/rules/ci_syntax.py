"""A part of the CI file cannot be read, or GitLab would refuse it.

What could be read around it is looked at all the same.

Bad:

    build:
      extends: .missing
      script:
        - docker build .

Good:

    build:
      script:
        - docker build .
"""

from collections.abc import Iterator

from bot.files.ci_file import ProblemKind
from bot.lint.finding import Finding, Severity
from bot.lint.sources import CiSource

SEVERITY = Severity.ERROR
READS = ("ci",)


def check(source: CiSource) -> Iterator[Finding]:
    """Yield the problems of the reader; of a shadowed after_script another rule tells."""
    for problem in source.file.problems:
        if problem.kind is not ProblemKind.REPEATED:
            text = problem.text.rstrip(".")
            yield Finding(path=problem.path, line=problem.line, column=problem.column, message=text)
