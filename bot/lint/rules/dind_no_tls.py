"""TLS to the dind service is turned off: whoever reaches its port is root on a privileged engine.

It saves nothing: since 20.10 an engine that listens in plain text waits 15 seconds at its start to say so. Let dind
make its certificates in /certs, which the runner shares with the job by its volume /certs/client.

Bad:

    variables:
      DOCKER_HOST: tcp://docker:2375
      DOCKER_TLS_CERTDIR: ""
    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker info

Good:

    variables:
      DOCKER_HOST: tcp://docker:2376
      DOCKER_TLS_CERTDIR: "/certs"
      DOCKER_TLS_VERIFY: "1"
      DOCKER_CERT_PATH: /certs/client
    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker info
"""

from collections.abc import Iterator

from bot.files.ci_file import Image, Job
from bot.lint.ci_findings import at_node, fix_of
from bot.lint.dind import CERTIFICATES, TLS_SINCE, dind_services, docker_host, is_docker, port_of, serves_tls
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource
from bot.lint.tls_edits import PLAIN, TLS, plain_to_tls, tls_on

SEVERITY = Severity.WARNING
READS = ("ci",)
MESSAGE = "without TLS whoever reaches the port controls a privileged engine, which also starts 15 s later; turn TLS on"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding for each job whose dind service was told to do without TLS."""
    for job in source.jobs:
        for service in dind_services(job):
            host = docker_host(job)
            if serves_tls(job, service) is False and _can(service) and port_of(host or "") != TLS:
                variable = job.variables.get(CERTIFICATES)
                place = service.node if CERTIFICATES in service.variables or variable is None else variable.node
                yield at_node(place, MESSAGE, fix=_fix(source, job, service))


def _can(service: Image) -> bool:
    reference = parse_reference(service.name)
    return is_docker(reference) and (not reference.version or reference.version >= TLS_SINCE)


def _fix(source: CiSource, job: Job, service: Image) -> Fix | None:
    if service.command or CERTIFICATES in service.variables or CERTIFICATES not in job.variables:
        return None
    edits = [tls_on(source, job)]
    if "DOCKER_HOST" in job.variables:
        if port_of(docker_host(job) or "") != PLAIN:
            return None
        edits += plain_to_tls(source, job)
    return fix_of("turn TLS on", edits)
