"""Reads what the environment points to: secret files, certificates and the server file."""

import os
import ssl
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from bot.settings import CA_FILES, Need, Settings
from bot.variables import SECRETS
from workers import logs


def read_settings(environ: Mapping[str, str], needs: Collection[Need] = ()) -> Settings:
    """Return the settings of an environment, files included; raise one UserError naming everything wrong."""
    found, unread = dict(environ), dict[str, str]()
    for name in SECRETS:
        path = environ.get(f"{name}_FILE")
        if path and environ.get(name):
            unread[name] = f"{name}: set twice, as {name} and as {name}_FILE; keep one"
        elif path:
            found[name] = _read(f"{name}_FILE", path, name, unread)
            if not found[name].strip():
                unread.setdefault(name, f"{name}_FILE: `{path}` is empty")
    server_file = environ.get("LIGHTERMAN_CONFIG")
    text = _read("LIGHTERMAN_CONFIG", server_file, "LIGHTERMAN_CONFIG", unread) if server_file else None
    _check_certificates(environ, unread)
    return Settings.from_env(found, text, needs=needs, unread=unread)


def process_settings(*needs: Need) -> Settings:
    """Return the settings of this process, and log as they say from now on."""
    settings = read_settings(os.environ, needs)
    logs.set_up(settings.log_level, is_json=settings.is_log_json)
    return settings


def _read(variable: str, path: str, blamed: str, unread: dict[str, str]) -> str:
    """Return a file's text; say in `unread` when it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        unread[blamed] = f"{variable}: `{path}` cannot be read: {why}"
        return ""


def _check_certificates(environ: Mapping[str, str], unread: dict[str, str]) -> None:
    """Look for the certificates now: requests would fail in the middle of a review, with a bare OSError."""
    name = next((name for name in CA_FILES if environ.get(name, "").strip()), None)
    path = Path(environ[name].strip()) if name else None
    if name and path and not _has_certificates(path):
        unread[name] = f"{name}: there are no certificates at `{path}`"


@cache
def _has_certificates(path: Path) -> bool:
    """Tell whether certificates can be read; asked once, for all of a system's take 35 ms, and every drain asks."""
    try:
        # A folder is read by OpenSSL when it looks for one, so there is nothing to try yet.
        return path.is_dir() or bool(ssl.create_default_context(cafile=path))
    except OSError:
        return False
