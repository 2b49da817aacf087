"""A real Docker engine and a real registry for the stories: those that the environment names, else our own."""

import io
import os
import random
import shutil
import socket
import subprocess
import tarfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.loopback import answers, free_port

START_SECONDS = 30.0
STOP_SECONDS = 15.0
BUSYBOX = Path("/bin/busybox")
BASE = "lighterman-test-base:1"
DOCKERFILE = f"""\
FROM {BASE}
COPY app /app
RUN ["/bin/busybox", "sh", "-c", "echo built > /built"]
"""


class NoEngineError(Exception):
    """There is no engine or registry here, and the text says what is missing."""


@dataclass(frozen=True)
class Engine:
    """A Docker engine by its address and a registry by its host and port."""

    docker_host: str
    registry: str

    def build_and_push(self, reference: str, folder: Path, *, app_bytes: int, seed: int) -> bytes:
        """Build an image whose app has so many bytes, push it, and return what the client printed."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "app").write_bytes(random.Random(seed).randbytes(app_bytes))
        (folder / "Dockerfile").write_text(DOCKERFILE)
        built = self._docker("build", "--network", "none", "--tag", reference, str(folder))
        return built + self._docker("push", reference)

    def import_base(self) -> None:
        """Make the base image out of the static busybox, since nothing can be pulled here."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            tar.add(BUSYBOX.resolve(), "bin/busybox")
        self._docker("import", "-", BASE, stdin=archive.getvalue())

    def _docker(self, *words: str, stdin: bytes = b"") -> bytes:
        environment = {"PATH": os.environ["PATH"], "DOCKER_BUILDKIT": "0", "HOME": "/nonexistent"}
        done = subprocess.run(
            ["docker", "--host", self.docker_host, *words],
            input=stdin,
            capture_output=True,
            env=environment,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"docker {' '.join(words)}: {done.stderr.decode()[-2000:]}")
        return done.stdout


@contextmanager
def real_engine(environ: Mapping[str, str], folder: Path) -> Iterator[Engine]:
    """Yield the engine that the environment names; start one with a registry where it names none."""
    if environ.get("LIGHTERMAN_TEST_DOCKER_HOST") and environ.get("LIGHTERMAN_TEST_REGISTRY"):
        engine = Engine(environ["LIGHTERMAN_TEST_DOCKER_HOST"], environ["LIGHTERMAN_TEST_REGISTRY"])
        engine.import_base()
        yield engine
        return
    _refuse_without_tools()
    with _own_registry(folder) as registry, _own_dockerd(folder) as docker_host:
        engine = Engine(docker_host, registry)
        engine.import_base()
        yield engine


@contextmanager
def own_engine(environ: Mapping[str, str], folder: Path) -> Iterator[Engine]:
    """Yield an engine that nobody shares, so that its caches may be thrown away."""
    _refuse_without_tools()
    with real_registry(environ, folder) as registry, _own_dockerd(folder) as docker_host:
        engine = Engine(docker_host, registry)
        engine.import_base()
        yield engine


@contextmanager
def real_registry(environ: Mapping[str, str], folder: Path) -> Iterator[str]:
    """Yield host and port of the registry that the environment names, else of one of our own."""
    if environ.get("LIGHTERMAN_TEST_REGISTRY"):
        yield environ["LIGHTERMAN_TEST_REGISTRY"]
        return
    if shutil.which("docker-registry") is None:
        raise NoEngineError("not installed: docker-registry")
    with _own_registry(folder) as registry:
        yield registry


def _refuse_without_tools() -> None:
    missing = [name for name in ("dockerd", "docker", "docker-registry", "skopeo") if shutil.which(name) is None]
    if not BUSYBOX.exists():
        missing.append("busybox-static")
    if missing:
        raise NoEngineError(f"not installed: {', '.join(missing)}")
    if os.geteuid() != 0:
        raise NoEngineError("LIGHTERMAN_TEST_DOCKER_HOST is not set, and only root can start a Docker engine")


@contextmanager
def _own_registry(folder: Path) -> Iterator[str]:
    port = free_port()
    configuration = folder / "registry.yml"
    configuration.write_text(
        "version: 0.1\nlog: {level: error}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder / 'registry'}}}, delete: {{enabled: true}}}}\n"
        f"http: {{addr: 127.0.0.1:{port}}}\n"
    )
    with _running(["docker-registry", "serve", str(configuration)], folder / "registry.log"):
        _wait_for(lambda: answers(f"http://127.0.0.1:{port}/v2/"), folder / "registry.log")
        yield f"127.0.0.1:{port}"


@contextmanager
def _own_dockerd(folder: Path) -> Iterator[str]:
    path = folder / "d.sock"
    words = ["dockerd", "--host", f"unix://{path}", "--pidfile", str(folder / "dockerd.pid")]
    words += ["--data-root", str(folder / "data"), "--exec-root", str(folder / "exec")]
    words += ["--iptables=false", "--ip6tables=false", "--bridge=none", "--log-level", "error"]
    with _running(words, folder / "dockerd.log"):
        _wait_for(lambda: _listens(path), folder / "dockerd.log")
        yield f"unix://{path}"


@contextmanager
def _running(words: list[str], log_path: Path) -> Iterator[None]:
    with log_path.open("wb") as log:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(is_there, log_path: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_there():
        if time.monotonic() > deadline:
            raise NoEngineError(f"did not start: {log_path.read_text(errors='replace')[-1500:]}")
        time.sleep(0.05)


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
            probe.settimeout(2)
            probe.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b"200" in probe.recv(64)
        except OSError:
            return False
