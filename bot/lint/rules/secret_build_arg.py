r"""A credential is given to the build as an argument, which stays readable in the image's history.

`docker history` shows it to everybody who may pull the image, even when no layer keeps it. Hand it over with `--secret`
and mount it in the RUN that needs it; then change the credential, for it has been published.

Bad:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker build --build-arg NPM_TOKEN=$NPM_TOKEN .

    ==> Dockerfile <==
    FROM node:24-slim
    ARG NPM_TOKEN
    COPY package.json package-lock.json ./
    RUN npm config set //npm.example.com/:_authToken=$NPM_TOKEN && npm ci

Good:

    build:
      image: docker:29-cli
      services: [docker:29-dind]
      script:
        - docker build --secret id=NPM_TOKEN,env=NPM_TOKEN .

    ==> Dockerfile <==
    FROM node:24-slim
    COPY package.json package-lock.json ./
    RUN --mount=type=secret,id=NPM_TOKEN,required=true \
        NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)" && export NPM_TOKEN && \
        npm config set //npm.example.com/:_authToken=$NPM_TOKEN && npm ci
"""

import re
from collections.abc import Iterator

from bot.image_commands import Verb
from bot.lint.builds import build_at
from bot.lint.calls import Call
from bot.lint.ci_findings import at_step
from bot.lint.credentials import holds_credential, is_credential_name, is_value
from bot.lint.finding import Finding, Fix, Severity
from bot.lint.secret_edits import as_secret
from bot.lint.sources import CiSource, Project
from bot.lint.word_edits import Option, options_of

SEVERITY = Severity.ERROR
READS = ("ci", "dockerfile")
MESSAGE = (
    "the build argument {} keeps a credential in the image's history; hand it over with --secret and a secret mount"
)
_VARIABLE = re.compile(r"\$\{?(\w+)")


def check(source: CiSource, project: Project) -> Iterator[Finding]:
    """Yield a finding for each build argument that holds a credential; the value is never repeated."""
    for call in source.calls:
        if call.image is not None and call.image.verb is Verb.BUILD:
            yield from _of_build(source, project, call)


def _of_build(source: CiSource, project: Project, call: Call) -> Iterator[Finding]:
    options = {_argument(one).partition("=")[0]: one for one in options_of(call.step, "--build-arg", "--opt")}
    written = [_argument(one) for one in options.values()]
    told = set()
    for text in [*written, *_filled_in(call)]:
        name, equals, value = text.partition("=")
        if name not in told and _is_credential(name, value if equals else None):
            told.add(name)
            option = options.get(name)
            fix = _fix(source, project, call, option) if option is not None else None
            word = option.words[-1] if option is not None else None
            yield at_step(call.step, MESSAGE.format(name), word=word, fix=fix, kind=name)


def _argument(option: Option) -> str:
    return option.words[-1].text.removeprefix(f"{option.name}=").removeprefix("build-arg:")


def _filled_in(call: Call) -> tuple[str, ...]:
    """Return the arguments once variables are filled in, in which others of them may be."""
    if call.image is None:
        return ()
    return call.image.build.values("--build-arg") if call.image.build is not None else call.image.values("--build-arg")


def _is_credential(name: str, value: str | None) -> bool:
    if value is None:
        return is_credential_name(name)
    used = _VARIABLE.findall(value)
    if any(is_credential_name(one) for one in used) or holds_credential(value):
        return True
    return is_credential_name(name) and is_value(value)


def _fix(source: CiSource, project: Project, call: Call, option: Option) -> Fix | None:
    build = build_at(call)
    dockerfile = project.dockerfile_of(build) if build is not None else None
    return as_secret(source, dockerfile, build, option) if build is not None and dockerfile is not None else None
