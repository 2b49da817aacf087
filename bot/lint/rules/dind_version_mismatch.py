"""The client's image and the dind service are of different versions, or only one of them is pinned.

A client that is much newer than the engine is refused or does without what the engine lacks, and one that floats
changes on its own. Give both the same version; `-cli`, `-git` and `-dind` of one version belong together.

Bad:

    build:
      image: docker:29-cli
      services: [docker:27-dind]
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

from bot.files.ci_file import Image, Job
from bot.lint.ci_findings import at_node, fix_of
from bot.lint.dind import dind_services, is_docker
from bot.lint.docker_versions import version_edits, version_of
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.references import Reference, parse_reference
from bot.lint.sources import CiSource

SEVERITY = Severity.WARNING
READS = ("ci",)


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each service whose version is not that of the job's image."""
    for job in source.jobs:
        client = parse_reference(job.image.name) if job.image is not None else None
        if client is None or not is_docker(client):
            continue
        for service in dind_services(job):
            engine = parse_reference(service.name)
            if is_docker(engine) and _differ(client, engine):
                message = f"the client is {_said(client)} and the service {_said(engine)}; give both the same version"
                yield at_node(service.node, message, fix=_fix(source, job, service))


def _differ(client: Reference, engine: Reference) -> bool:
    is_known = client.is_known and engine.is_known
    has_version = all(one.version or not one.digest for one in (client, engine))
    return is_known and has_version and version_of(client) != version_of(engine)


def _said(reference: Reference) -> str:
    return f"{reference.short_name}:{reference.tag}" if reference.tag else reference.short_name


def _fix(source: CiSource, job: Job, service: Image) -> Fix | None:
    """Return the fix that pins what floats, or raises the older one."""
    if job.image is None:
        return None
    client, engine = parse_reference(job.image.name), parse_reference(service.name)
    image = job.image if client.version < engine.version else service
    version = version_of(max(client, engine, key=lambda one: one.version))
    return fix_of(f"make both Docker {version}", version_edits(source, job, [image], version))
