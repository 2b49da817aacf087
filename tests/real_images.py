"""Images made by real builders: Docker's classic builder, buildah and skopeo; bases are imported, nothing is pulled."""

import io
import json
import os
import subprocess
import tarfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import requests

from tests.stories.engine import BUSYBOX, Engine

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
IN_TOTO = "application/vnd.in-toto+json"
# Programs of the base image: each leaves behind what the real one does, of a size that a test can name.
PROGRAMS = {
    "apt-get": """\
if [ "$1" = update ]; then put 3000000 /var/lib/apt/lists/deb.test_main_Packages; fi
if [ "$1" = install ]; then
  put 2000000 /var/cache/apt/archives/gcc-12.deb
  put 6000000 /usr/lib/gcc/x86_64-linux-gnu/12/cc1plus
  put 1000000 /usr/bin/x86_64-linux-gnu-gcc-12
fi
""",
    "pip": "put 1500000 /root''/.cache/pip/http/wheel\nput 700000 /usr/lib/python3/dist-packages/thing.so\n",
    "make": "put 400000 /app/server\n",
}
PREFACE = """\
#!/bin/sh
put() { busybox mkdir -p "${2%/*}"; busybox head -c "$1" /dev/urandom > "$2"; }
"""


def docker(engine: Engine, *words: str, stdin: bytes = b"") -> str:
    """Run Docker's client with its classic builder and return what it printed."""
    return engine._docker(*words, stdin=stdin).decode()


def import_base(engine: Engine, name: str) -> None:
    """Make a base image with a shell and the programs above; the shell is a hard link, which weighs nothing."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.add(BUSYBOX.resolve(), "bin/busybox")
        link = tarfile.TarInfo("bin/sh")
        link.type, link.linkname, link.mode = tarfile.LNKTYPE, "bin/busybox", 0o755
        tar.addfile(link)
        for program, script in PROGRAMS.items():
            body = (PREFACE + script).encode()
            info = tarfile.TarInfo(f"bin/{program}")
            info.size, info.mode = len(body), 0o755
            tar.addfile(info, io.BytesIO(body))
    docker(engine, "import", "-", name, stdin=archive.getvalue())


def build(engine: Engine, name: str, folder: Path, dockerfile: str) -> None:
    """Build an image and push it."""
    (folder / "Dockerfile").write_text(dockerfile)
    docker(engine, "build", "--network", "none", "--tag", name, str(folder))
    docker(engine, "push", name)


@dataclass(frozen=True)
class Buildah:
    """buildah with a store of its own."""

    folder: Path
    registry: str

    def __call__(self, *words: str) -> str:
        """Run buildah and return what it printed."""
        store = ["--storage-driver", "vfs", "--root", f"{self.folder}/root", "--runroot", f"{self.folder}/run"]
        return run("buildah", *store, *words)

    def push_two_platforms(self, place: str, context: Path) -> None:
        """Build for two platforms and push the index of both."""
        for architecture in ("amd64", "arm64"):
            (context / "app").write_bytes(os.urandom(900_000))
            self("bud", "-q", "--platform", f"linux/{architecture}", "--manifest", "two", str(context))
        self("manifest", "push", "-q", "--all", "--tls-verify=false", "two", f"docker://{self.registry}/{place}")

    def push_zstd(self, place: str, context: Path) -> None:
        """Build layer by layer and push them packed with zstd."""
        (context / "app").write_bytes(os.urandom(500_000) + b"text that packs well " * 50_000)
        self("bud", "-q", "--layers", "--tag", "packed", str(context))
        options = ["--format", "oci", "--compression-format", "zstd", "--tls-verify=false"]
        self("push", "-q", *options, "packed", f"docker://{self.registry}/{place}")


def skopeo(*words: str) -> str:
    """Run skopeo and return what it printed."""
    return run("skopeo", *words)


def inspect_layers(reference: str, architecture: str = "amd64") -> list[int]:
    """Return the compressed sizes of the layers as skopeo tells them."""
    found = json.loads(skopeo("inspect", "--raw", "--tls-verify=false", f"docker://{reference}"))
    if "manifests" not in found:
        return [layer["size"] for layer in found["layers"]]
    (digest,) = (one["digest"] for one in found["manifests"] if one["platform"]["architecture"] == architecture)
    return inspect_layers(f"{reference.rpartition(':')[0]}@{digest}")


def add_attestation(registry: str, repository: str, tag: str) -> str:
    """Put beside each platform of an index what BuildKit writes as its provenance; return the new tag."""
    index = _get(registry, f"{repository}/manifests/{tag}", INDEX).json()
    for row in list(index["manifests"]):
        statement = {"_type": "https://in-toto.io/Statement/v0.1", "subject": [{"digest": row["digest"]}]}
        layer = _put_blob(registry, repository, json.dumps(statement).encode())
        config = {
            "architecture": "unknown",
            "os": "unknown",
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": []},
        }
        about = {"in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2"}
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {
                "mediaType": "application/vnd.oci.image.config.v1+json",
                **_put_blob(registry, repository, json.dumps(config).encode()),
            },
            "layers": [{"mediaType": IN_TOTO, **layer, "annotations": about}],
        }
        described = _put_manifest(registry, repository, manifest, None)
        reference = {
            "vnd.docker.reference.digest": row["digest"],
            "vnd.docker.reference.type": "attestation-manifest",
        }
        nobody = {"architecture": "unknown", "os": "unknown"}
        index["manifests"].append({"mediaType": MANIFEST, **described, "annotations": reference, "platform": nobody})
    _put_manifest(registry, repository, index, f"{tag}-attested")
    return f"{tag}-attested"


def run(*words: str) -> str:
    """Run a program; what it said is in the error when it fails."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-2000:]}")
    return done.stdout


def _get(registry: str, path: str, kind: str) -> requests.Response:
    answer = requests.get(f"http://{registry}/v2/{path}", headers={"Accept": kind}, timeout=10)
    answer.raise_for_status()
    return answer


def _put_manifest(registry: str, repository: str, manifest: dict, tag: str | None) -> dict:
    body = json.dumps(manifest).encode()
    described = _described(body)
    address = f"http://{registry}/v2/{repository}/manifests/{tag or described['digest']}"
    requests.put(address, body, headers={"Content-Type": manifest["mediaType"]}, timeout=10).raise_for_status()
    return described


def _put_blob(registry: str, repository: str, body: bytes) -> dict:
    begun = requests.post(f"http://{registry}/v2/{repository}/blobs/uploads/", timeout=10)
    where = begun.headers["Location"]
    described = _described(body)
    mark = "&" if "?" in where else "?"
    requests.put(f"{where}{mark}digest={described['digest']}", body, timeout=10).raise_for_status()
    return described


def _described(body: bytes) -> dict:
    return {"digest": f"sha256:{sha256(body).hexdigest()}", "size": len(body)}
