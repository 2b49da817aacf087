"""Jobs are given the socket of the machine's own Docker engine, and with it the machine.

Whoever may push a branch can start a container there that reads and writes everything as root, and sees the builds of
all others. Use Docker in Docker as a service, or a builder that needs no engine: rootless BuildKit, Buildah.

Bad:

    [[runners]]
      executor = "docker"
      [runners.docker]
        services_privileged = true
        volumes = ["/var/run/docker.sock:/var/run/docker.sock", "/cache"]

Good:

    [[runners]]
      executor = "docker"
      [runners.docker]
        services_privileged = true
        volumes = ["/certs/client", "/cache"]
"""

from collections.abc import Iterator

from bot.lint.finding import Finding, Severity
from bot.lint.sources import RunnerSource

SEVERITY = Severity.WARNING
READS = ("runner",)


def check(source: RunnerSource) -> Iterator[Finding]:
    """Yield a finding for every runner that mounts the socket."""
    for runner in source.file.runners:
        if runner.mounts_socket:
            line, column = runner.place("docker.volumes")
            message = (
                "the socket of the host's engine makes every job root on this machine; "
                "take it out and give the jobs an engine of their own (a dind service) or a builder without one"
            )
            yield Finding(line=line, column=column, message=message)
