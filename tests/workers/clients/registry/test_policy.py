"""Who may be asked, and who sees which credentials: never a host that nobody named."""

import pytest

from bot.secret import Secret
from bot.server_file import RegistryAccess
from workers.clients.registry.policy import ANY_USER, Policy, address_of, is_loopback

POLICY = Policy(
    "https://gitlab.example.com/git", Secret("gitlabs"), [RegistryAccess("quay.io:443", "me", Secret("quays"))]
)


@pytest.mark.parametrize(
    ("registry", "is_allowed"),
    [
        ("gitlab.example.com", True),
        ("gitlab.example.com:5050", True),
        ("registry.gitlab.example.com", True),
        ("quay.io:443", True),
        ("quay.io", False),
        ("docker.io", False),
        ("example.com", False),
        ("evil.gitlab.example.com", False),
        ("gitlab.example.com.evil.io", False),
        ("gitlab.example.com@evil.io", False),
        ("evil.io/gitlab.example.com", False),
        ("169.254.169.254", False),
        ("localhost:5000", False),
        ("", False),
    ],
)
def test_only_gitlabs_registry_and_those_of_the_server_file_are_asked(registry, is_allowed):
    assert POLICY.allows(registry) is is_allowed


@pytest.mark.parametrize(
    ("registry", "user", "password"),
    [
        ("gitlab.example.com:5050", ANY_USER, "gitlabs"),
        ("registry.gitlab.example.com", ANY_USER, "gitlabs"),
        ("quay.io:443", "me", "quays"),
    ],
)
def test_each_registry_gets_its_own_credentials(registry, user, password):
    found_user, found_password = POLICY.credentials(registry)
    assert (found_user, found_password.reveal()) == (user, password)


@pytest.mark.parametrize(
    ("registry", "realm", "is_trusted"),
    [
        ("registry.gitlab.example.com", "https://gitlab.example.com/jwt/auth", True),
        ("gitlab.example.com:5050", "https://gitlab.example.com/jwt/auth", True),
        ("quay.io:443", "https://quay.io/v2/auth", True),
        ("localhost:5000", "http://localhost:5001/token", True),
        ("registry.gitlab.example.com", "http://gitlab.example.com/jwt/auth", False),
        ("registry.gitlab.example.com", "https://evil.io/jwt/auth", False),
        ("registry.gitlab.example.com", "https://gitlab.example.com@evil.io/", False),
        ("registry.gitlab.example.com", "https://gitlab.example.com.evil.io/", False),
        ("registry.gitlab.example.com", "http://localhost:5001/token", False),
        ("registry.gitlab.example.com", "//gitlab.example.com/jwt/auth", False),
        ("registry.gitlab.example.com", "https://[", False),
        ("registry.gitlab.example.com", "https://", False),
        ("quay.io:443", "https://auth.quay.io/", False),
        ("quay.io:443", "", False),
    ],
)
def test_credentials_go_to_the_registry_itself_or_to_gitlab_and_never_in_the_open(registry, realm, is_trusted):
    assert POLICY.trusts_realm(registry, realm) is is_trusted


@pytest.mark.parametrize(
    ("gitlab_url", "realm", "is_trusted"),
    [
        ("http://gitlab.lan", "http://gitlab.lan/jwt/auth", True),
        ("http://gitlab.lan:8080/git", "http://gitlab.lan:8080/git/jwt/auth", True),
        ("http://gitlab.lan:8080", "http://gitlab.lan/jwt/auth", False),
        ("http://gitlab.lan", "http://registry.gitlab.lan/jwt/auth", False),
        ("http://gitlab.lan", "http://evil.io/jwt/auth", False),
        ("https://gitlab.lan", "http://gitlab.lan/jwt/auth", False),
    ],
)
def test_only_a_gitlab_that_is_asked_in_the_open_anyway_gets_its_token_in_the_open(gitlab_url, realm, is_trusted):
    assert Policy(gitlab_url, Secret("gitlabs"), ()).trusts_realm("gitlab.lan:5050", realm) is is_trusted


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("", False),
        ("localhost.evil.io", False),
        ("127.0.0.1.evil.io", False),
        ("10.0.0.1", False),
        ("2130706433", False),
    ],
)
def test_loopback_is_this_machine_only(host, expected):
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("registry", "address"),
    [
        ("quay.io", "https://quay.io"),
        ("gitlab.example.com:5050", "https://gitlab.example.com:5050"),
        ("localhost:5000", "http://localhost:5000"),
        ("127.0.0.1", "http://127.0.0.1"),
    ],
)
def test_only_this_machine_is_asked_without_tls(registry, address):
    assert address_of(registry) == address


@pytest.mark.parametrize(
    ("registry", "realm", "is_trusted"),
    [
        ("registry-1.docker.io", "https://auth.docker.io/token", True),
        ("registry-1.docker.io", "https://gitlab.example.com/jwt/auth", True),
        ("registry-1.docker.io", "http://auth.docker.io/token", False),
        ("registry-1.docker.io", "https://auth.docker.io:8443/token", False),
        ("registry.gitlab.example.com", "https://auth.docker.io/token", False),
    ],
)
def test_a_token_service_of_another_host_is_trusted_when_it_is_listed_too_but_never_with_gitlabs_token(
    registry, realm, is_trusted
):
    hosts = ("registry-1.docker.io", "auth.docker.io")
    policy = Policy(
        "https://gitlab.example.com", Secret("gitlabs"), [RegistryAccess(host, "me", Secret("x")) for host in hosts]
    )
    assert policy.trusts_realm(registry, realm) is is_trusted


@pytest.mark.parametrize("host", ["docker.io", "index.docker.io", "registry-1.docker.io"])
def test_docker_hub_is_one_registry_by_all_its_names(host):
    policy = Policy("https://gitlab.example.com", Secret("gitlabs"), [RegistryAccess(host, "me", Secret("hubs"))])
    for name in ("docker.io", "index.docker.io", "registry-1.docker.io"):
        assert policy.allows(name)
        assert policy.credentials(name)[1].reveal() == "hubs"
        assert address_of(name) == "https://registry-1.docker.io"
    assert policy.trusts_realm("docker.io", "https://auth.docker.io/token")
    assert not policy.trusts_realm("docker.io", "http://auth.docker.io/token")
    assert not policy.trusts_realm("docker.io", "https://auth.docker.io.evil.io/token")


@pytest.mark.parametrize(
    ("user", "realm", "is_trusted"),
    [
        ("", "https://anywhere.example.net/token", True),
        ("", "http://anywhere.example.net/token", False),
        ("", "", False),
        ("", "https:///token", False),
        ("me", "https://anywhere.example.net/token", False),
    ],
)
def test_without_credentials_any_token_service_may_be_asked_over_tls(user, realm, is_trusted):
    policy = Policy("https://gitlab.example.com", Secret("gitlabs"), [RegistryAccess("quay.io", user, Secret("x"))])
    assert policy.trusts_realm("quay.io", realm) is is_trusted


def test_hosts_that_the_operator_named_are_known_without_their_ports():
    assert POLICY.named_hosts == {"gitlab.example.com", "quay.io"}
