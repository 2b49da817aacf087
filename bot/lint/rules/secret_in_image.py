"""A credential stands in the Dockerfile, or gets into a layer or the history of the image.

Everybody who may pull the image can read it: ENV and ARG stand in its history, copied files in its layers, also when a
later step deletes them. Give it to the one step that needs it: `RUN --mount=type=secret,id=npm_token …` with
`docker build --secret id=npm_token,env=NPM_TOKEN`. What was in an image that was pushed has to be renewed.

Bad:

    FROM node:24-alpine
    ARG NPM_TOKEN
    RUN echo "//registry.example.com/:_authToken=$NPM_TOKEN" > .npmrc && npm ci && rm .npmrc

Good:

    FROM node:24-alpine
    RUN --mount=type=secret,id=npmrc,target=.npmrc npm ci
"""

from collections.abc import Iterator

from bot.files.dockerfile import Instruction
from bot.files.dockerfile.copies import context_sources
from bot.files.dockerfile.run_script import RunCommand
from bot.lint.credentials import (
    credentials_in,
    holds_credential,
    is_credential_file,
    is_credential_name,
    is_literal,
    is_value,
)
from bot.lint.finding import Finding, Severity
from bot.lint.sources import DockerfileSource

SEVERITY = Severity.ERROR
READS = ("dockerfile",)
HOW = "hand it to the RUN that needs it with --mount=type=secret"


def check(source: DockerfileSource) -> Iterator[Finding]:
    """Yield a finding for every credential; its value is never repeated."""
    for one in source.file.instructions:
        match one.keyword:
            case "ENV":
                yield from _of_env(one)
            case "ARG":
                yield from _of_arg(one)
            case "COPY" | "ADD":
                yield from _of_copy(one)
            case "RUN":
                yield from _of_run(source, one)
            case "CMD" | "ENTRYPOINT" | "HEALTHCHECK" | "LABEL" if holds_credential(one.original):
                yield Finding(line=one.line, message=f"{one.keyword} holds a credential, which everybody can read")


def _of_env(one: Instruction) -> Iterator[Finding]:
    for name, value in zip(one.arguments[0::3], one.arguments[1::3], strict=False):
        if (is_credential_name(name) and is_value(value)) or holds_credential(value):
            message = f"ENV {name} keeps a credential in the image, where everybody can read it; {HOW}"
            yield Finding(line=one.line, message=message)


def _of_arg(one: Instruction) -> Iterator[Finding]:
    for word in one.arguments:
        name, _, value = word.partition("=")
        if is_credential_name(name) or holds_credential(value):
            message = f"the build argument {name} keeps a credential in the image's history; {HOW}"
            yield Finding(line=one.line, message=message)


def _of_copy(one: Instruction) -> Iterator[Finding]:
    target = one.arguments[-1] if one.arguments else ""
    named = target if not target.rstrip("/").endswith((".ssh", ".aws")) else ""
    for word in context_sources(one, {})[:1] if is_credential_file(named) else context_sources(one, {}):
        if is_credential_file(word) or is_credential_file(named):
            yield Finding(line=one.line, message=f"{word} with its credentials becomes a part of the image; {HOW}")
    for heredoc in one.heredocs:
        if holds_credential(heredoc.text):
            yield Finding(line=heredoc.line, message=f"this file holds a credential; {HOW}")


def _of_run(source: DockerfileSource, one: Instruction) -> Iterator[Finding]:
    for command in source.commands(one):
        assigned = [
            f"the value of {assignment.name}"
            for assignment in command.command.assignments
            if assignment.value is not None and assignment.value.is_fixed
            if is_credential_name(assignment.name) and is_value(assignment.value.text)
        ]
        for what in [*assigned, *credentials_in(command.words), *_set_passwords(command)][:1]:
            message = f"{what} stands in this command and so in the image's history; {HOW}"
            yield Finding(line=command.line, column=command.column, message=message)


def _set_passwords(command: RunCommand) -> Iterator[str]:
    """Yield the password that `echo user:password | chpasswd` sets."""
    before = command.command.piped_from
    words = before.texts[1:] if before is not None and command.program == "chpasswd" else ()
    yield from ("the password of a user" for word in words if ":" in word and is_literal(word.partition(":")[2]))
