"""Docker in Docker makes certificates that the job never sees: the runner does not share their folder.

The engine writes them to `/certs/client` in its own container. With that folder among the volumes of the runner each
job shares it with its services: `volumes = ["/certs/client", "/cache"]`.

Bad:

    [[runners]]
      executor = "docker"
      [runners.docker]
        privileged = true
        allowed_images = ["docker:*"]
        volumes = ["/cache"]

Good:

    [[runners]]
      executor = "docker"
      [runners.docker]
        privileged = true
        allowed_images = ["docker:*"]
        volumes = ["/certs/client", "/cache"]
"""

from collections.abc import Iterator

from bot.lint.dind import dind_services, serves_tls
from bot.lint.finding import Finding, Severity
from bot.lint.runners import dind_jobs, hides, turns_tls_off
from bot.lint.sources import Project, RunnerSource

SEVERITY = Severity.WARNING
READS = ("runner", "ci")


def check(source: RunnerSource, project: Project) -> Iterator[Finding]:
    """Yield a finding for every privileged runner without the volume, unless no engine of the CI files speaks TLS."""
    engines = [(job, service) for job in dind_jobs(project) for service in dind_services(job)]
    is_needed = any(serves_tls(job, service) is not False for job, service in engines)
    if (project.ci_files and not is_needed) or hides(source, "volumes"):
        return
    for runner in source.file.runners:
        is_open = runner.runs_docker and runner.is_on("docker.privileged") and not runner.shares_certificates
        if is_open and not turns_tls_off(runner) and not runner.uses_podman:
            line, column = runner.place("docker.volumes", "docker.privileged")
            message = (
                "the certificates of Docker in Docker do not reach the jobs; "
                'add "/certs/client" to the volumes, or its engine cannot be used with TLS'
            )
            yield Finding(line=line, column=column, message=message)
