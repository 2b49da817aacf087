"""The file that LIGHTERMAN_CONFIG names: who may send hooks, and which registries may be read beside GitLab's own."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass

from bot.files.typed_yaml import Field, Model, Path, parse, read
from bot.scopes import EVERYTHING, Scope
from bot.secret import Secret

PATH = re.compile(r"/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*/?")
HOST = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-f:]+\](:[0-9]{1,5})?", re.IGNORECASE)
SIGNING_PREFIX = "whsec_"


class ScopeEntry(Model):
    """One watched project or group and the secrets of its hooks."""

    path: str = Field(default="", description="A project or group path, or `*` for everything. Needed.")
    secret_tokens: tuple[str, ...] = Field(
        default=(), repr=False, description="Secret tokens of its webhooks, several for rotation."
    )
    signing_tokens: tuple[str, ...] = Field(
        default=(), repr=False, description="Signing tokens of its webhooks (`whsec_…`), several for rotation."
    )
    require_signature: bool = Field(default=False, description="Refuse hooks that carry only a secret token.")


class RegistryEntry(Model):
    """A registry beside GitLab's own, with the account that may pull."""

    host: str = Field(default="", description="Host with optional port, such as `registry.example.com:5000`. Needed.")
    username: str = Field(default="", description="Account that may pull; without one it is read anonymously.")
    password: str = Field(default="", repr=False, description="Its password or token.")


class ServerFile(Model):
    """The file that LIGHTERMAN_CONFIG names."""

    scopes: tuple[ScopeEntry, ...] = Field(default=(), description="Who may send hooks; these projects are watched.")
    registries: tuple[RegistryEntry, ...] = Field(
        default=(), description="Registries beside GitLab's own; images there are read wherever they lie."
    )


@dataclass(frozen=True)
class RegistryAccess:
    """A registry that may be read, and how; without a username anonymously."""

    host: str
    username: str
    password: Secret


def read_server_file(name: str, text: str) -> tuple[tuple[Scope, ...], tuple[RegistryAccess, ...], tuple[str, ...]]:
    """Return the scopes and registries of a file and what is wrong with it, each named by the file and its line."""
    file, problems = read(text, ServerFile)
    if not problems:
        lines = parse(text).lines
        problems = tuple(f"line {lines.get(path, 1)}: {problem}" for path, problem in _problems(file))
    scopes = tuple(_scope(entry) for entry in file.scopes)
    registries = tuple(RegistryAccess(one.host, one.username, Secret(one.password)) for one in file.registries)
    return scopes, registries, tuple(f"{name} {problem}" for problem in problems)


def signing_token_problem(token: str) -> str | None:
    """Return what is wrong with a signing token, without telling the token."""
    try:
        is_whole = token.startswith(SIGNING_PREFIX) and b64decode(token.removeprefix(SIGNING_PREFIX), validate=True)
    except ValueError:
        is_whole = False
    return None if is_whole else "a signing token is whsec_ and base64; copy it whole from GitLab's webhook page"


def _scope(entry: ScopeEntry) -> Scope:
    plain = tuple(Secret(token) for token in entry.secret_tokens if token)
    signing = tuple(Secret(token) for token in entry.signing_tokens if token)
    return Scope(entry.path, plain, signing, entry.require_signature)


def _problems(file: ServerFile) -> Iterator[tuple[Path, str]]:
    for number, scope in enumerate(file.scopes):
        yield from _problems_of_scope(("scopes", number), scope)
    for number, registry in enumerate(file.registries):
        if not HOST.fullmatch(registry.host):
            place: Path = ("registries", number)
            yield (
                (*place, "host") if registry.host else place,
                "a registry needs `host`, such as quay.io, without https://",
            )


def _problems_of_scope(place: Path, scope: ScopeEntry) -> Iterator[tuple[Path, str]]:
    if not scope.path:
        yield place, 'a scope needs `path`: a project or group path such as acme, or "*" for everything'
    elif scope.path != EVERYTHING and not PATH.fullmatch(scope.path):
        yield (*place, "path"), "this is no project or group path; write for example acme, which covers all below it"
    if not any(scope.secret_tokens) and not any(scope.signing_tokens):
        yield place, "a scope needs `secret-tokens` or `signing-tokens`"
    elif scope.require_signature and not any(scope.signing_tokens):
        yield (*place, "require-signature"), "without `signing-tokens` this would refuse every hook"
    for number, token in enumerate(scope.signing_tokens):
        if problem := signing_token_problem(token):
            yield (*place, "signing-tokens", number), problem
