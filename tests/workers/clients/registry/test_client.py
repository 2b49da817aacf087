"""The registry client: sizes in few requests, and a hostile registry learns nothing and stops nobody."""

import json
from contextlib import ExitStack
from hashlib import sha256

import pytest

from bot.secret import Secret
from bot.server_file import RegistryAccess
from bot.traces.model import PushedImage
from tests.fakes.loopback import Answer, LoopbackServer
from tests.fakes.registry import OCI, SCHEMA2, Layer, PracticeRegistry
from workers.clients.registry import Registry
from workers.clients.store import MemoryKeeper, Store

LAYERS = [Layer(300, "a"), Layer(41, "b")]


@pytest.fixture
def practice():
    with PracticeRegistry() as one:
        yield one


@pytest.fixture
def store():
    return Store(MemoryKeeper())


def client(store, *others):
    return Registry("http://127.0.0.1:1", Secret("glpat-x"), others, store, pause=lambda _: None)


def read(store, host, digest=None, *, tag="1", repository="acme/api", others=()):
    push = PushedImage(host, repository, (tag,), digest, 7)
    return client(store, *others).image(push, name="api", job_name="build")


@pytest.mark.parametrize("mediatype", ["schema2", "oci"])
def test_a_size_is_the_sum_of_the_compressed_layers(practice, store, mediatype):
    digest = practice.push("acme/api", tag="1", layers=LAYERS, mediatype=mediatype)
    image = read(store, practice.host, digest)
    assert [(one.platform, one.compressed_bytes) for one in image.platforms] == [("linux/amd64", 341)]
    assert (image.digest, image.unread_because) == (digest, None)


def test_an_index_is_read_platform_by_platform_without_attestations(practice, store):
    one = practice.push("acme/api", tag="a", layers=LAYERS[:1], mediatype="oci")
    other = practice.push("acme/api", tag="b", layers=LAYERS, mediatype="oci")
    digest = practice.push_index("acme/api", tag="1", platforms={"linux/amd64": one, "linux/arm/v7": other})
    image = read(store, practice.host, digest)
    sizes = {platform.platform: platform.compressed_bytes for platform in image.platforms}
    assert sizes == {"linux/amd64": 300, "linux/arm/v7": 341}
    assert len(practice.requests) == 1 + 1 + 1 + 2 * 2, (
        "challenge, token, index, and each platform's manifest and config"
    )


def test_a_digest_that_was_seen_costs_nothing_and_a_second_image_no_new_token(practice, store):
    first = practice.push("acme/api", tag="1", layers=LAYERS)
    second = practice.push("acme/api", tag="2", layers=LAYERS[:1])
    image = read(store, practice.host, first)
    assert len(practice.requests) == 4
    assert read(store, practice.host, first) == image
    assert len(practice.requests) == 4
    read(store, practice.host, second)
    assert len(practice.requests) == 6


def test_an_image_tells_the_instructions_that_made_its_layers_and_a_remembered_one_too(practice, store):
    layers = [Layer(300, "a", created_by="RUN make # buildkit"), Layer(41, "b")]
    digest = practice.push("acme/api", tag="1", layers=layers, platform="linux/arm/v7")
    for _ in range(2):
        (platform,) = read(store, practice.host, digest).platforms
        assert platform.platform == "linux/arm/v7"
        assert [(one.created_by, one.is_empty) for one in platform.history] == [
            ("RUN make # buildkit", False),
            ("COPY b", False),
            ('CMD ["app"]', True),
        ]
        assert len(platform.diff_ids) == 2


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 404}, "the image is not in the registry any more"),
        ({"status": 503}, "the registry answered 503"),
    ],
)
def test_a_size_is_told_without_its_configuration_and_asked_for_again(practice, store, fault, said):
    digest = practice.push("acme/api", tag="1", layers=LAYERS)
    practice.faults.always(**fault, match="/blobs/")
    (platform,) = read(store, practice.host, digest).platforms
    assert (platform.compressed_bytes, platform.history, platform.history_unread_because) == (341, (), said)
    practice.faults.clear()
    (platform,) = read(store, practice.host, digest).platforms
    assert (len(platform.history), platform.history_unread_because) == (3, None)


def test_a_push_without_a_digest_is_read_by_its_tag(practice, store):
    digest = practice.push("acme/api", tag="1", layers=LAYERS)
    assert read(store, practice.host).digest == digest


def test_a_token_that_was_withdrawn_is_renewed(practice, store):
    digest = practice.push("acme/api", tag="1", layers=LAYERS)
    store.remember_registry_token(practice.host, "acme/api", "withdrawn", 60)
    assert read(store, practice.host, digest).unread_because is None


def test_what_is_not_there_is_said(practice, store):
    image = read(store, practice.host, f"sha256:{'0' * 64}")
    assert image.unread_because == "the image is not in the registry any more"


@pytest.mark.parametrize("host", ["docker.io", "169.254.169.254", "localhost:5000", "gitlab.evil.io"])
def test_a_registry_that_nobody_named_is_not_asked(store, host):
    why = f"the registry {host} is not among `registries` of the server's configuration"
    assert read(store, host).unread_because == why


def manifest(size=341, kind=SCHEMA2):
    layers = [{"digest": f"sha256:{'a' * 64}", "size": size}]
    return json.dumps({"schemaVersion": 2, "mediaType": kind, "layers": layers}).encode()


GOOD = Answer(200, manifest(), {"Content-Type": SCHEMA2})
GOOD_DIGEST = f"sha256:{sha256(manifest()).hexdigest()}"


