"""Every job of this runner runs privileged, whatever its image is, and so may take over the machine.

Only the service of Docker in Docker needs the rights: `services_privileged = true` and `allowed_privileged_services`
give them to it alone. Otherwise list the `allowed_images`, and keep a runner with tags for the jobs that build.

Bad:

    [[runners]]
      executor = "docker"
      [runners.docker]
        privileged = true
        volumes = ["/certs/client", "/cache"]

Good:

    [[runners]]
      executor = "docker"
      [runners.docker]
        services_privileged = true
        allowed_privileged_services = ["docker:*-dind", "docker:*-dind-rootless"]
        volumes = ["/certs/client", "/cache"]
"""

from collections.abc import Iterator

from bot.lint.finding import Finding, Severity
from bot.lint.sources import RunnerSource

SEVERITY = Severity.WARNING
READS = ("runner",)
ANY = frozenset({"*", "**", "*:*", "**/*", "*/*"})


def check(source: RunnerSource) -> Iterator[Finding]:
    """Yield a finding for every privileged Docker runner that takes any image."""
    for runner in source.file.runners:
        images = set(runner.texts("docker.allowed_images"))
        if runner.runs_docker and runner.is_on("docker.privileged") and (not images or images & ANY):
            line, column = runner.place("docker.privileged")
            message = (
                "all jobs of this runner are privileged; "
                "give the rights to the service alone with services_privileged and allowed_privileged_services"
            )
            yield Finding(line=line, column=column, message=message)
