"""Docker's image or the dind service has no version number, so that its next release changes the job unannounced.

Releases of Docker have changed the builder, the defaults of TLS and what old clients may do. Write at least the major
version, and the same one for the client and the service.

Bad:

    build:
      image: docker:latest
      services: [docker:dind]
      script:
        - docker info

Good:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker info
"""

from collections.abc import Iterator

from bot.lint.ci_findings import at_node
from bot.lint.daemons import docker_images
from bot.lint.data.docker_releases import CURRENT
from bot.lint.finding import Finding, Severity
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each Docker image of a job whose tag holds no number."""
    for image in (image for job in source.jobs for image in docker_images(job)):
        reference = parse_reference(image.name)
        if reference.is_known and not reference.digest and not reference.names_version:
            message = f"{image.name} names no version, so the next release changes this job; write one, as {CURRENT}"
            yield at_node(image.node, message)
