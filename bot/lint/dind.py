"""Docker in Docker as a service of a CI job: which it is, where the client looks for it, and whether it speaks TLS."""

import re
from collections.abc import Iterator

from bot.files.ci_file import Image, Job
from bot.lint.references import Reference, parse_reference

TLS_SINCE = (19, 3)
"""From 19.03 on the image makes certificates and listens on 2376 unless DOCKER_TLS_CERTDIR is empty.

https://github.com/docker-library/docker, dockerd-entrypoint.sh; https://docs.docker.com/engine/release-notes/19.03/
"""
CERTIFICATES = "DOCKER_TLS_CERTDIR"
_PORT = re.compile(r":(\d+)/?$")


def is_docker(reference: Reference) -> bool:
    """Tell whether an image is Docker's own, wherever it is mirrored."""
    return reference.short_name == "docker"


def is_dind(reference: Reference) -> bool:
    """Tell whether an image starts an engine: one of Docker's with `dind` in the tag, or one that is named so."""
    words = re.split(r"[-_.]", reference.tag)
    return (is_docker(reference) and "dind" in words) or "dind" in re.split(r"[-_.]", reference.short_name)


def dind_services(job: Job) -> Iterator[Image]:
    """Yield the services of a job that start an engine."""
    return (service for service in job.services if is_dind(parse_reference(service.name)))


def serves_tls(job: Job, service: Image) -> bool | None:
    """Tell whether a service speaks TLS, None where a variable or an unknown version hides it."""
    words = (*(service.entrypoint or ()), *(service.command or ()))
    if any(word in {"--tls=false", "--tls=0"} for word in words):
        return False
    if words[:1] == ("dockerd",):
        # The image's start adds no address and no certificates to a command that is complete itself.
        return any(word.partition("=")[0] in {"--tlsverify", "--tls"} for word in words)
    folder = service.variables.get(CERTIFICATES)
    if folder is None and CERTIFICATES in job.variables:
        folder = job.known_variables.get(CERTIFICATES, "$")
    if folder is not None:
        return None if "$" in folder else bool(folder)
    reference = parse_reference(service.name)
    if not is_docker(reference) or not reference.is_known:
        return None
    return not reference.version or reference.version >= TLS_SINCE


def docker_host(job: Job) -> str | None:
    """Return where the job's variables send the client, None where they do not say it or a variable hides it."""
    value = job.known_variables.get("DOCKER_HOST")
    return None if value is None or "$" in value else value


def port_of(host: str) -> int | None:
    """Return the port of an address, None where it names none."""
    found = _PORT.search(host)
    return int(found[1]) if found else None
