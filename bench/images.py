"""Images: what two unseen ones cost in requests and waits, and how fast files are read, beside tarfile and skopeo."""

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from bench.harness import Case, Comparison, Measures, interleave, table
from bench.processes import BenchError
from bench.relay import Relay, waves
from bot.secret import Secret
from bot.server_file import RegistryAccess
from bot.traces.model import PushedImage
from tests.fakes.registry import Layer, PracticeRegistry
from workers.clients.registry import Registry
from workers.clients.store import MemoryKeeper, Store

ROOT = Path(__file__).parent.parent
RIVAL = ROOT / "bench" / "rivals" / "tar_pass.py"
MIB = 2**20
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
LOOK_SECONDS = 0.02
COMMAND = "`make bench ONLY=images`"
PLATFORMS = ("linux/amd64", "linux/arm64")


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    layers: int = 20
    layer_bytes: int = 100 * MIB
    rounds: int = 2
    latency_seconds: float = 0.05


def run(plan: Plan) -> str:
    """Measure and return the tables."""
    return f"{_requests(plan)}\n\n{_files(plan)}"


def _requests(plan: Plan) -> str:
    with ExitStack() as stack:
        practice = stack.enter_context(PracticeRegistry())
        relay = stack.enter_context(
            Relay(int(practice.host.rpartition(":")[2]), partial(time.sleep, plan.latency_seconds))
        )
        practice.tokens.realm = f"http://{relay.host}/token"
        pushes = [push(practice, relay.host, name, plan) for name in ("before", "after")]
        registry = client(relay.host)
        rows = [_asked(name, registry, relay, pushes) for name in ("two unseen images", "both once more")]
    heads = ["", "requests", "waves", "ms", "made by"]
    return f"## Images: requests\n\n{table(heads, rows)}"


def push(practice: PracticeRegistry, host: str, name: str, plan: Plan) -> PushedImage:
    """Push an image of two platforms with attestations, and return it as a log would name it."""
    digests = {
        platform: practice.push(
            f"bench/{name}",
            tag=platform.replace("/", "-"),
            layers=[Layer(1000 + number, f"{name}{platform}{number}") for number in range(plan.layers)],
            mediatype="oci",
            platform=platform,
        )
        for platform in PLATFORMS
    }
    digest = practice.push_index(f"bench/{name}", tag="1", platforms=digests)
    return PushedImage(host, f"bench/{name}", ("1",), digest, 1)


def client(host: str) -> Registry:
    """Return a client that knows nothing yet."""
    account = RegistryAccess(host, "bench", Secret("bench"))
    return Registry("https://gitlab.invalid", Secret("none"), [account], Store(MemoryKeeper()))


def read(registry: Registry, pushes: Sequence[PushedImage]) -> None:
    """Read images side by side, as a review does."""
    with ThreadPoolExecutor(len(pushes)) as pool:
        found = list(pool.map(lambda one: registry.image(one, name="bench", job_name="bench"), pushes))
    if unread := [one.unread_because for one in found if one.unread_because]:
        raise BenchError(f"an image could not be read: {unread[0]}")


def _asked(name: str, registry: Registry, relay: Relay, pushes: Sequence[PushedImage]) -> list[str]:
    relay.spans.clear()
    began = time.monotonic()
    read(registry, pushes)
    seconds = time.monotonic() - began
    return [name, str(len(relay.spans)), str(waves(relay.spans)), f"{seconds * 1000:.0f}", COMMAND]


