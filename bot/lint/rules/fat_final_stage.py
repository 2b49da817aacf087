"""The final image holds compilers, build tools or an SDK that nothing needs to run.

They make the image several times as large, take as long to pull everywhere, and give an attacker tools. Build in one
stage, and in a second one on a small base copy only what runs: `COPY --from=build /app /app`. Tools that have to be in
this stage for a moment go in the RUN that added them (`apk add --virtual .build …`, `apk del .build`).

Bad:

    FROM golang:1.27
    WORKDIR /src
    COPY go.mod go.sum ./
    RUN go mod download
    COPY . .
    RUN go build -o /app .
    CMD ["/app"]

Good:

    FROM golang:1.27 AS build
    WORKDIR /src
    COPY go.mod go.sum ./
    RUN go mod download
    COPY . .
    RUN go build -o /app .

    FROM gcr.io/distroless/static-debian12:nonroot
    COPY --from=build /app /app
    CMD ["/app"]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.files.dockerfile.run_script import RunCommand
from bot.lint.final_image import base_of, kept_runs, kept_stages
from bot.lint.finding import Finding, Severity
from bot.lint.references import parse_reference
from bot.lint.sources import DockerfileSource
from bot.lint.system_packages import kept_packages, removed_packages
from bot.lint.toolchains import FETCHED, compiling, is_tool, says_toolchain

SEVERITY = Severity.WARNING
READS = ("dockerfile",)
MOST_NAMED = 4
ON_PURPOSE = re.compile(r"devcontainer|gitpod|codespaces|oss-fuzz|/(?:runner|builder)-images?/")
"""Bases and folders of images whose purpose is to build."""
ALWAYS_TO_COMPILE = frozenset({"python3-dev", "python-dev", "musl-dev", "libc-dev", "libc6-dev", "python3-devel"})
"""Headers that nobody installs for anything else."""
WINDOWS = re.compile(r"windows|nanoserver|servercore")


@dataclass(frozen=True)
class Cause:
    """What brings tools into the image, and where."""

    line: int
    column: int
    name: str


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield one finding that names what the final image holds, at the first place that brings it in."""
    base = base_of(source.file)
    if ON_PURPOSE.search(base) or ON_PURPOSE.search(source.path) or WINDOWS.search(base) or not _carries(source):
        return
    causes = list(_causes(source))
    if causes and not _is_a_stray_header(causes):
        names = list(dict.fromkeys(cause.name for cause in causes))
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        message = (
            f"the final image holds {', '.join(names[:MOST_NAMED])}{more}; "
            "build in a stage of its own and copy only what runs into the last one"
        )
        yield Finding(line=causes[0].line, column=causes[0].column, message=message)


def _carries(source: DockerfileSource) -> bool:
    """Tell whether the image holds a program of yours; one that does not is a toolchain on purpose."""
    words = {one.keyword for stage in kept_stages(source.file) for one in stage.instructions}
    return bool(words & {"COPY", "ADD", "CMD", "ENTRYPOINT"})


def _is_a_stray_header(causes: list[Cause]) -> bool:
    """Tell whether the headers of one library are all there is: with them alone nothing is compiled."""
    only = causes[0].name
    return len(causes) == 1 and only.endswith(("-dev", "-devel")) and only not in ALWAYS_TO_COMPILE


def _causes(source: DockerfileSource) -> Iterator[Cause]:
    stages = kept_stages(source.file)
    if stages and says_toolchain(parse_reference(stages[0].base)):
        yield Cause(stages[0].line, 1, f"the toolchain of {stages[0].written_base}")
    for _, _, commands in kept_runs(source):
        kept = list(kept_packages(commands))
        yield from (Cause(command.line, command.column, name) for command, name in kept if is_tool(name))
        # A RUN that takes its tools out again leaves only what it made.
        if not any(removed_packages(commands)):
            yield from (_built_with(command) for command in compiling(commands))


def _built_with(command: RunCommand) -> Cause:
    is_fetched = FETCHED.search(command.text) is not None
    name = f"the toolchain that {command.program} fetches" if is_fetched else f"what {command.program} builds with"
    return Cause(command.line, command.column, name)
