"""Settings: defaults, and one error that names everything wrong without telling a secret."""

import pytest

from bot.errors import UserError
from bot.scopes import EVERYTHING
from bot.settings import Settings

LEAST = {"GITLAB_URL": "https://gitlab.example.com", "GITLAB_TOKEN": "glpat-hidden"}


def problems(environ, server_file=None):
    try:
        Settings.from_env({**LEAST, **environ}, server_file)
    except UserError as error:
        return str(error).splitlines()
    return []


@pytest.mark.parametrize(
    ("environ", "name", "value"),
    [
        ({}, "gitlab_url", "https://gitlab.example.com"),
        ({"GITLAB_URL": "http://localhost:8080/gitlab/ "}, "gitlab_url", "http://localhost:8080/gitlab"),
        ({"LIGHTERMAN_GITLAB_URL": "https://a.b"}, "gitlab_url", "https://a.b"),
        ({"GITLAB_URL": "", "CI_SERVER_URL": "https://ci.b"}, "gitlab_url", "https://ci.b"),
        ({}, "redis_url", None),
        ({}, "scopes", ()),
        ({"PORT": " 9000 "}, "port", 9000),
        ({"PORT": ""}, "port", 8080),
        ({"HOST": "127.0.0.1"}, "host", "127.0.0.1"),
        ({"LIGHTERMAN_BASELINE_RUNS": "50"}, "baseline_runs", 50),
        ({"LIGHTERMAN_SWEEP_SECONDS": "0.1"}, "sweep_seconds", 0.1),
        ({"LIGHTERMAN_DURABILITY": "Relaxed"}, "is_durability_relaxed", True),
        ({"LIGHTERMAN_DURABILITY": "strict"}, "is_durability_relaxed", False),
        ({"LOG_LEVEL": "debug"}, "log_level", "DEBUG"),
        ({"LOG_FORMAT": "json"}, "is_log_json", True),
        ({"SSL_CERT_FILE": "/c", "CI_SERVER_TLS_CA_FILE": "/b"}, "ca_file", "/b"),
        ({"CI_SERVER_TLS_CA_FILE": "/b", "GITLAB_CA_FILE": "/a"}, "ca_file", "/a"),
    ],
)
def test_a_good_environment_is_read_without_a_word(environ, name, value):
    assert getattr(Settings.from_env({**LEAST, **environ}), name) == value


@pytest.mark.parametrize(
    ("environ", "problem"),
    [
        ({"GITLAB_URL": " "}, "GITLAB_URL: not set; "),
        ({"GITLAB_URL": "gitlab.example.com"}, "GITLAB_URL: this is no address; "),
        ({"GITLAB_URL": "ftp://a.b"}, "GITLAB_URL: this is no address; "),
        ({"GITLAB_URL": "https://"}, "GITLAB_URL: this is no address; "),
        ({"GITLAB_URL": "https://[::1"}, "GITLAB_URL: this is no address; "),
        ({"GITLAB_URL": "https://me:hidden@a.b"}, "GITLAB_URL: this is no address; "),
        ({"GITLAB_TOKEN": ""}, "GITLAB_TOKEN: not set; "),
        ({"PORT": "0"}, "PORT: `0` is no number from 1 to 65535"),
        ({"PORT": "http"}, "PORT: `http` is no number from 1 to 65535"),
        ({"PORT": "nan"}, "PORT: `nan` is no number from 1 to 65535"),
        ({"PORT": "inf"}, "PORT: `inf` is no number from 1 to 65535"),
        ({"LIGHTERMAN_LEASE_SECONDS": "3601"}, "LIGHTERMAN_LEASE_SECONDS: `3601` is no number from 1 to 3600"),
        ({"LIGHTERMAN_DURABILITY": "some"}, "LIGHTERMAN_DURABILITY: `some` is not known; write one of strict, relaxed"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT: `xml` is not known; write one of text, json"),
        ({"GITLAB_WEBHOOK_SIGNING_TOKEN": "hidden"}, "GITLAB_WEBHOOK_SIGNING_TOKEN: a signing token of `*` does not"),
    ],
)
def test_what_is_wrong_is_named_by_its_variable(environ, problem):
    found = problems(environ)
    assert len(found) == 1
    assert found[0].startswith(problem)
    assert "hidden" not in found[0]


def test_everything_wrong_is_named_at_once():
    assert len(problems({"GITLAB_URL": "", "GITLAB_TOKEN": "", "PORT": "x", "LOG_LEVEL": "x"})) == 4


@pytest.mark.parametrize(
    ("server_file", "said"),
    [
        (None, []),
        ("", []),
        ("scopes: []", []),
        ("scopes:\n  - path: acme\n    secret-tokens: [s]\n", []),
        ("scopes:\n  - path: '*'\n    signing-tokens: [whsec_x]\n    require-signature: true\n", []),
        ("registries:\n  - host: quay.io\n", []),
        ("scope: []", ['LIGHTERMAN_CONFIG: line 1: "scope" is no key here; did you mean "scopes"?']),
        ("- x", ['LIGHTERMAN_CONFIG: line 1: the file must hold keys with values, such as "comment: always"']),
        (
            "scopes:\n  - path: acme\n",
            ["LIGHTERMAN_CONFIG: the scope `acme` has neither secret-tokens nor signing-tokens"],
        ),
        (
            "scopes:\n  - secret-tokens: [s]\n",
            ["LIGHTERMAN_CONFIG: a scope has no `path`; write a project or group path, such as acme"],
        ),
    ],
)
def test_the_server_file_is_read_and_what_is_wrong_with_it_named(server_file, said):
    assert problems({}, server_file) == said


def test_secrets_of_the_environment_cover_everything_beside_the_scopes_of_the_file():
    environ = {**LEAST, "GITLAB_WEBHOOK_SECRET": "new, old,"}
    scopes = Settings.from_env(environ, "scopes:\n  - path: acme\n    secret-tokens: [s]\n").require_scopes()
    assert [(scope.path, [one.reveal() for one in scope.secret_tokens]) for scope in scopes] == [
        ("acme", ["s"]),
        (EVERYTHING, ["new", "old"]),
    ]


def test_what_a_command_needs_is_asked_for_by_name():
    settings = Settings.from_env(LEAST)
    with pytest.raises(UserError, match=r"^GITLAB_WEBHOOK_SECRET: no webhook secret"):
        settings.require_scopes()
    with pytest.raises(UserError, match=r"^REDIS_URL: not set"):
        settings.require_redis()
    assert Settings.from_env({**LEAST, "REDIS_URL": "redis://r"}).require_redis() == "redis://r"


def test_no_secret_is_printed():
    text = "registries: [{host: quay.io, username: me, password: hidden}]"
    environ = {**LEAST, "REDIS_URL": "redis://:hidden@r", "GITLAB_WEBHOOK_SECRET": "hidden"}
    assert "hidden" not in repr(Settings.from_env(environ, text))
