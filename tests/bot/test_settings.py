"""Settings: defaults, and one error that names everything wrong without telling a secret."""

import pytest

from bot.errors import UserError
from bot.scopes import EVERYTHING
from bot.settings import Need, Settings
from bot.variables import VARIABLES

SIGNING = "whsec_c2l4dGVlbiBieXRlcyEhIQ=="
LEAST = {"GITLAB_URL": "https://gitlab.example.com", "GITLAB_TOKEN": "glpat-hidden"}


def problems(environ, server_file=None, needs=(Need.GITLAB,)):
    try:
        Settings.from_env({**LEAST, **environ}, server_file, needs=needs)
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
        ({"GITLAB_URL": "", "CI_API_V4_URL": "https://ci.b/git/api/v4"}, "gitlab_url", "https://ci.b/git"),
        ({"GITLAB_URL": "https://a.b/api/v4/"}, "gitlab_url", "https://a.b"),
        ({"CI_SERVER_URL": "https://ci.b", "CI_API_V4_URL": "https://ci.c/api/v4"}, "gitlab_url", LEAST["GITLAB_URL"]),
        ({"GITLAB_URL": "https://[::1]:8443/git"}, "gitlab_url", "https://[::1]:8443/git"),
        ({}, "redis_url", None),
        ({}, "scopes", ()),
        ({"PORT": " 9000 "}, "port", 9000),
        ({"PORT": ""}, "port", 8080),
        ({"LIGHTERMAN_PORT": "tcp://10.0.0.7:8080"}, "port", 8080),
        ({"LIGHTERMAN_WEB_SERVICE_HOST": "10.0.0.7", "LIGHTERMAN_PORT_8080_TCP_ADDR": "10.0.0.7"}, "port", 8080),
        ({"LIGHTERMAN_TEST_REGISTRY": "127.0.0.1:5000"}, "port", 8080),
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
        ({"GITLAB_URL": "https://a.b/?token=hidden"}, "GITLAB_URL: this is no address; "),
        ({"GITLAB_URL": "https://a.b:port"}, "GITLAB_URL: this is no address; "),
        ({"LIGHTERMAN_GITLAB_URL": "a.b"}, "LIGHTERMAN_GITLAB_URL: this is no address; "),
        ({"GITLAB_TOKEN": ""}, "GITLAB_TOKEN: not set; "),
        ({"GITLAB_TOKEN": "", "CI_JOB_TOKEN": "hidden"}, "GITLAB_TOKEN: not set; "),
        ({"GITLAB_TOKEN": "hidden\nhidden"}, "GITLAB_TOKEN: a token has no blanks "),
        ({"LIGHTERMAN_GITLAB_TOKEN": "hidden …"}, "LIGHTERMAN_GITLAB_TOKEN: a token has no blanks "),
        ({"REDIS_URL": "http://:hidden@r"}, "REDIS_URL: this is no address of a Redis; "),
        ({"REDIS_URL": "hidden:6379"}, "REDIS_URL: this is no address of a Redis; "),
        ({"REDIS_URL": "unix://"}, "REDIS_URL: this is no address of a Redis; "),
        ({"REDIS_URL": "redis://r:hidden"}, "REDIS_URL: this is no address of a Redis; "),
        ({"PORT": "0"}, "PORT: `0` is no whole number from 1 to 65535"),
        ({"PORT": "80.5"}, "PORT: `80.5` is no whole number from 1 to 65535"),
        ({"PORT": "http"}, "PORT: `http` is no whole number from 1 to 65535"),
        ({"PORT": "nan"}, "PORT: `nan` is no whole number from 1 to 65535"),
        ({"PORT": "inf"}, "PORT: `inf` is no whole number from 1 to 65535"),
        ({"LIGHTERMAN_BASELINE_RUNS": "2.5"}, "LIGHTERMAN_BASELINE_RUNS: `2.5` is no whole number from 1 to 50"),
        ({"LIGHTERMAN_SWEEP_SECONDS": "0.01"}, "LIGHTERMAN_SWEEP_SECONDS: `0.01` is no number from 0.1 to 60"),
        ({"LIGHTERMAN_LEASE_SECONDS": "3601"}, "LIGHTERMAN_LEASE_SECONDS: `3601` is no number from 1 to 3600"),
        ({"LIGHTERMAN_DURABILITY": "some"}, "LIGHTERMAN_DURABILITY: `some` is not known; write one of strict, relaxed"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT: `xml` is not known; write one of text, json"),
        ({"GITLAB_WEBHOOK_SIGNING_TOKEN": "hidden"}, "GITLAB_WEBHOOK_SIGNING_TOKEN: a signing token is whsec_ "),
        ({"GITLAB_WEBHOOK_SIGNING_TOKEN": "whsec_hidden!"}, "GITLAB_WEBHOOK_SIGNING_TOKEN: a signing token is whsec_ "),
        ({"GITLAB_WEBHOOK_SIGNING_TOKEN": f"{SIGNING},whsec_"}, "GITLAB_WEBHOOK_SIGNING_TOKEN: a signing token is "),
        ({"LIGHTERMAN_GITLAB_TOKN": "hidden"}, "LIGHTERMAN_GITLAB_TOKN: no such setting; did you mean LIGHTERMAN_GITL"),
        ({"LIGHTERMAN_BASELINE": "9"}, "LIGHTERMAN_BASELINE: no such setting; did you mean LIGHTERMAN_BASELINE_RUNS?"),
        ({"LIGHTERMAN_COLOUR": "red"}, "LIGHTERMAN_COLOUR: no such setting; docs/configuration.md lists those that"),
    ],
)
def test_what_is_wrong_is_named_by_its_variable(environ, problem):
    found = problems(environ)
    assert len(found) == 1
    assert found[0].startswith(problem)
    assert "hidden" not in found[0]


