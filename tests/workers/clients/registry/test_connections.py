"""Connections: an own CA, a proxy, pauses, and forbidden hosts that nobody ever connects to."""

import json
import socket
import ssl
import subprocess
import threading

import pytest

from bot.secret import Secret
from bot.server_file import RegistryAccess
from bot.traces.model import PushedImage
from tests.fakes.loopback import Answer, LoopbackServer
from tests.fakes.registry import OCI, SCHEMA2
from workers.clients.registry import Registry
from workers.clients.store import MemoryKeeper, Store

MANIFEST = json.dumps({"schemaVersion": 2, "layers": [{"digest": f"sha256:{'a' * 64}", "size": 341}]}).encode()
GOOD = Answer(200, MANIFEST, {"Content-Type": SCHEMA2})


class Counting:
    """Answers with one thing after another, and counts what came."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.lines = []
        self._server = LoopbackServer(self._answer)
        self.port = self._server.port

    def _answer(self, request):
        self.lines.append(f"{request.headers.get('host')} {request.path}")
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def __enter__(self):
        self._server.start()
        return self

    def __exit__(self, *_):
        self._server.stop()


def read(host, *, listed=(), **options):
    others = [RegistryAccess(one, "me", Secret("mine")) for one in (host, *listed)]
    pauses = []
    options = {"pause": pauses.append, **options}
    registry = Registry("https://gitlab.invalid", Secret("x"), others, Store(MemoryKeeper()), **options)
    return registry.image(PushedImage(host, "acme/api", ("1",), None, 7), name="api", job_name="build"), pauses


def at(**names):
    """Resolve names as the table says, whatever the port."""
    table = {name.replace("_", "."): addresses for name, addresses in names.items()}
    return lambda host, _: table[host]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=registry.test -addext subjectAltName=DNS:registry.test"
    command = ["openssl", *words.split(), "-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def tls_port(certificate):
    """Serve the manifest over TLS under the name registry.test."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                with context.wrap_socket(listener.accept()[0], server_side=True) as one:
                    one.recv(65536)
                    head = f"HTTP/1.1 200 OK\r\nContent-Type: {OCI}\r\nContent-Length: {len(MANIFEST)}\r\n"
                    one.sendall(f"{head}Connection: close\r\n\r\n".encode() + MANIFEST)
            except ssl.SSLError:
                continue
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


@pytest.mark.parametrize(
    ("name", "has_ca", "said"),
    [
        ("registry.test", True, None),
        ("registry.test", False, "SSLError"),
        ("elsewhere.test", True, "SSLError"),
    ],
)
def test_an_own_ca_is_believed_for_the_name_and_not_for_another_one(certificate, tls_port, name, has_ca, said):
    find = at(registry_test=["127.0.0.1"], elsewhere_test=["127.0.0.1"])
    ca_file = str(certificate / "cert.pem") if has_ca else None
    image, _ = read(f"{name}:{tls_port}", find=find, ca_file=ca_file)
    if said is None:
        assert image.unread_because is None
        assert [one.compressed_bytes for one in image.platforms] == [341]
    else:
        assert said in image.unread_because


def test_a_proxy_is_asked_for_other_hosts_and_not_for_this_machine(monkeypatch):
    with Counting(Answer(502)) as proxy, Counting(GOOD) as registry:
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        image, _ = read(f"127.0.0.1:{registry.port}")
        assert image.unread_because is None
        assert proxy.lines == []
        image, _ = read("registry.example.com", find=at())
        assert "ProxyError" in image.unread_because


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        (Answer(503), [1.0]),
        (Answer(429), [1.0]),
        (Answer(429, b"", {"Retry-After": "7"}), [7.0]),
        (Answer(429, b"", {"Retry-After": "nonsense"}), [1.0]),
        (Answer(429, b"", {"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}), [0.0]),
    ],
)
def test_a_short_wait_is_waited_once(answer, pause):
    with Counting(answer, GOOD) as registry:
        image, pauses = read(f"127.0.0.1:{registry.port}")
    assert (image.unread_because, pauses) == (None, pause)


def test_a_long_wait_is_said_and_not_waited():
    with Counting(Answer(429, b"", {"Retry-After": "3600"})) as registry:
        image, pauses = read(f"127.0.0.1:{registry.port}")
    assert (image.unread_because, pauses) == ("the registry asks to wait for 3600 s", [])


def test_a_connection_that_breaks_is_tried_once_more():
    with Counting(Answer(is_reset=True), GOOD) as registry:
        assert read(f"127.0.0.1:{registry.port}")[0].unread_because is None
        assert len(registry.lines) == 2


def test_of_several_addresses_the_first_that_answers_is_used():
    with Counting(GOOD) as registry:
        host = f"localhost:{registry.port}"
        image, _ = read(host, find=at(localhost=["127.0.0.2", "127.0.0.1"]))
        assert image.unread_because is None
        assert registry.lines == [f"{host} /v2/acme/api/manifests/1"]


@pytest.mark.parametrize("address", ["169.254.169.254", "10.1.2.3", "fe80::1", "fd00:ec2::254"])
def test_a_blob_at_a_forbidden_address_is_never_connected_to(address):
    """The registry is named; a name of its choosing leads inside. `test_addresses` has all the places."""
    config = {"digest": f"sha256:{'c' * 64}", "size": 9}
    body = json.dumps({"layers": [], "config": config}).encode()
    moved = Answer(307, b"", {"Location": "http://evil.test/x"})
    with Counting(Answer(200, body, {"Content-Type": OCI}), moved) as registry:
        find = at(localhost=["127.0.0.1"], evil_test=[address])
        image, _ = read(f"localhost:{registry.port}", find=find)
    (platform,) = image.platforms
    assert platform.history_unread_because == "the registry sends us to a host that is not allowed"


def test_a_host_that_is_nowhere_is_said():
    def nowhere(*_):
        raise socket.gaierror(-2, "Name or service not known")

    image, _ = read("registry.test", find=nowhere)
    assert "not allowed" not in image.unread_because
    assert "did not answer" in image.unread_because
