"""Tells credentials from other values, by the name of a variable, by the form of a value, by the words of a command.

The value itself is never repeated: what says it here ends up in logs and comments.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_NAME = re.compile(
    r"(?:^|_)(?:PASS(?:WORD|WD|PHRASE)?|PWD|SECRETS?|TOKENS?|API_?KEYS?|APIKEY|ACCESS_?KEYS?(?:_ID)?|PRIVATE_?KEYS?|SSH_?KEYS?"
    r"|CREDENTIALS?|CREDS|AUTH_?KEY|DEPLOY_?KEY|SECRET_?KEYS?|SECRET_KEY_BASE|LICENSE_?KEY|ENCRYPTION_?KEY|SIGNING_?KEY|AUTH_TOKEN|PAT|HTPASSWD"
    r"|CONNECTION_?STRING)(?:_(?:BASE64|B64|PROD|PRODUCTION|DEV|STAGING|TEST|VALUE|\d+))?$|^(?:PG|MYSQL_?)PASS(?:WORD|WD)?$"
    r"|^\w*(?:PASSWORD|PASSWD|SECRET|TOKEN)$"
)
_NOT = re.compile(
    r"PUBLIC|ALLOW_EMPTY|RANDOM|TOKENIZERS|MAX_?TOKENS|NO_PASS|DISABLE|ENABLE|SKIP|REQUIRE|^PWD$|^OLDPWD$|GPG_?KEYS?$"
)
_PLACEHOLDER = re.compile(
    r"^(?:<.*>|\.\.\.|\*+|x{3,}|null|none|true|false|yes|no|dummy\S*|fake\S*|placeholder\S*)?$", re.IGNORECASE
)
_FORMS = re.compile(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|gl(?:pat|dt|rt|cbt|ptt)-[\w-]{20,}|AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}"
    r"|xox[abprs]-[\w-]{10,}|sk_live_\w{16,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{40,}|dckr_pat_[\w-]{20,}|AIza[\w-]{35}|hvs\.\w{20,}"
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})|-----BEGIN (?:[A-Z]+ )*PRIVATE KEY"
)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@'\"$]*:(?P<password>[^\s/@'\"]+)@")
_FILES = re.compile(
    r"(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|_netrc|\.git-credentials|\.pypirc|\.pgpass|\.htpasswd|credentials\.json"
    r"|service-?account\S*\.json|\.docker/config\.json|\.aws/credentials|\.aws|\.ssh|\.vault-token|kubeconfig|\.dockercfg)/?$"
)
_OPTION = re.compile(
    r"^--?(?:\w+-)*(?:password|passwd|token|auth-token|api-key|access-token|secret|secret-key|private-token)"
    r"(?:=(?P<value>.+))?$"
)
_NO_SECRET = frozenset({"--no-password", "--disabled-password", "--password-stdin"})
_HEADER = re.compile(
    r"(?:authorization|private-token|job-token|x-api-key|x-auth-token|deploy-token)\s*:\s*"
    r"(?:bearer |basic |token )?(?P<value>\S+)",
    re.IGNORECASE,
)
_CONFIG = re.compile(
    r"(?:_authToken|_password|_auth|oauth\.[\w.-]+|access_?token|http-basic\.[\w.-]+|gitlab-token\.[\w.-]+)"
    r"(?:[= ])(?P<value>\S{8,})"
)


def is_credential_name(name: str) -> bool:
    """Tell whether a variable of such a name holds a credential."""
    upper = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper().replace("-", "_").replace(".", "_")
    return _NAME.search(upper) is not None and _NOT.search(upper) is None


def is_value(text: str) -> bool:
    """Tell whether a value may be a credential: it is neither empty nor a path, a switch or a place holder."""
    return _PLACEHOLDER.match(text.strip("'\"")) is None and not text.startswith(("/", "file:"))


def holds_credential(text: str) -> bool:
    """Tell whether a text holds what is a credential by its form: a token, a private key, a password in an address."""
    return _FORMS.search(text) is not None or any(is_literal(found["password"]) for found in _URL.finditer(text))


def is_credential_file(path: str) -> bool:
    """Tell whether a file of such a name holds credentials."""
    return _FILES.search(path) is not None


def credentials_in(words: Sequence[str]) -> Iterator[str]:
    """Yield what each credential in the words of a command is given as; variables are told by those who set them."""
    text = " ".join(words)
    if holds_credential(text):
        yield "a credential"
    for place, word in enumerate(words):
        option = _OPTION.match(word)
        if option is not None and word not in _NO_SECRET:
            value = option["value"] or (words[place + 1] if place + 1 < len(words) else "")
            if is_literal(value) and not value.startswith("-"):
                yield f"the value of {word.partition('=')[0]}"
    found = _HEADER.search(text) or _CONFIG.search(text)
    if found is not None and is_literal(found["value"]):
        yield "a credential"
    yield from _by_program(words)


def _by_program(words: Sequence[str]) -> Iterator[str]:
    program = words[0].rpartition("/")[2] if words else ""
    pairs = list(pairwise(words))
    if program in {"curl", "wget"}:
        users = [value for option, value in pairs if option in {"-u", "--user"}]
        yield from ("the password of -u" for value in users if ":" in value and is_literal(value.partition(":")[2]))
    if program in {"mysql", "mysqladmin", "mariadb", "mysqldump", "sshpass"}:
        yield from (
            "the value of -p" for word in words[1:] if re.match(r"-p[^-\s].{2,}", word) and is_literal(word[2:])
        )
    if program in {"docker", "podman", "helm", "az", "oc"} and "login" in words:
        yield from ("the value of -p" for option, value in pairs if option == "-p" and is_literal(value))


def is_literal(value: str) -> bool:
    """Tell whether a value stands there itself: no variable, no substitution."""
    return bool(value) and "$" not in value and "`" not in value and "{{" not in value and is_value(value)
