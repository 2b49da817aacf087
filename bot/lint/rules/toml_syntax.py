"""The config.toml is no TOML, so the runner does not start with it.

What stands behind a value and is no comment is the usual cause: TOML comments begin with `#`. The rest of the file was
read all the same.

Bad:

    concurrent = 4
    [[runners]]
      executor = "docker"
      [runners.docker]
        privileged = true <-- this is mandatory
        volumes = ["/certs/client", "/cache"]

Good:

    concurrent = 4
    [[runners]]
      executor = "docker"
      [runners.docker]
        privileged = true # this is mandatory
        volumes = ["/certs/client", "/cache"]
"""

from collections.abc import Iterator

from bot.lint.edits import replace_lines
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.sources import RunnerSource

SEVERITY = Severity.ERROR
READS = ("runner",)


def check(source: RunnerSource) -> Iterator[Finding]:
    """Yield a finding for every place that cannot be read."""
    for problem in source.file.problems:
        fix = None
        if problem.mended is not None:
            edit = replace_lines(source, problem.line, problem.line, problem.mended)
            fix = Fix("make a comment of the remark", (edit,))
        yield Finding(line=problem.line, column=problem.column, message=problem.text, fix=fix)
    if "\N{REPLACEMENT CHARACTER}" in source.text:
        line = source.text.count("\n", 0, source.text.index("\N{REPLACEMENT CHARACTER}")) + 1
        yield Finding(line=line, message="this line is not in UTF-8, which TOML has to be; save the file in UTF-8")
