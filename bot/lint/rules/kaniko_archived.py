"""kaniko's project was archived in June 2025; nobody mends what is found in it.

Move to one of its maintained forks, which take the same options, or to rootless BuildKit or Buildah.

Bad:

    build:
      image:
        name: gcr.io/kaniko-project/executor:v1.23.2-debug
        entrypoint: [""]
      script:
        - /kaniko/executor --cache=true --destination $CI_REGISTRY_IMAGE:latest

Good:

    build:
      image: moby/buildkit:v0.26.0-rootless
      script:
        - buildctl-daemonless.sh build --frontend dockerfile.v0 --local context=. --local dockerfile=.
          --import-cache type=registry,ref=$CI_REGISTRY_IMAGE:cache
"""

from collections.abc import Iterator

from bot.lint.ci_findings import at_node
from bot.lint.finding import Finding, Severity
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)
NAME = "kaniko-project/"
MESSAGE = "kaniko was archived in June 2025 and gets no more fixes; move to a maintained fork, BuildKit or Buildah"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each job whose image is that of the archived project."""
    for job in source.jobs:
        if job.image is not None and NAME in job.image.name:
            yield at_node(job.image.node, MESSAGE)
