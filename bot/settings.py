"""What the people who run Lighterman may set; wrong settings are named all at once."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import SplitResult, urlsplit

from bot import variables
from bot.errors import UserError
from bot.scopes import EVERYTHING, Scope
from bot.secret import Secret
from bot.server_file import RegistryAccess, read_server_file, signing_token_problem

GITLAB_URLS = ("LIGHTERMAN_GITLAB_URL", "GITLAB_URL", "CI_SERVER_URL", "CI_API_V4_URL")
GITLAB_TOKENS = ("LIGHTERMAN_GITLAB_TOKEN", "GITLAB_TOKEN")
CA_FILES = ("GITLAB_CA_FILE", "CI_SERVER_TLS_CA_FILE", "SSL_CERT_FILE")
"""Each in the order in which they are looked at."""
SECRET_SOURCES = frozenset({"GITLAB_WEBHOOK_SECRET", "GITLAB_WEBHOOK_SIGNING_TOKEN", "LIGHTERMAN_CONFIG"})
API_PATH = "/api/v4"
WORD = re.compile(r"[!-~]+")
NO_TOKEN = Secret("")


class Need(Enum):
    """What a process cannot do without; the value says so when it is missing."""

    GITLAB = "GITLAB_URL: not set; write for example https://gitlab.example.com"
    SCOPES = (
        "GITLAB_WEBHOOK_SECRET: no webhook secret is set, so anybody could send hooks; set GITLAB_WEBHOOK_SECRET, "
        "GITLAB_WEBHOOK_SIGNING_TOKEN, or `scopes:` in the file that LIGHTERMAN_CONFIG names"
    )
    REDIS = "REDIS_URL: not set; write for example redis://127.0.0.1:6379/0, or start `lighterman up`"


@dataclass(frozen=True)
class Settings:
    """All settings of one process; the defaults stand here."""

    gitlab_url: str = ""
    gitlab_token: Secret = NO_TOKEN
    redis_url: Secret | None = None
    scopes: tuple[Scope, ...] = ()
    registries: tuple[RegistryAccess, ...] = ()
    host: str = "0.0.0.0"  # noqa: S104 - a server in a container must be reachable
    port: int = 8080
    ca_file: str | None = None
    data_dir: str = "lighterman-data"
    lease_seconds: float = 60.0
    sweep_seconds: float = 1.0
    baseline_runs: int = 20
    files_mib: int = 512
    files_seconds: float = 20.0
    is_durability_relaxed: bool = False
    log_level: str = "INFO"
    is_log_json: bool = False

    @classmethod
    def from_env(
        cls,
        environ: Mapping[str, str],
        server_file: str | None = None,
        *,
        needs: Collection[Need] = (),
        unread: Mapping[str, str] | None = None,
    ) -> "Settings":
        """Read the settings; raise one UserError that names everything wrong.

        `unread` are the variables whose file could not be read, and the sentences that say so.
        """
        reader = _Reader(environ, server_file, unread or {})
        settings = reader.settings(needs)
        if reader.problems:
            raise UserError("\n".join(reader.problems.values()))
        return settings

    def require_redis(self) -> str:
        """Return the address of Redis; raise UserError when none is set."""
        if self.redis_url is None:
            raise UserError(Need.REDIS.value)
        return self.redis_url.reveal()


class _Reader:
    """Reads settings and collects what is wrong with them, by the variable that is to blame."""

    def __init__(self, environ: Mapping[str, str], server_file: str | None, unread: Mapping[str, str]) -> None:
        self._environ = environ
        self._server_file = server_file
        self.problems = dict(unread)

    def settings(self, needs: Collection[Need]) -> Settings:
        default = Settings()
        scopes, registries = self._from_server_file()
        for sentence in variables.unknown(self._environ):
            self.problems[sentence] = sentence
        return Settings(
            gitlab_url=self._gitlab_url(is_needed=Need.GITLAB in needs),
            gitlab_token=self._gitlab_token(is_needed=Need.GITLAB in needs),
            redis_url=self._redis_url(is_needed=Need.REDIS in needs),
            scopes=self._with_scope_of_environment(scopes, is_needed=Need.SCOPES in needs),
            registries=registries,
            host=self._text("HOST") or default.host,
            port=int(self._number("PORT", default.port, 1, 65535, is_whole=True)),
            ca_file=self._text(self._first(*CA_FILES)),
            data_dir=self._text("LIGHTERMAN_DATA_DIR") or default.data_dir,
            lease_seconds=self._number("LIGHTERMAN_LEASE_SECONDS", default.lease_seconds, 1, 3600),
            sweep_seconds=self._number("LIGHTERMAN_SWEEP_SECONDS", default.sweep_seconds, 0.1, 60),
            baseline_runs=int(self._number("LIGHTERMAN_BASELINE_RUNS", default.baseline_runs, 1, 50, is_whole=True)),
            files_mib=int(self._number("LIGHTERMAN_FILES_MIB", default.files_mib, 0, 65536, is_whole=True)),
            files_seconds=self._number("LIGHTERMAN_FILES_SECONDS", default.files_seconds, 1, 600),
            is_durability_relaxed=self._choice("LIGHTERMAN_DURABILITY", "strict", "relaxed") == "relaxed",
            log_level=self._choice("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR"),
            is_log_json=self._choice("LOG_FORMAT", "text", "json") == "json",
        )

    def _say(self, name: str, sentence: str) -> None:
        self.problems.setdefault(name, f"{name}: {sentence}")

    def _text(self, name: str) -> str | None:
        return self._environ.get(name, "").strip() or None

    def _first(self, *names: str) -> str:
        """Return the first variable that is set, or the last one."""
        return next((name for name in names if self._text(name) or name in self.problems), names[-1])

    def _gitlab_url(self, *, is_needed: bool) -> str:
        name = self._first(*GITLAB_URLS, "GITLAB_URL")
        url = (self._text(name) or "").rstrip("/").removesuffix(API_PATH)
        if not url and is_needed:
            self.problems.setdefault(name, Need.GITLAB.value)
        elif url and not _is_address(url):
            # The text is not repeated: there may be a password in it.
            self._say(name, "this is no address; write for example https://gitlab.example.com")
        return url

    def _gitlab_token(self, *, is_needed: bool) -> Secret:
        name = self._first(*GITLAB_TOKENS)
        token = self._text(name) or ""
        if not token and is_needed:
            self._say(name, "not set; make a project or group access token with the scopes api and read_registry")
        elif token and not WORD.fullmatch(token):
            self._say(name, "a token has no blanks and no letters beside ASCII; copy it whole")
        return Secret(token)

    def _redis_url(self, *, is_needed: bool) -> Secret | None:
        url = self._text("REDIS_URL")
        if url is None and is_needed:
            self.problems.setdefault("REDIS_URL", Need.REDIS.value)
        elif url is not None and not _is_address_of_redis(url):
            self._say("REDIS_URL", "this is no address of a Redis; write for example redis://127.0.0.1:6379/0")
        return Secret(url) if url else None

    def _from_server_file(self) -> tuple[tuple[Scope, ...], tuple[RegistryAccess, ...]]:
        if self._server_file is None:
            return (), ()
        name = self._text("LIGHTERMAN_CONFIG") or "server file"
        scopes, registries, problems = read_server_file(name, self._server_file)
        if problems:
            self.problems["LIGHTERMAN_CONFIG"] = "\n".join(problems)
        return scopes, registries

    def _with_scope_of_environment(self, scopes: tuple[Scope, ...], *, is_needed: bool) -> tuple[Scope, ...]:
        plain, signing = self._secrets("GITLAB_WEBHOOK_SECRET"), self._secrets("GITLAB_WEBHOOK_SIGNING_TOKEN")
        for token in signing:
            if problem := signing_token_problem(token.reveal()):
                self._say("GITLAB_WEBHOOK_SIGNING_TOKEN", problem)
        if plain or signing:
            return (*scopes, Scope(EVERYTHING, plain, signing))
        if is_needed and not scopes and not self.problems.keys() & SECRET_SOURCES:
            self.problems["GITLAB_WEBHOOK_SECRET"] = Need.SCOPES.value
        return scopes

    def _secrets(self, name: str) -> tuple[Secret, ...]:
        return tuple(Secret(part.strip()) for part in (self._text(name) or "").split(",") if part.strip())

    def _number(self, name: str, default: float, least: float, most: float, *, is_whole: bool = False) -> float:
        text = self._text(name)
        try:
            number = float(text) if text else default
        except ValueError:
            number = math.nan
        if not least <= number <= most or (is_whole and number % 1):
            self._say(name, f"`{text}` is no {'whole ' if is_whole else ''}number from {least:g} to {most:g}")
            return default
        return number

    def _choice(self, name: str, *choices: str) -> str:
        text = self._text(name)
        found = next((choice for choice in choices if text and choice.lower() == text.lower()), None)
        if text and found is None:
            self._say(name, f"`{text}` is not known; write one of {', '.join(choices)}")
        return found or choices[0]


def _is_address(url: str) -> bool:
    parts = _parts(url)
    if parts is None or not WORD.fullmatch(url):
        return False
    is_plain = parts.username is None and not parts.query and not parts.fragment
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and is_plain


def _is_address_of_redis(url: str) -> bool:
    parts = _parts(url)
    if parts is None:
        return False
    return bool(parts.path.strip("/")) if parts.scheme == "unix" else parts.scheme in {"redis", "rediss"}


def _parts(url: str) -> SplitResult | None:
    """Return the parts of an address, None when it has no right form or port."""
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0
    except ValueError:
        return None
    return parts if has_port else None
