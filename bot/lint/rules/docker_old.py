"""A Docker release line that is no longer maintained, though newer than 20.10.

It gets no more fixes. Move the client and the service together when there is time.

Bad:

    build:
      image: docker:24
      services: [docker:24-dind]
      script:
        - docker info

Good:

    build:
      image: docker:29
      services: [docker:29-dind]
      script:
        - docker info
"""

from collections.abc import Iterator

from bot.lint.ci_findings import at_node
from bot.lint.daemons import docker_images
from bot.lint.data.docker_releases import CURRENT, ENDS, LAST_WITHOUT_BUILDKIT
from bot.lint.dind import is_docker
from bot.lint.docker_versions import cycle_of
from bot.lint.finding import Finding, Severity
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource

SEVERITY = Severity.INFO
READS = ("ci",)


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each Docker image of a line above 20.10 that had ended by today."""
    for image in (image for job in source.jobs for image in docker_images(job)):
        reference = parse_reference(image.name)
        if not is_docker(reference) or reference.version[:2] <= LAST_WITHOUT_BUILDKIT:
            continue
        cycle = cycle_of(reference)
        if cycle in ENDS and ENDS[cycle] < source.today:
            message = f"Docker {cycle} has had no fixes since {ENDS[cycle]:%Y-%m-%d}; move to {CURRENT}"
            yield at_node(image.node, message)
