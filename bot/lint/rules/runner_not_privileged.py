"""Docker in Docker cannot start: the runner does not run its containers privileged.

The engine in the service mounts file systems and makes networks, which a plain container may not. Set
`privileged = true`, better only for the service: `services_privileged = true` with `allowed_privileged_services`.
Without either build with rootless BuildKit or Buildah.

Bad:

    [[runners]]
      executor = "docker"
      [runners.docker]
        image = "docker:29-cli"
        privileged = false

Good:

    [[runners]]
      executor = "docker"
      [runners.docker]
        image = "docker:29-cli"
        services_privileged = true
        allowed_privileged_services = ["docker:*-dind", "docker:*-dind-rootless"]
"""

from collections.abc import Iterator

from bot.lint.finding import Finding, Severity
from bot.lint.runners import dind_jobs, hides
from bot.lint.sources import Project, RunnerSource

SEVERITY = Severity.ERROR
READS = ("runner", "ci")


def check(source: RunnerSource, project: Project) -> Iterator[Finding]:
    """Yield a finding for every Docker runner without rights, unless no job of the CI files here needs them."""
    runners = [runner for runner in source.file.runners if runner.runs_docker and not runner.uses_podman]
    if hides(source, "privileged"):
        return
    if project.ci_files and (not any(dind_jobs(project)) or any(one.gives_rights for one in runners)):
        return
    for runner in runners:
        if not runner.gives_rights:
            line, column = runner.place("docker.privileged", "docker.image")
            message = (
                "Docker in Docker cannot start here, for the containers are not privileged; "
                "set services_privileged = true with allowed_privileged_services, or privileged = true"
            )
            yield Finding(line=line, column=column, message=message)
