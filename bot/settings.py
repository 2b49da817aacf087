"""What the people who run Lighterman may set; wrong settings are named all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.errors import UserError
from bot.files.typed_yaml import Field, Model, read
from bot.scopes import EVERYTHING, Scope
from bot.secret import Secret

SECRET_NAMES = ("GITLAB_TOKEN", "REDIS_URL", "GITLAB_WEBHOOK_SECRET", "GITLAB_WEBHOOK_SIGNING_TOKEN")
"""Each may also be given as NAME_FILE, the path of a file that holds it."""
WITHOUT_SECRETS = (
    "GITLAB_WEBHOOK_SECRET: no webhook secret is set, so anybody could send hooks; set GITLAB_WEBHOOK_SECRET, "
    "GITLAB_WEBHOOK_SIGNING_TOKEN, or `scopes:` in the file that LIGHTERMAN_CONFIG names"
)


class ScopeEntry(Model):
    """One watched project or group and the secrets of its hooks."""

    path: str = Field(default="", description="A project or group path; `*` covers everything.")
    secret_tokens: tuple[str, ...] = Field(default=(), description="Plain secrets, several for rotation.")
    signing_tokens: tuple[str, ...] = Field(default=(), description="Signing tokens (`whsec_…`), several for rotation.")
    require_signature: bool = Field(default=False, description="Refuse hooks that carry only a plain secret.")


class RegistryEntry(Model):
    """A registry beside GitLab's own, with the account that may pull."""

    host: str = Field(default="", description="Host with optional port, such as `registry.example.com:5000`.")
    username: str = Field(default="", description="Account that may pull.")
    password: str = Field(default="", description="Its password or token.")


class ServerFile(Model):
    """The file that LIGHTERMAN_CONFIG names."""

    scopes: tuple[ScopeEntry, ...] = Field(default=(), description="Who may send hooks; these projects are watched.")
    registries: tuple[RegistryEntry, ...] = Field(default=(), description="Registries beside GitLab's own.")


@dataclass(frozen=True)
class RegistryAccess:
    """A registry that may be read, and how."""

    host: str
    username: str
    password: Secret


@dataclass(frozen=True)
class Settings:
    """All settings of one process; the defaults stand here."""

    gitlab_url: str
    gitlab_token: Secret
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
    is_durability_relaxed: bool = False
    log_level: str = "INFO"
    is_log_json: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str], server_file: str | None = None) -> "Settings":
        """Read the settings; raise one UserError that names everything wrong."""
        reader = _Reader(environ, server_file)
        settings = reader.settings()
        if reader.problems:
            raise UserError("\n".join(reader.problems))
        return settings

    def require_scopes(self) -> tuple[Scope, ...]:
        """Return the scopes; raise UserError when there is no secret at all."""
        if not self.scopes:
            raise UserError(WITHOUT_SECRETS)
        return self.scopes

    def require_redis(self) -> str:
        """Return the address of Redis; raise UserError when none is set."""
        if self.redis_url is None:
            raise UserError("REDIS_URL: not set; write for example redis://127.0.0.1:6379/0, or start `lighterman up`")
        return self.redis_url.reveal()


