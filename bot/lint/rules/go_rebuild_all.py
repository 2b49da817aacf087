"""`go build -a` compiles the standard library and every dependency anew each time.

It comes from times before Go 1.10, when nothing else made sure that CGO_ENABLED=0 took effect; `-installsuffix cgo` is
of the same age. The build cache now knows about both. Leave them out and give the compiler its cache from build to
build: `RUN --mount=type=cache,target=… go build -trimpath -ldflags="-s -w" …` with what `go env GOCACHE` says.

Bad:

    FROM golang:1.27 AS build
    RUN CGO_ENABLED=0 go build -a -installsuffix cgo -o /app .

Good:

    FROM golang:1.27 AS build
    RUN CGO_ENABLED=0 go build -trimpath -o /app .
"""

from collections.abc import Iterator

from bot.lint.finding import Finding, Severity
from bot.lint.sources import DockerfileSource

SEVERITY = Severity.WARNING
READS = ("dockerfile",)
VERBS = frozenset({"build", "install", "test"})


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding for every `go build -a`."""
    for one in source.file.instructions:
        for command in source.commands(one):
            is_build = command.program == "go" and command.arguments[:1] and command.arguments[0] in VERBS
            if is_build and "-a" in command.arguments:
                message = "-a makes Go compile everything anew and throws its build cache away; leave it out"
                yield Finding(line=command.line, column=command.column, message=message)
