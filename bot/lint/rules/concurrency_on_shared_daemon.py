"""Several jobs at once share one Docker engine, so they tag, prune and stop what belongs to others.

With the socket of the host `docker system prune` of one job takes the layers from under another one's build, and a tag
such as `app:test` is whatever job made it last. Let one job run at a time, or give each an engine of its own.

Bad:

    concurrent = 4
    [[runners]]
      executor = "docker"
      [runners.docker]
        volumes = ["/var/run/docker.sock:/var/run/docker.sock", "/cache"]

Good:

    concurrent = 4
    [[runners]]
      executor = "docker"
      limit = 1
      [runners.docker]
        volumes = ["/var/run/docker.sock:/var/run/docker.sock", "/cache"]
"""

from collections.abc import Iterator

from bot.lint.finding import Finding, Severity
from bot.lint.sources import RunnerSource

SEVERITY = Severity.WARNING
READS = ("runner",)


def check(source: RunnerSource) -> Iterator[Finding]:
    """Yield a finding for every runner that may run several jobs on the engine of the host."""
    concurrent = source.file.concurrent
    if concurrent is None or concurrent <= 1:
        return
    for runner in source.file.runners:
        if runner.mounts_socket and runner.value("limit") != 1:
            line, column = runner.place("limit", "docker.volumes")
            message = (
                f"up to {concurrent} jobs share the engine of the host and disturb each other's images and layers; "
                "set limit = 1, or give each job an engine of its own"
            )
            yield Finding(line=line, column=column, message=message)
