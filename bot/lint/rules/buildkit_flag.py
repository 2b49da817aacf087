"""DOCKER_BUILDKIT is exported in the middle of a script, where it is superfluous or too late.

From Docker 23 on `docker build` is BuildKit anyway. With an older one the builds above the line still run in the
classic builder, and so does after_script, which has a shell of its own; there it belongs among the job's variables.

Bad:

    build:
      image: docker:29-cli
      script:
        - export DOCKER_BUILDKIT=1
        - docker build .

Good:

    build:
      image: docker:29-cli
      script:
        - docker build .
"""

from collections.abc import Iterator

from bot.files.ci_file import Job, Step
from bot.files.yaml_nodes import Pairs
from bot.lint.ci_edits import add_keyword, cut_with_fallback
from bot.lint.ci_findings import at_step, fix_of
from bot.lint.daemons import client_reference
from bot.lint.data.docker_releases import LAST_WITHOUT_BUILDKIT
from bot.lint.edits import indent_of, insert_below
from bot.lint.finding import Edit, Finding, Fix, Severity
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
NAME = "DOCKER_BUILDKIT"
NEWER = "from Docker 23 on every build is BuildKit, so this does nothing; leave it out"
OLDER = "this does not reach the builds above it nor after_script; set DOCKER_BUILDKIT among the job's variables"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each export of the variable that turns BuildKit on."""
    for job in source.jobs:
        for step in job.steps:
            if step.command.texts[:1] == ("export",) and _turns_on(step):
                is_new = _is_new(job)
                yield at_step(step, NEWER if is_new else OLDER, fix=_fix(source, job, step, is_new=is_new))


def _turns_on(step: Step) -> bool:
    values = [one.value.text for one in step.command.assignments if one.name == NAME and one.value is not None]
    return values == ["1"] and len(step.command.assignments) == 1


def _is_new(job: Job) -> bool:
    client = client_reference(job)
    return client is not None and client.is_known and not (0,) < client.version[:2] <= LAST_WITHOUT_BUILDKIT


def _fix(source: CiSource, job: Job, step: Step, *, is_new: bool) -> Fix | None:
    cut = cut_with_fallback(source, job, step)
    if is_new:
        return fix_of("leave it out", [cut])
    return fix_of("set it among the variables", [_variable(source, job), cut])


def _variable(source: CiSource, job: Job) -> Edit | None:
    own = job.own.get("variables")
    line = f'{NAME}: "1"'
    if not isinstance(own, Pairs):
        return add_keyword(source, job, "variables:", f"  {line}")
    key = job.own.keys["variables"]
    part = source.part(key.path)
    if part.line(key.line).strip() != "variables:":
        return None
    return insert_below(part, key.line, f"{indent_of(part.line(key.line + 1))}{line}")
