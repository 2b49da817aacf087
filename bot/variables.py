"""The environment variables that Lighterman reads; docs/configuration.md lists them from here."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

PREFIX = "LIGHTERMAN_"
OTHERS = re.compile(
    # Kubernetes tells every container of a namespace about a service called lighterman-….
    r"LIGHTERMAN(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)"
    # What our own tests read, see docs/development.md.
    r"|LIGHTERMAN_(TEST_[A-Z0-9_]+|SHARED|SCREENSHOTS)"
)


@dataclass(frozen=True)
class Variable:
    """One environment variable; a secret may also be given as NAME_FILE, the path of a file that holds it."""

    name: str
    means: str
    default: str = ""
    is_secret: bool = False


VARIABLES = (
    Variable("GITLAB_URL", "Address of GitLab, with its path where it lives below one. Needed."),
    Variable("LIGHTERMAN_GITLAB_URL", "The same, and wins over it."),
    Variable("CI_SERVER_URL", "The same, as GitLab sets it in a CI job; read when neither of the two is set."),
    Variable("CI_API_V4_URL", "Address of GitLab's API, as GitLab sets it in a CI job; read last."),
    Variable(
        "GITLAB_TOKEN",
        "Access token of the bot's user, see [the table of scopes and roles](install.md#least-privilege). Needed. "
        "`CI_JOB_TOKEN` is never used: it cannot write comments.",
        is_secret=True,
    ),
    Variable("LIGHTERMAN_GITLAB_TOKEN", "The same, and wins over it.", is_secret=True),
    Variable(
        "GITLAB_WEBHOOK_SIGNING_TOKEN",
        "Signing tokens (`whsec_…`) of webhooks of any project, separated by commas for rotation.",
        is_secret=True,
    ),
    Variable(
        "GITLAB_WEBHOOK_SECRET",
        "Secret tokens of webhooks of any project, separated by commas for rotation. `web` and `up` need a signing "
        "token or a secret token, here or in the server file.",
        is_secret=True,
    ),
    Variable(
        "REDIS_URL",
        "Address of Redis: `redis://`, `rediss://` or `unix://`. Every process of the Procfile needs it; `up` starts "
        "a Redis of its own without it.",
        is_secret=True,
    ),
    Variable("LIGHTERMAN_CONFIG", "Path of [the server file](#server-file)."),
    Variable("HOST", "Address on which `web` listens.", "0.0.0.0"),  # noqa: S104 - a server in a container must be reachable
    Variable("PORT", "Port on which `web` listens, 1 to 65535.", "8080"),
    Variable("GITLAB_CA_FILE", "Certificates to trust, for GitLab and all registries."),
    Variable("CI_SERVER_TLS_CA_FILE", "The same, as GitLab sets it in a CI job; read when GITLAB_CA_FILE is not set."),
    Variable("SSL_CERT_FILE", "The same, as OpenSSL names it; read last."),
    Variable("LIGHTERMAN_DATA_DIR", "Folder in which `up` keeps the data of its Redis.", "lighterman-data"),
    Variable(
        "LIGHTERMAN_DURABILITY",
        "`strict` refuses a Redis that would forget what it was given (no append-only file, or keys may be evicted); "
        "`relaxed` takes it.",
        "strict",
    ),
    Variable(
        "LIGHTERMAN_BASELINE_RUNS",
        "How many of the target branch's newest pipelines the median of a job's time is taken from, 1 to 50.",
        "20",
    ),
    Variable(
        "LIGHTERMAN_FILES_MIB",
        "How many MiB of layers, compressed, are read for one comment to name the files that made an image grow; "
        "0 reads none.",
        "512",
    ),
    Variable("LIGHTERMAN_FILES_SECONDS", "How many seconds that may take, 1 to 600.", "20"),
    Variable(
        "LIGHTERMAN_LEASE_SECONDS",
        "Seconds after which another worker takes over from one that died, 1 to 3600.",
        "60",
    ),
    Variable("LIGHTERMAN_SWEEP_SECONDS", "Seconds between two looks for forgotten events, 0.1 to 60.", "1"),
    Variable("LOG_LEVEL", "`DEBUG`, `INFO`, `WARNING` or `ERROR`.", "INFO"),
    Variable("LOG_FORMAT", "`text` or `json`, one line per event on standard error.", "text"),
)
SECRETS = tuple(variable.name for variable in VARIABLES if variable.is_secret)
NAMES = frozenset({variable.name for variable in VARIABLES} | {f"{name}_FILE" for name in SECRETS})


def unknown(names: Iterable[str]) -> Iterator[str]:
    """Yield a sentence about every variable that has our prefix and no meaning: it is misspelt or out of date."""
    for name in sorted(names):
        if name.startswith(PREFIX) and name not in NAMES and not OTHERS.fullmatch(name):
            # The prefix is left out, or every name would look like every other.
            known = {one.removeprefix(PREFIX): one for one in sorted(NAMES)}
            close = get_close_matches(name.removeprefix(PREFIX), known, n=1)
            hint = f"did you mean {known[close[0]]}?" if close else "docs/configuration.md lists those that are"
            yield f"{name}: no such setting; {hint}"
