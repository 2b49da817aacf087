"""DOCKER_DRIVER: overlay2 says what Docker does anyway.

overlay2 has been the default for years. From Docker 29 on it does harm: with a driver forced upon it the engine does
without the image store that its builder needs to export a cache.

Bad:

    variables:
      DOCKER_DRIVER: overlay2
      IMAGE: $CI_REGISTRY_IMAGE:latest
    build:
      script:
        - docker build --tag $IMAGE .

Good:

    variables:
      IMAGE: $CI_REGISTRY_IMAGE:latest
    build:
      script:
        - docker build --tag $IMAGE .
"""

from collections.abc import Iterator

from bot.files.ci_file import Variable
from bot.files.yaml_nodes import Pairs
from bot.lint.ci_findings import at_node, fix_of
from bot.lint.edits import replace_lines
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.sources import CiSource

SEVERITY = Severity.INFO
READS = ("ci",)
NAME = "DOCKER_DRIVER"
MESSAGE = "overlay2 is Docker's default, and a forced driver keeps newer engines from exporting caches; leave it out"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each place that sets the driver."""
    for variables in [source.file.variables, *(job.variables for job in source.jobs)]:
        variable = variables.get(NAME)
        if variable is not None and variable.value in {"overlay2", "overlay"}:
            yield at_node(variable.node, MESSAGE, fix=_fix(source, variable))


def _fix(source: CiSource, variable: Variable) -> Fix | None:
    """Return the fix that takes the line out, where others are left."""
    groups = [source.file.root, *(job.own for job in source.file.jobs.values())]
    own = next((one for group in groups if _holds(one := group.pairs("variables"), variable)), Pairs())
    part = source.part(variable.node.path)
    if len(own.values) < 2 or not part.line(variable.node.line).lstrip().startswith(f"{NAME}:"):  # noqa: PLR2004 - others
        return None
    return fix_of(f"leave {NAME} out", [replace_lines(part, variable.node.line, variable.node.line)])


def _holds(group: Pairs, variable: Variable) -> bool:
    return group.values.get(NAME) is variable.node
