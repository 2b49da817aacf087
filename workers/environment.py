"""Reads what the environment points to: secret files and the server file."""

from collections.abc import Mapping
from pathlib import Path

from bot.errors import UserError
from bot.settings import SECRET_NAMES, Settings


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings of an environment, files included; raise UserError naming what is wrong."""
    problems: list[str] = []
    found = {name: text for name, text in environ.items() if not name.endswith("_FILE") or name == "GITLAB_CA_FILE"}
    for name in SECRET_NAMES:
        path = environ.get(f"{name}_FILE")
        if path and environ.get(name):
            problems.append(f"{name}: set twice, as {name} and as {name}_FILE; keep one")
        elif path:
            found[name] = _text(f"{name}_FILE", path, problems).strip()
    server_file = environ.get("LIGHTERMAN_CONFIG")
    text = _text("LIGHTERMAN_CONFIG", server_file, problems) if server_file else None
    if problems:
        raise UserError("\n".join(problems))
    return Settings.from_env({**found, **_ca_file(environ)}, text)


def _ca_file(environ: Mapping[str, str]) -> dict[str, str]:
    names = ("GITLAB_CA_FILE", "CI_SERVER_TLS_CA_FILE", "SSL_CERT_FILE")
    return {name: environ[name] for name in names if environ.get(name)}


def _text(name: str, path: str, problems: list[str]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{name}: `{path}` cannot be read: {error.__class__.__name__}")
        return ""
