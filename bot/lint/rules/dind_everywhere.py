"""The dind service stands among the defaults, so that every job starts a privileged engine.

Each start costs seconds and memory, also in jobs that never call Docker. Give the service to the jobs that build.

Bad:

    default:
      image: docker:29-cli
      services: [docker:29-dind]
    build:
      script:
        - docker build .

Good:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker build .
"""

from collections.abc import Iterator

from bot.files.yaml_nodes import Items, Pairs, Scalar
from bot.lint.ci_findings import at_node
from bot.lint.dind import is_dind
from bot.lint.finding import Finding, Severity
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource

SEVERITY = Severity.INFO
READS = ("ci",)
MESSAGE = "every job of this file starts a privileged engine; give the service to the jobs that build"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each default service that starts an engine."""
    services = source.file.default.get("services")
    for one in services.values if isinstance(services, Items) else ():
        name = one.get("name") if isinstance(one, Pairs) else one
        if isinstance(name, Scalar) and is_dind(parse_reference(name.text)):
            yield at_node(name, MESSAGE)
