"""Jobs run in an image that is made to start a Docker engine, not to use one.

The `-dind` image belongs into `services`. A job needs the client alone: `docker:29-cli` is a fraction of the size, and
the two can be told apart in logs.

Bad:

    [[runners]]
      executor = "docker"
      [runners.docker]
        image = "docker:29-dind"
        privileged = true
        volumes = ["/certs/client", "/cache"]

Good:

    [[runners]]
      executor = "docker"
      [runners.docker]
        image = "docker:29-cli"
        privileged = true
        volumes = ["/certs/client", "/cache"]
"""

from collections.abc import Iterator

from bot.lint.dind import is_dind
from bot.lint.finding import Finding, Severity
from bot.lint.references import parse_reference
from bot.lint.sources import RunnerSource

SEVERITY = Severity.WARNING
READS = ("runner",)


def check(source: RunnerSource) -> Iterator[Finding]:
    """Yield a finding for every runner whose default image starts an engine."""
    for runner in source.file.runners:
        image = runner.value("docker.image")
        if isinstance(image, str) and is_dind(parse_reference(image)):
            line, column = runner.place("docker.image")
            message = (
                f"jobs without an image of their own run in {image}, which starts an engine; name docker:…-cli here"
            )
            yield Finding(line=line, column=column, message=message)
