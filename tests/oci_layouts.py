"""OCI layouts written by hand: small images with layers, histories and platforms of any kind."""

import io
import json
import tarfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
"""Not packed, so that its size is the same wherever it is written."""


@dataclass(frozen=True)
class Layer:
    """A layer of files by path, made by an instruction; content is a byte repeated."""

    instruction: str
    files: dict[str, int] = field(default_factory=dict)

    @property
    def plain(self) -> bytes:
        """Return the layer's archive."""
        target = io.BytesIO()
        with tarfile.open(fileobj=target, mode="w") as archive:
            for path, size in self.files.items():
                info = tarfile.TarInfo(path)
                info.size = size
                archive.addfile(info, io.BytesIO(path[:1].encode() * size))
        return target.getvalue()


def write_layout(folder: Path, images: dict[str, list[Layer]]) -> str:
    """Write images by platform and return what the command line calls them."""
    (folder / "blobs" / "sha256").mkdir(parents=True)
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    rows = [_image(folder, platform, layers) for platform, layers in images.items()]
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": rows}
    (folder / "index.json").write_text(json.dumps(index))
    return f"oci:{folder}"


def _image(folder: Path, platform: str, layers: list[Layer]) -> dict:
    system, architecture = platform.split("/")
    config = {
        "os": system,
        "architecture": architecture,
        "rootfs": {"type": "layers", "diff_ids": [_digest(layer.plain) for layer in layers]},
        "history": [
            *({"created_by": layer.instruction} for layer in layers),
            {"created_by": "CMD x", "empty_layer": True},
        ],
    }
    blobs = [{"mediaType": LAYER, **_blob(folder, layer.plain)} for layer in layers]
    described = {"mediaType": "application/vnd.oci.image.config.v1+json", **_blob(folder, json.dumps(config).encode())}
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": described, "layers": blobs}
    row = {"mediaType": MANIFEST, **_blob(folder, json.dumps(manifest).encode())}
    return {**row, "platform": {"os": system, "architecture": architecture}}


def _blob(folder: Path, body: bytes) -> dict:
    digest = _digest(body)
    (folder / "blobs" / "sha256" / digest[7:]).write_bytes(body)
    return {"digest": digest, "size": len(body)}


def _digest(body: bytes) -> str:
    return f"sha256:{sha256(body).hexdigest()}"
