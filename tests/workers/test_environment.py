"""Secrets may stand in files; what cannot be read is named by its variable, never by its content."""

from pathlib import Path

import pytest
import requests

from bot.errors import UserError
from bot.settings import Need
from workers.environment import read_settings

LEAST = {"GITLAB_URL": "https://gitlab.example.com", "GITLAB_TOKEN": "hidden"}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "secret").write_text(" hidden-too\n")
    (tmp_path / "redis").write_text("redis://:hidden@r\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfehidden")
    (tmp_path / "empty").write_text("")
    (tmp_path / "ca.pem").write_bytes(Path(requests.certs.where()).read_bytes())
    (tmp_path / "server.yml").write_text("scopes:\n  - path: acme\n    secret-tokens: [hidden]\n")
    unsigned = "scopes:\n  - path: acme\n    signing-tokens:\n      - hidden\n"
    (tmp_path / "unsigned.yml").write_text(unsigned)
    (tmp_path / "wrong.yml").write_text("scope: []\n")
    return tmp_path


def read(files, environ):
    environ = {name: text.replace("DIR", str(files)) for name, text in {**LEAST, **environ}.items()}
    return read_settings(environ, (Need.GITLAB,))


@pytest.mark.parametrize(
    ("environ", "token", "redis", "scopes"),
    [
        ({}, "hidden", None, []),
        ({"UNRELATED_FILE": "DIR/missing"}, "hidden", None, []),
        ({"GITLAB_TOKEN_FILE": ""}, "hidden", None, []),
        ({"GITLAB_TOKEN": "", "GITLAB_TOKEN_FILE": "DIR/secret"}, "hidden-too", None, []),
        ({"LIGHTERMAN_GITLAB_TOKEN_FILE": "DIR/secret"}, "hidden-too", None, []),
        ({"LIGHTERMAN_GITLAB_TOKEN": "hidden-too", "GITLAB_TOKEN_FILE": ""}, "hidden-too", None, []),
        ({"REDIS_URL_FILE": "DIR/redis"}, "hidden", "redis://:hidden@r", []),
        ({"GITLAB_WEBHOOK_SECRET_FILE": "DIR/secret"}, "hidden", None, ["*"]),
        ({"LIGHTERMAN_CONFIG": ""}, "hidden", None, []),
        ({"LIGHTERMAN_CONFIG": "DIR/empty"}, "hidden", None, []),
        ({"LIGHTERMAN_CONFIG": "DIR/server.yml"}, "hidden", None, ["acme"]),
    ],
)
def test_files_are_read_without_a_word(files, environ, token, redis, scopes):
    settings = read(files, environ)
    assert settings.gitlab_token.reveal() == token
    assert (settings.redis_url.reveal() if settings.redis_url else None) == redis
    assert [scope.path for scope in settings.scopes] == scopes


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({}, None),
        ({"SSL_CERT_FILE": "DIR/ca.pem"}, "DIR/ca.pem"),
        ({"CI_SERVER_TLS_CA_FILE": "DIR/ca.pem", "SSL_CERT_FILE": "DIR/missing"}, "DIR/ca.pem"),
        ({"GITLAB_CA_FILE": "DIR", "CI_SERVER_TLS_CA_FILE": "DIR/missing"}, "DIR"),
        ({"GITLAB_CA_FILE": "", "SSL_CERT_FILE": "DIR/ca.pem"}, "DIR/ca.pem"),
    ],
)
def test_the_path_of_certificates_is_no_secret_file(files, environ, path):
    assert read(files, environ).ca_file == (path and path.replace("DIR", str(files)))


@pytest.mark.parametrize(
    ("environ", "problem"),
    [
        ({"GITLAB_TOKEN_FILE": "DIR/secret"}, "GITLAB_TOKEN: set twice, as GITLAB_TOKEN and as GITLAB_TOKEN_FILE; "),
        (
            {"LIGHTERMAN_GITLAB_TOKEN": "hidden", "LIGHTERMAN_GITLAB_TOKEN_FILE": "DIR/secret"},
            "LIGHTERMAN_GITLAB_TOKEN: set twice, ",
        ),
        ({"REDIS_URL_FILE": "DIR/missing"}, "REDIS_URL_FILE: `DIR/missing` cannot be read: No such file or directory"),
        ({"REDIS_URL_FILE": "DIR"}, "REDIS_URL_FILE: `DIR` cannot be read: Is a directory"),
        ({"REDIS_URL_FILE": "DIR/binary"}, "REDIS_URL_FILE: `DIR/binary` cannot be read: it is not text in UTF-8"),
        ({"REDIS_URL_FILE": "DIR/secret"}, "REDIS_URL: this is no address of a Redis; "),
        ({"GITLAB_TOKEN": "", "GITLAB_TOKEN_FILE": "DIR/empty"}, "GITLAB_TOKEN_FILE: `DIR/empty` is empty"),
        ({"REDIS_URL_FILE": "DIR/empty"}, "REDIS_URL_FILE: `DIR/empty` is empty"),
        ({"GITLAB_TOKEN": "", "GITLAB_TOKEN_FILE": "DIR/missing"}, "GITLAB_TOKEN_FILE: `DIR/missing` cannot be read"),
        ({"GITLAB_CA_FILE": "DIR/missing"}, "GITLAB_CA_FILE: there are no certificates at `DIR/missing`"),
        ({"SSL_CERT_FILE": "DIR/secret"}, "SSL_CERT_FILE: there are no certificates at `DIR/secret`"),
        (
            {"LIGHTERMAN_CONFIG": "DIR/missing"},
            "LIGHTERMAN_CONFIG: `DIR/missing` cannot be read: No such file or directory",
        ),
        ({"LIGHTERMAN_CONFIG": "DIR/wrong.yml"}, 'DIR/wrong.yml line 1: "scope" is no key here; '),
        ({"LIGHTERMAN_CONFIG": "DIR/unsigned.yml"}, "DIR/unsigned.yml line 4: a signing token is whsec_ and base64; "),
    ],
)
def test_what_cannot_be_read_is_named_by_its_variable_or_file(files, environ, problem):
    with pytest.raises(UserError) as caught:
        read(files, environ)
    (said,) = str(caught.value).splitlines()
    assert said.startswith(problem.replace("DIR", str(files)))
    assert "hidden" not in said


def test_files_and_values_that_are_wrong_are_named_together(files):
    with pytest.raises(UserError) as caught:
        read(files, {"REDIS_URL_FILE": "DIR/missing", "PORT": "x", "LIGHTERMAN_CONFIG": "DIR/wrong.yml"})
    assert len(str(caught.value).splitlines()) == 3