class Hostile:
    """A registry that answers one thing after another and remembers what it was told."""

    def __init__(self, *answers):
        self._answers = list(answers)
        self.seen = []
        self._server = LoopbackServer(self._answer)
        self.port = self._server.port
        self.host = f"127.0.0.1:{self.port}"

    def _answer(self, request):
        self.seen.append((request.path, request.headers.get("authorization")))
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def __enter__(self):
        self._server.start()
        return self

    def __exit__(self, *_):
        self._server.stop()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_one_hiccup_is_forgiven(store, status):
    with Hostile(Answer(status), GOOD) as registry:
        assert read(store, registry.host, GOOD_DIGEST).unread_because is None


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "grant the scope read_registry and the role Reporter"),
        (404, "is not in the registry any more"),
        (418, "answered 418"),
        (429, "asks to wait"),
        (503, "answered 503"),
    ],
)
def test_what_stays_wrong_is_said_in_one_sentence(store, status, said):
    with Hostile(Answer(status)) as registry:
        assert said in read(store, registry.host, GOOD_DIGEST).unread_because
        assert len(registry.seen) <= 2


def test_a_registry_that_is_away_is_said(store):
    with Hostile(GOOD) as registry:
        pass
    assert "did not answer" in read(store, registry.host).unread_because


@pytest.mark.parametrize(
    "realm",
    [
        "http://localhost:{port}/token",
        "http://169.254.169.254/token",
        "https://evil.io/jwt/auth",
        "http://127.0.0.1@evil.io/token",
        "file:///etc/passwd",
        "http://[/token",
        "",
    ],
)
def test_a_token_service_elsewhere_gets_no_credentials(store, realm):
    with Hostile(GOOD) as thief:
        challenge = f'Bearer realm="{realm.format(port=thief.port)}",service="x"'
        with Hostile(Answer(401, b"", {"WWW-Authenticate": challenge})) as registry:
            why = read(store, registry.host).unread_because
        assert why == "the registry sends us for a token to a host that is not allowed"
        assert thief.seen == []
    assert [authorization for _, authorization in registry.seen] == [None]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<html>"),
        Answer(200, {}),
        Answer(200, []),
        Answer(200, {"token": "t", "expires_in": "soon"}),
        Answer(200, b'{"token": "t", "expires_in": 1e999}'),
        Answer(403, {"errors": []}),
    ],
)
def test_a_token_service_that_answers_nonsense_is_said(store, answer):
    with ExitStack() as stack:
        service = stack.enter_context(Hostile(answer))
        challenge = f'Bearer realm="http://{service.host}/token",service="x"'
        registry = stack.enter_context(Hostile(Answer(401, b"", {"WWW-Authenticate": challenge})))
        assert read(store, registry.host).unread_because
        assert len(registry.seen) == 1


def test_a_registry_with_plain_passwords_gets_its_own_only(store):
    with Hostile(Answer(401, b"", {"WWW-Authenticate": 'Basic realm="x"'}), GOOD) as registry:
        access = RegistryAccess(registry.host, "me", Secret("mine"))
        assert read(store, registry.host, GOOD_DIGEST, others=[access]).unread_because is None
    assert [authorization for _, authorization in registry.seen] == [None, "Basic bWU6bWluZQ=="]


def test_a_registry_without_an_account_is_read_anonymously(store):
    with ExitStack() as stack:
        service = stack.enter_context(Hostile(Answer(200, {"token": "anybodys"})))
        challenge = {"WWW-Authenticate": f'Bearer realm="http://{service.host}/token",service="x"'}
        registry = stack.enter_context(Hostile(Answer(401, b"", challenge), GOOD))
        access = RegistryAccess(registry.host, "", Secret(""))
        assert read(store, registry.host, GOOD_DIGEST, others=[access]).unread_because is None
    assert service.seen == [("/token", None)]
    assert [authorization for _, authorization in registry.seen] == [None, "Bearer anybodys"]


def test_a_push_without_tag_and_digest_is_the_latest(practice, store):
    practice.push("acme/api", tag="latest", layers=LAYERS)
    image = client(store).image(PushedImage(practice.host, "acme/api", (), None, 7), name="api", job_name="build")
    assert (image.reference, image.unread_because) == (f"{practice.host}/acme/api:latest", None)


def test_a_redirect_to_another_registry_of_ours_carries_no_token(store):
    with Hostile(GOOD) as other:
        moved = Answer(307, b"", {"Location": f"http://{other.host}/v2/x"})
        with Hostile(moved) as registry:
            store.remember_registry_token(registry.host, "acme/api", "secret", 60)
            assert read(store, registry.host, GOOD_DIGEST).unread_because is None
        assert registry.seen[0][1] == "Bearer secret"
        assert other.seen == [("/v2/x", None)]


@pytest.mark.parametrize("location", ["http://localhost:9/x", "http://169.254.169.254/x", "https://evil.io/x"])
def test_a_redirect_elsewhere_is_not_followed(store, location):
    with Hostile(Answer(302, b"", {"Location": location})) as registry:
        assert read(store, registry.host).unread_because == "the registry redirects to a host that is not allowed"


def test_redirects_in_circles_end(store):
    with Hostile(Answer(302, b"", {"Location": "/v2/again"})) as registry:
        assert read(store, registry.host).unread_because == "the registry redirects in circles"
        assert len(registry.seen) == 4


def test_a_manifest_of_another_digest_is_refused(store):
    with Hostile(GOOD) as registry:
        why = read(store, registry.host, f"sha256:{'0' * 64}").unread_because
    assert why == "the registry sent a manifest of another digest"


def test_a_manifest_that_is_too_large_is_refused(store):
    with Hostile(Answer(200, b" " * (5 * 2**20), {"Content-Type": OCI})) as registry:
        assert read(store, registry.host).unread_because == "its manifest is larger than 4 MiB"
