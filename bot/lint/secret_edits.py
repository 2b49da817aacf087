"""The edits that turn a credential from a build argument into a secret mount, in CI file and Dockerfile together."""

import re
from collections.abc import Iterator

from bot.files.dockerfile import Instruction
from bot.lint.builds import Build
from bot.lint.ci_findings import fix_of
from bot.lint.daemons import docker_images, is_buildkit
from bot.lint.data.docker_releases import CURRENT, LAST_WITHOUT_BUILDKIT
from bot.lint.docker_versions import version_edits
from bot.lint.edits import replace_lines
from bot.lint.finding import Edit, Fix
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource, DockerfileSource
from bot.lint.word_edits import Option, changes

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_RUN = re.compile(r"^(\s*RUN\s+)((?:--\S+\s+)*)(.*)$", re.IGNORECASE)


def as_secret(source: CiSource, dockerfile: DockerfileSource, build: Build, option: Option) -> Fix | None:
    """Return the fix for one build argument; None where its value is no variable or no RUN uses it."""
    step, last = build.call.step, option.words[-1]
    name, equals, value = last.text.removeprefix("--build-arg=").partition("=")
    found = _VARIABLE.fullmatch(value if equals else f"${name}")
    variable = (found[1] or found[2]) if found else ""
    # What the script assigns without export is not in the environment of the builder.
    assigned = {one.name for own in build.call.job.steps for one in own.command.assignments}
    if not variable or variable in assigned or build.command.program != "docker":
        return None
    secret = f"id={name},env={variable}"
    words = option.words
    new = {words[0]: f"--secret={secret}"} if len(words) == 1 else {words[0]: "--secret", last: secret}
    edits = changes(source, step, new)
    if edits is None:
        return None
    return fix_of(f"mount {name} as a secret", [*edits, *_mounted(dockerfile, name), *_with_buildkit(source, build)])


def _with_buildkit(source: CiSource, build: Build) -> Iterator[Edit | None]:
    """Yield the edits that move to a Docker whose builder knows secrets, where it is an older one."""
    if is_buildkit(build) is not False:
        return
    job = build.call.job
    images = list(docker_images(job))
    old = [one for one in images if (0,) < parse_reference(one.name).version[:2] <= LAST_WITHOUT_BUILDKIT]
    yield from version_edits(source, job, old, CURRENT) if old else [None]


def _mounted(dockerfile: DockerfileSource, name: str) -> Iterator[Edit | None]:
    """Yield the edits of the Dockerfile: the argument goes, each RUN that names it gets it from a mount."""
    uses = re.compile(rf"\$(?:{name}\b|\{{{name}\b)")
    declared = [one for one in dockerfile.file.instructions if _declares(one, name)]
    users = [one for one in dockerfile.file.instructions if uses.search(one.original) and one not in declared]
    if not declared:
        return
    if not users:
        yield None
    for one in declared:
        is_alone = len(one.arguments) == 1
        yield replace_lines(dockerfile, one.line, one.last_line) if is_alone else None
    for one in users:
        yield _with_mount(dockerfile, one, name)


def _declares(one: Instruction, name: str) -> bool:
    return one.keyword == "ARG" and any(word.partition("=")[0] == name for word in one.arguments)


def _with_mount(dockerfile: DockerfileSource, one: Instruction, name: str) -> Edit | None:
    found = _RUN.match(dockerfile.line(one.line))
    if one.keyword != "RUN" or one.is_json or one.heredocs or found is None:
        return None
    # Not env= of the mount, which only the Dockerfile frontends since 1.10 know.
    read = f'{name}="$(cat /run/secrets/{name})" && export {name} &&'
    line = f"{found[1]}--mount=type=secret,id={name},required=true {found[2]}{read} {found[3]}"
    return replace_lines(dockerfile, one.line, one.line, line)
