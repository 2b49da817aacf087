"""Docker 20.10 or older: its maintenance has ended, and `docker build` is the classic builder there.

Raise the client's image and the service together: one that is much older than the other is refused.

Bad:

    build:
      image: docker:20.10.24
      services: [docker:20.10.24-dind]
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

from bot.files.ci_file import Image, Job
from bot.lint.ci_findings import at_node, fix_of
from bot.lint.daemons import docker_images
from bot.lint.data.docker_releases import CURRENT, LAST_WITHOUT_BUILDKIT
from bot.lint.dind import is_docker
from bot.lint.docker_versions import cycle_of, version_edits
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each Docker image of 20.10 or before."""
    for job in source.jobs:
        for image in docker_images(job):
            if _has_ended(image):
                cycle = cycle_of(parse_reference(image.name))
                message = f"Docker {cycle} is no longer maintained; move the client and the service to {CURRENT}"
                yield at_node(image.node, message, fix=_fix(source, job))


def _has_ended(image: Image) -> bool:
    reference = parse_reference(image.name)
    return is_docker(reference) and bool(reference.version) and reference.version[:2] <= LAST_WITHOUT_BUILDKIT


def _fix(source: CiSource, job: Job) -> Fix | None:
    old = [image for image in docker_images(job) if _has_ended(image)]
    return fix_of(f"move to Docker {CURRENT}", version_edits(source, job, old, CURRENT))