def _files(plan: Plan) -> str:
    with tempfile.TemporaryDirectory(prefix="lm-bench-") as name:
        folder = Path(name)
        layout = _layout(folder / "layout", plan)
        blobs = sorted(str(path) for path in (layout / "blobs" / "sha256").iterdir() if path.stat().st_size > MIB)
        cases = [
            Case("Lighterman, image --files", partial(_measured, _ours(layout))),
            Case("tarfile and zlib alone", partial(_measured, [sys.executable, str(RIVAL), *blobs])),
        ]
        if shutil.which("skopeo"):
            cases.append(Case("skopeo copy to a directory", partial(_copied, layout, folder / "copy")))
        found = interleave(cases, plan.rounds, warm=0)
    rows = [_row(found, case.name, plan) for case in cases]
    heads = ["", "s", "CPU s", "MB/s unpacked", "MiB at most", "Lighterman: speed ×", "the same in CPU", "made by"]
    total = plan.layers * plan.layer_bytes / 1e9
    return f"## Images: files\n\n{plan.layers} layers, {total:.1f} GB unpacked.\n\n{table(heads, rows)}"


def _row(found: Comparison, name: str, plan: Plan) -> list[str]:
    seconds = found.median(name, "seconds")
    ours = "Lighterman, image --files"
    cpu = found.median(name, "cpu")
    ratios = ["" if name == ours else f"{found.ratio(name, ours, measure):.2f}" for measure in ("seconds", "cpu")]
    speed = plan.layers * plan.layer_bytes / 1e6 / seconds
    return [name, f"{seconds:.1f}", f"{cpu:.1f}", f"{speed:.0f}", f"{found.most(name, 'mib'):.0f}", *ratios, COMMAND]


def _ours(layout: Path) -> list[str]:
    return [sys.executable, "-m", "workers.cli", "image", f"oci:{layout}", "--files", "--format", "json"]


def _copied(layout: Path, target: Path) -> Measures:
    shutil.rmtree(target, ignore_errors=True)
    return _measured(["skopeo", "copy", "--quiet", f"oci:{layout}", f"dir:{target}"])


def _measured(words: list[str]) -> Measures:
    """Run a program and return its wall time, its processor time, and the most memory it held.

    The kernel's own maximum of a child begins with what its parent held, so the high-water mark is looked at instead.
    """
    began = time.monotonic()
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)
    most = 0.0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        most = max(most, _peak_mib(process.pid))
        time.sleep(LOOK_SECONDS)
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    if process.returncode:
        raise BenchError(f"{words[0]} ended with {process.returncode}")
    return {"seconds": time.monotonic() - began, "cpu": ended[2].ru_utime + ended[2].ru_stime, "mib": most}


def _peak_mib(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _layout(folder: Path, plan: Plan) -> Path:
    """Write an OCI layout whose layers hold the files of Python's library over and over, packed with gzip."""
    (folder / "blobs" / "sha256").mkdir(parents=True)
    files = list(_library())
    layers, differences = [], []
    for number in range(plan.layers):
        plain = _tar(files, number, plan.layer_bytes)
        differences.append(f"sha256:{sha256(plain).hexdigest()}")
        layers.append(_blob(folder, gzip.compress(plain, 1), LAYER))
    config = {
        "os": "linux",
        "architecture": "amd64",
        "rootfs": {"type": "layers", "diff_ids": differences},
        "history": [{"created_by": f"RUN {number}"} for number in range(plan.layers)],
    }
    described = _blob(folder, json.dumps(config).encode(), CONFIG)
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": described, "layers": layers}
    index = {"schemaVersion": 2, "manifests": [_blob(folder, json.dumps(manifest).encode(), MANIFEST)]}
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return folder


def _library() -> Iterator[tuple[str, bytes]]:
    home = Path(sysconfig.get_path("stdlib"))
    for path in sorted(home.rglob("*.py"))[:1500]:
        yield path.relative_to(home).as_posix(), path.read_bytes()


def _tar(files: list[tuple[str, bytes]], number: int, size_bytes: int) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        turn = 0
        while target.tell() < size_bytes:
            for path, content in files:
                info = tarfile.TarInfo(f"opt/{number}/{turn}/{path}")
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
                if target.tell() >= size_bytes:
                    break
            turn += 1
    return target.getvalue()


def _blob(folder: Path, body: bytes, kind: str) -> dict[str, str | int]:
    digest = sha256(body).hexdigest()
    (folder / "blobs" / "sha256" / digest).write_bytes(body)
    return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(body)}
