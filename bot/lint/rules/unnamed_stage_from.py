"""COPY --from names a stage by its number, which shifts as soon as somebody adds a stage above.

Give the stage a name (`FROM golang:1.27 AS build`) and copy from that.

Bad:

    FROM golang:1.27
    RUN go build -o /app .
    FROM scratch
    COPY --from=0 /app /app

Good:

    FROM golang:1.27 AS build
    RUN go build -o /app .
    FROM scratch
    COPY --from=build /app /app
"""

from collections.abc import Iterator

from bot.files.dockerfile.mounts import mounts
from bot.lint.finding import Finding, Severity
from bot.lint.sources import DockerfileSource

SEVERITY = Severity.WARNING
READS = ("dockerfile",)


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding for every `--from` and `RUN --mount=…,from=` with a number."""
    for one in source.file.instructions:
        words = [one.flag("from")] if one.keyword in {"COPY", "ADD"} else [m.get("from") for m in mounts(one)]
        for word in words:
            if word and word.isascii() and word.isdecimal():
                message = f"from={word} counts stages; give that stage a name with AS and copy from the name"
                yield Finding(line=one.line, message=message)
