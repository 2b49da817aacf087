"""The runner shares a folder for certificates, and no engine here ever makes any, because TLS is turned off.

Either the jobs speak TLS, as Docker's image does unless DOCKER_TLS_CERTDIR is empty, or the volume is not needed.

Bad:

    [[runners]]
      executor = "docker"
      [runners.docker]
        services_privileged = true
        volumes = ["/certs/client", "/cache"]

    ==> .gitlab-ci.yml <==
    build:
      image: docker:29-cli
      services: [docker:29-dind]
      variables: {DOCKER_HOST: "tcp://docker:2375", DOCKER_TLS_CERTDIR: ""}
      script: [docker info]

Good:

    [[runners]]
      executor = "docker"
      [runners.docker]
        services_privileged = true
        volumes = ["/certs/client", "/cache"]

    ==> .gitlab-ci.yml <==
    build:
      image: docker:29-cli
      services: [docker:29-dind]
      variables: {DOCKER_TLS_CERTDIR: "/certs"}
      script: [docker info]
"""

from collections.abc import Iterator

from bot.lint.dind import dind_services, serves_tls
from bot.lint.finding import Finding, Severity
from bot.lint.runners import dind_jobs, turns_tls_off
from bot.lint.sources import Project, RunnerSource

SEVERITY = Severity.WARNING
READS = ("runner", "ci")


def check(source: RunnerSource, project: Project) -> Iterator[Finding]:
    """Yield a finding for every runner with the volume, where each job with an engine turns TLS off."""
    engines = [(job, service) for job in dind_jobs(project) for service in dind_services(job)]
    is_off = bool(engines) and all(serves_tls(job, service) is False for job, service in engines)
    for runner in source.file.runners:
        if runner.shares_certificates and (is_off or (not engines and turns_tls_off(runner))):
            line, column = runner.place("docker.volumes")
            message = (
                "/certs/client is shared, but TLS is off (DOCKER_TLS_CERTDIR is empty), so no certificates come; "
                "turn TLS on in the jobs, or take the volume out"
            )
            yield Finding(line=line, column=column, message=message)
