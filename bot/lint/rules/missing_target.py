"""`--target` names no stage of the Dockerfile, so that the build ends before its first step.

A remark above FROM gives a stage no name; `AS` does.

Bad:

    build:
      script:
        - docker build --target production .

    ==> Dockerfile <==
    FROM golang:1.26 AS builder
    RUN go build -o /app .
    # production
    FROM gcr.io/distroless/static:nonroot
    COPY --from=builder /app /app

Good:

    build:
      script:
        - docker build --target production .

    ==> Dockerfile <==
    FROM golang:1.26 AS builder
    RUN go build -o /app .
    FROM gcr.io/distroless/static:nonroot AS production
    COPY --from=builder /app /app
"""

from collections.abc import Iterator
from difflib import get_close_matches

from bot.files.dockerfile import Stage
from bot.lint.builds import Build
from bot.lint.ci_findings import at_step, fix_of
from bot.lint.edits import replace_lines
from bot.lint.finding import Edit, Finding, Fix, Severity
from bot.lint.sources import CiSource, DockerfileSource, Project
from bot.lint.word_edits import Option, changes, options_of

SEVERITY = Severity.ERROR
READS = ("ci", "dockerfile")


def check(source: CiSource, project: Project) -> Iterator[Finding]:
    """Yield a finding for each build whose target is no stage of its Dockerfile."""
    for build in source.builds:
        dockerfile, target = project.dockerfile_of(build), build.command.target
        if dockerfile is None or not target or "$" in target or not dockerfile.file.stages:
            continue
        if dockerfile.file.stage(target) is None:
            option = next(options_of(build.call.step, "--target"), None)
            word = option.words[-1] if option is not None else None
            message, fix = _said(source, dockerfile, build, target, option)
            yield at_step(build.call.step, message, word=word, fix=fix)


def _said(
    source: CiSource, dockerfile: DockerfileSource, build: Build, target: str, option: Option | None
) -> tuple[str, Fix | None]:
    names = [stage.name for stage in dockerfile.file.stages if stage.name is not None]
    close = get_close_matches(target.lower(), [name.lower() for name in names], n=1)
    if close:
        name = next(name for name in names if name.lower() == close[0])
        last = option.words[-1] if option is not None else None
        edits = changes(source, build.call.step, {last: _renamed(option, name)}) if option and last else None
        return _message(dockerfile, target, f"did you mean {name}?"), fix_of(f"build {name}", edits or ())
    stage = _meant(dockerfile, target)
    if stage is None:
        return _message(dockerfile, target, f"its stages are {', '.join(names) or 'without names'}"), None
    line = stage.instructions[0].line
    advice = f"write AS {target} behind FROM in line {line}"
    return _message(dockerfile, target, advice), fix_of(f"name the stage {target}", [_named(dockerfile, stage, target)])


def _message(dockerfile: DockerfileSource, target: str, advice: str) -> str:
    return f"{dockerfile.path} has no stage {target}; {advice}"


def _renamed(option: Option | None, name: str) -> str:
    return f"{option.name}={name}" if option is not None and len(option.words) == 1 else name


def _meant(dockerfile: DockerfileSource, target: str) -> Stage | None:
    """Return the stage without a name that a remark above it calls so, or else the last one."""
    unnamed = [stage for stage in dockerfile.file.stages if stage.name is None]
    said = [stage for stage in unnamed if target.lower() in _remark(dockerfile, stage)]
    last = dockerfile.file.stages[-1]
    return next(iter(said), last if last.name is None else None)


def _remark(dockerfile: DockerfileSource, stage: Stage) -> str:
    line = dockerfile.line(stage.line - 1).strip()
    return line.lower() if line.startswith("#") else ""


def _named(dockerfile: DockerfileSource, stage: Stage, target: str) -> Edit | None:
    first = stage.instructions[0]
    if first.line != first.last_line:
        return None
    return replace_lines(dockerfile, first.line, first.line, f"{dockerfile.line(first.line).rstrip()} AS {target}")
