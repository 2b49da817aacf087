"""A job has two after_script blocks, of which only the last one runs.

YAML keeps the last of two equal keys and says nothing. Write all commands into one list.

Bad:

    build:
      script:
        - make
      after_script:
        - ./upload-report
      after_script:
        - docker logout

Good:

    build:
      script:
        - make
      after_script:
        - ./upload-report
        - docker logout
"""

from collections.abc import Iterator

from bot.files.ci_file import Problem, ProblemKind
from bot.lint.ci_findings import fix_of
from bot.lint.edits import indent_of, insert_below, replace_lines
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.sources import CiSource, Source

SEVERITY = Severity.ERROR
READS = ("ci",)
KEY = "after_script"
MESSAGE = "this after_script never runs, for a second one stands below it; write all commands into one"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each after_script that a later one of the same job replaces."""
    for problem in source.file.problems:
        if problem.kind is ProblemKind.REPEATED and problem.text.startswith(f'"{KEY}"'):
            fix = _fix(source.part(problem.path), problem)
            yield Finding(path=problem.path, line=problem.line, column=problem.column, message=MESSAGE, fix=fix)


def _fix(part: Source, problem: Problem) -> Fix | None:
    """Return the fix that moves the items of the first block in front of those of the second one."""
    indent = indent_of(part.line(problem.line))
    last = _end(part, problem.line, indent)
    behind = range(last + 1, len(part.lines) + 1)
    second = next((number for number in behind if part.line(number).rstrip() == f"{indent}{KEY}:"), None)
    items = [part.line(number) for number in range(problem.line + 1, last + 1)]
    if second is None or part.line(problem.line).rstrip() != f"{indent}{KEY}:" or not items:
        return None
    shift = indent_of(part.line(second + 1))
    old = indent_of(items[0])
    moved = [f"{shift}{line.removeprefix(old)}" if line.strip() else line for line in items]
    edits = [replace_lines(part, problem.line, last), insert_below(part, second, *moved)]
    return fix_of("make one after_script of both", edits)


def _end(part: Source, line: int, indent: str) -> int:
    """Return the last line of the block below a key."""
    last = number = line
    while number < len(part.lines):
        number += 1
        text = part.line(number)
        is_item = text.startswith(f"{indent}- ")
        if text.strip() and not is_item and len(indent_of(text)) <= len(indent):
            break
        last = number if text.strip() else last
    return last