def test_everything_wrong_is_named_at_once():
    wrong = {"GITLAB_URL": "", "GITLAB_TOKEN": "", "PORT": "x", "LOG_LEVEL": "x", "LIGHTERMAN_X": "", "REDIS_URL": "x"}
    file = "scopes:\n  - path: acme\n  - secret-tokens: [s]\n"
    assert len(problems(wrong, file, Need)) == 8


@pytest.mark.parametrize(
    ("environ", "needs", "said"),
    [
        ({}, (), []),
        ({"GITLAB_URL": "", "GITLAB_TOKEN": ""}, (), []),
        ({"GITLAB_URL": ""}, (Need.GITLAB,), ["GITLAB_URL: not set; write for example https://"]),
        ({}, (Need.SCOPES, Need.REDIS), ["REDIS_URL: not set; ", "GITLAB_WEBHOOK_SECRET: no webhook secret is set"]),
        ({"REDIS_URL": "redis://r", "GITLAB_WEBHOOK_SECRET": "s"}, (Need.SCOPES, Need.REDIS), []),
        ({"GITLAB_WEBHOOK_SIGNING_TOKEN": SIGNING}, (Need.SCOPES,), []),
        ({"GITLAB_WEBHOOK_SECRET": ","}, (Need.SCOPES,), ["GITLAB_WEBHOOK_SECRET: no webhook secret is set"]),
        ({"REDIS_URL": "x"}, (Need.REDIS,), ["REDIS_URL: this is no address of a Redis"]),
    ],
)
def test_what_a_process_needs_is_asked_for_by_name(environ, needs, said):
    found = problems(environ, needs=needs)
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True))


def test_a_process_that_does_not_ask_gitlab_needs_neither_its_address_nor_a_token():
    assert Settings.from_env({"REDIS_URL": "redis://r"}, needs=(Need.REDIS,)).gitlab_token.reveal() == ""
    with pytest.raises(UserError, match=r"^GITLAB_URL: this is no address; "):
        Settings.from_env({"GITLAB_URL": "gitlab.example.com"})


def test_a_file_of_scopes_is_secret_enough_and_a_broken_one_is_named_alone():
    assert problems({}, "scopes:\n  - path: acme\n    secret-tokens: [s]\n", (Need.SCOPES,)) == []
    assert len(problems({}, "scopes:\n  - path: acme\n", (Need.SCOPES,))) == 1


def test_the_server_file_is_named_by_its_path_and_line():
    file = "scopes:\n  - path: acme\n    secret-tokens: []\n"
    (said,) = problems({"LIGHTERMAN_CONFIG": "/etc/lighterman/server.yml"}, file)
    assert said == "/etc/lighterman/server.yml line 2: a scope needs `secret-tokens` or `signing-tokens`"


def test_secrets_of_the_environment_cover_everything_beside_the_scopes_of_the_file():
    environ = {**LEAST, "GITLAB_WEBHOOK_SECRET": "new, old,"}
    scopes = Settings.from_env(environ, "scopes:\n  - path: acme\n    secret-tokens: [s]\n").scopes
    assert [(scope.path, [one.reveal() for one in scope.secret_tokens]) for scope in scopes] == [
        ("acme", ["s"]),
        (EVERYTHING, ["new", "old"]),
    ]


def test_redis_is_asked_for_where_a_process_can_do_without_it():
    with pytest.raises(UserError, match=r"^REDIS_URL: not set"):
        Settings.from_env(LEAST).require_redis()
    assert Settings.from_env({**LEAST, "REDIS_URL": "redis://r"}).require_redis() == "redis://r"


def test_no_secret_is_printed():
    text = "registries: [{host: quay.io, username: me, password: hidden}]"
    environ = {**LEAST, "REDIS_URL": "redis://:hidden@r", "GITLAB_WEBHOOK_SECRET": "hidden"}
    assert "hidden" not in repr(Settings.from_env(environ, text))


class Watched(dict):
    """An environment that notes which variables it was asked for."""

    def __init__(self, *args):
        super().__init__(*args)
        self.asked = set()

    def get(self, name, default=None):
        """Return a variable and note its name."""
        self.asked.add(name)
        return super().get(name, default)


def test_every_variable_that_is_read_is_described_and_the_reverse():
    environ = Watched()
    Settings.from_env(environ, "")
    assert environ.asked == {variable.name for variable in VARIABLES}


@pytest.mark.parametrize("variable", [one for one in VARIABLES if one.default], ids=lambda one: one.name)
def test_a_default_is_what_its_description_says(variable):
    assert Settings.from_env({**LEAST, variable.name: variable.default}) == Settings.from_env(LEAST)
