"""The server file: scopes and registries, and every mistake named by the file and its line."""

import pytest

from bot.server_file import ServerFile, read_server_file

SIGNING = "whsec_c2l4dGVlbiBieXRlcyEhIQ=="


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("scopes: []", []),
        ("scopes:\n  - path: acme\n    secret-tokens: [s]\n", []),
        ("scopes:\n  - path: acme/team-1/api.v2\n    secret-tokens: [s, t]\n", []),
        (f"scopes:\n  - path: '*'\n    signing-tokens: ['{SIGNING}']\n    require-signature: true\n", []),
        ("registries:\n  - host: quay.io\n  - host: '[::1]:5000'\n  - host: 10.0.0.7:5000\n", []),
        ("scope: []", ['line 1: "scope" is no key here; did you mean "scopes"?']),
        ("- x", ['line 1: the file must hold keys with values, such as "comment: always"']),
        ("scopes: [", ["line 1: this is no valid YAML (did not find expected node content); "]),
        ("scopes:\n  - path: acme\n", ["line 2: a scope needs `secret-tokens` or `signing-tokens`"]),
        ("scopes:\n  - path: acme\n    secret-tokens: ['']\n", ["line 2: a scope needs `secret-tokens` or "]),
        ("scopes:\n  - secret-tokens: [s]\n", ["line 2: a scope needs `path`: "]),
        ("scopes:\n  - path: acme/*\n    secret-tokens: [s]\n", ["line 2: this is no project or group path; "]),
        ("scopes:\n  - path: https://a.b/acme\n    secret-tokens: [s]\n", ["line 2: this is no project or group "]),
        ("scopes:\n  - path: acme\n    signing-tokens: [hidden]\n", ["line 3: a signing token is whsec_ and "]),
        (
            "scopes:\n  - path: acme\n    secret-tokens: [s]\n    require-signature: true\n",
            ["line 4: without `signing-tokens` this would refuse every hook"],
        ),
        ("scopes:\n  - path: acme\n    secret-token: hidden\n", ['line 3: "secret-token" is no key here; did you ']),
        ("scopes:\n  - path: acme\n    secret-tokens: hidden\n", ['line 3: "secret-tokens": input should be ']),
        ("registries:\n  - username: me\n", ["line 2: a registry needs `host`, "]),
        ("registries:\n  - username: me\n    host: https://quay.io\n", ["line 3: a registry needs `host`, "]),
        ("registries:\n  - host: quay.io/acme\n", ["line 2: a registry needs `host`, "]),
        (
            "scopes:\n  - path: acme\n  - path: b\n    signing-tokens:\n      - hidden\nregistries:\n  - host: ''\n",
            ["line 2: a scope needs ", "line 5: a signing token ", "line 7: a registry needs "],
        ),
    ],
)
def test_what_is_wrong_with_a_server_file_is_named_by_its_line(text, said):
    _, _, problems = read_server_file("server.yml", text)
    assert len(problems) == len(said), problems
    assert all(found.startswith(f"server.yml {start}") for found, start in zip(problems, said, strict=True)), problems
    assert "hidden" not in "".join(problems)


def test_scopes_and_registries_are_read_in_their_order():
    text = f"""\
scopes:
  - path: acme
    secret-tokens: [one, two]
  - path: rival/api
    signing-tokens: ['{SIGNING}']
    require-signature: true
registries:
  - host: quay.io
    username: me
    password: mine
  - host: ghcr.io
"""
    scopes, registries, problems = read_server_file("server.yml", text)
    assert problems == ()
    assert [(one.path, len(one.secret_tokens), one.require_signature) for one in scopes] == [
        ("acme", 2, False),
        ("rival/api", 0, True),
    ]
    assert [(one.host, one.username, one.password.reveal()) for one in registries] == [
        ("quay.io", "me", "mine"),
        ("ghcr.io", "", ""),
    ]


def test_the_file_as_it_was_read_prints_no_secret():
    hidden = {"secret-tokens": ["hidden"], "signing-tokens": ["hidden"], "path": "acme"}
    file = ServerFile.model_validate({"scopes": [hidden], "registries": [{"host": "quay.io", "password": "hidden"}]})
    assert "hidden" not in repr(file)