class _Reader:
    """Reads settings and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str], server_file: str | None) -> None:
        self._environ = environ
        self.problems: list[str] = []
        self._file, problems = read(server_file, ServerFile) if server_file is not None else (ServerFile(), ())
        self.problems += [f"LIGHTERMAN_CONFIG: {problem}" for problem in problems]

    def settings(self) -> Settings:
        default = Settings("", Secret(""))
        redis_url = self._text("REDIS_URL")
        return Settings(
            gitlab_url=self._url(),
            gitlab_token=self._token(),
            redis_url=Secret(redis_url) if redis_url else None,
            scopes=self._scopes(),
            registries=tuple(
                RegistryAccess(entry.host, entry.username, Secret(entry.password)) for entry in self._file.registries
            ),
            host=self._text("HOST") or default.host,
            port=int(self._number("PORT", default.port, 1, 65535)),
            ca_file=self._text("GITLAB_CA_FILE") or self._text("CI_SERVER_TLS_CA_FILE") or self._text("SSL_CERT_FILE"),
            data_dir=self._text("LIGHTERMAN_DATA_DIR") or default.data_dir,
            lease_seconds=self._number("LIGHTERMAN_LEASE_SECONDS", default.lease_seconds, 1, 3600),
            sweep_seconds=self._number("LIGHTERMAN_SWEEP_SECONDS", default.sweep_seconds, 0.1, 60),
            baseline_runs=int(self._number("LIGHTERMAN_BASELINE_RUNS", default.baseline_runs, 1, 50)),
            is_durability_relaxed=self._choice("LIGHTERMAN_DURABILITY", "strict", "relaxed") == "relaxed",
            log_level=self._choice("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR"),
            is_log_json=self._choice("LOG_FORMAT", "text", "json") == "json",
        )

    def _text(self, name: str) -> str | None:
        return self._environ.get(name, "").strip() or None

    def _url(self) -> str:
        names = ("LIGHTERMAN_GITLAB_URL", "GITLAB_URL", "CI_SERVER_URL")
        url = next((text for name in names if (text := self._text(name))), "")
        if not url:
            self.problems.append("GITLAB_URL: not set; write for example https://gitlab.example.com")
        elif not _is_address(url):
            # The text is not repeated: there may be a password in it.
            self.problems.append("GITLAB_URL: this is no address; write for example https://gitlab.example.com")
        return url.rstrip("/")

    def _token(self) -> Secret:
        token = self._text("LIGHTERMAN_GITLAB_TOKEN") or self._text("GITLAB_TOKEN")
        if not token:
            self.problems.append(
                "GITLAB_TOKEN: not set; make a project or group access token with the scopes api and read_registry"
            )
        return Secret(token or "")

    def _scopes(self) -> tuple[Scope, ...]:
        scopes = [self._scope(entry) for entry in self._file.scopes]
        plain = self._secrets("GITLAB_WEBHOOK_SECRET")
        signing = self._secrets("GITLAB_WEBHOOK_SIGNING_TOKEN")
        if plain or signing:
            scopes.append(Scope(EVERYTHING, plain, signing))
        for scope in scopes:
            self._check_scope(scope)
        return tuple(scopes)

    def _scope(self, entry: ScopeEntry) -> Scope:
        plain = tuple(Secret(token) for token in entry.secret_tokens if token)
        signing = tuple(Secret(token) for token in entry.signing_tokens if token)
        return Scope(entry.path, plain, signing, entry.require_signature)

    def _check_scope(self, scope: Scope) -> None:
        if not scope.path.strip("/"):
            self.problems.append(
                "LIGHTERMAN_CONFIG: a scope has no `path`; write a project or group path, such as acme"
            )
        if not scope.secret_tokens and not scope.signing_tokens:
            self.problems.append(
                f"LIGHTERMAN_CONFIG: the scope `{scope.path}` has neither secret-tokens nor signing-tokens"
            )
        if any(not token.reveal().startswith("whsec_") for token in scope.signing_tokens):
            self.problems.append(
                f"GITLAB_WEBHOOK_SIGNING_TOKEN: a signing token of `{scope.path}` does not start with whsec_; "
                "copy it whole from GitLab's webhook page"
            )

    def _secrets(self, name: str) -> tuple[Secret, ...]:
        return tuple(Secret(part.strip()) for part in (self._text(name) or "").split(",") if part.strip())

    def _number(self, name: str, default: float, least: float, most: float) -> float:
        text = self._text(name)
        try:
            number = float(text) if text else default
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            self.problems.append(f"{name}: `{text}` is no number from {least:g} to {most:g}")
            return default
        return number

    def _choice(self, name: str, *choices: str) -> str:
        text = self._text(name)
        found = next((choice for choice in choices if text and choice.lower() == text.lower()), None)
        if text and found is None:
            self.problems.append(f"{name}: `{text}` is not known; write one of {', '.join(choices)}")
        return found or choices[0]


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
