"""DOCKER_HOST and DOCKER_TLS_CERTDIR contradict each other: one side speaks TLS and the other does not.

From 19.03 on the dind service makes certificates and listens on 2376, unless DOCKER_TLS_CERTDIR is empty; then it
listens on 2375 in plain text. A client that is sent to the other port waits, then fails with "Cannot connect to the
Docker daemon".

Bad:

    variables:
      DOCKER_HOST: tcp://docker:2375
      DOCKER_TLS_CERTDIR: /certs
    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker info

Good:

    variables:
      DOCKER_HOST: tcp://docker:2376
      DOCKER_TLS_CERTDIR: /certs
    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker info
"""

from collections.abc import Iterator

from bot.files.ci_file import Job
from bot.files.yaml_nodes import Scalar
from bot.lint.ci_findings import at_node, fix_of
from bot.lint.dind import CERTIFICATES, dind_services, docker_host, port_of, serves_tls
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.sources import CiSource
from bot.lint.tls_edits import PLAIN, TLS, plain_to_tls, port_edit, tls_on

SEVERITY = Severity.ERROR
READS = ("ci",)
NO_TLS_THERE = "DOCKER_HOST asks for TLS on 2376, but DOCKER_TLS_CERTDIR is empty; set it to /certs"
TLS_THERE = "DOCKER_HOST goes to 2375 in plain text, but dind speaks TLS on 2376; change the port"


def check(source: CiSource) -> Iterator[Finding]:
    """Yield a finding at each DOCKER_HOST that does not go with the service's TLS."""
    for job in source.jobs:
        place = _place(job)
        if place is None:
            continue
        for has_tls in {_has_tls(source, job)}:
            port = port_of(docker_host(job) or _exported(source, job))
            if port == PLAIN and has_tls is True:
                yield at_node(place, TLS_THERE, fix=_fix(source, job, has_tls=True))
            elif port == TLS and has_tls is False:
                yield at_node(place, NO_TLS_THERE, fix=_fix(source, job, has_tls=False))


def _place(job: Job) -> Scalar | None:
    variable = job.variables.get("DOCKER_HOST")
    if variable is not None:
        return variable.node
    step = next(
        (step for step in job.steps if any(one.name == "DOCKER_HOST" for one in step.command.assignments)), None
    )
    if step is None:
        return None
    line, column = step.place(step.command.start)
    return Scalar("", line, column, path=step.path)


def _exported(source: CiSource, job: Job) -> str:
    hosts = [call.variables.get("DOCKER_HOST", "") for call in source.calls if call.job is job and call.is_docker]
    return next((host for host in hosts if host), "")


def _has_tls(source: CiSource, job: Job) -> bool | None:
    """Tell whether the engine speaks TLS; where the job has no service, the variable alone tells."""
    services = list(dind_services(job))
    if services:
        return serves_tls(job, services[0])
    if job.name in source.file.jobs and CERTIFICATES in job.variables:
        folder = job.known_variables.get(CERTIFICATES, "$")
        return None if "$" in folder else bool(folder)
    return None


def _fix(source: CiSource, job: Job, *, has_tls: bool) -> Fix | None:
    if has_tls:
        return fix_of("go to the port with TLS", plain_to_tls(source, job))
    if CERTIFICATES in job.variables:
        return fix_of("turn TLS on", [tls_on(source, job)])
    return fix_of("go to the port without TLS", [port_edit(source, job, TLS, PLAIN)])
