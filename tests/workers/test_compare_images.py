"""The command line's reports on images, from layouts written by hand and from hostile registries."""

import gzip
import io
import json
import os
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.errors import OutsideError, UserError
from bot.task_queue.connection import connect
from tests.fakes.loopback import Answer
from tests.fakes.registry import Layer as Seeded
from tests.fakes.registry import PracticeRegistry
from tests.oci_layouts import Layer, write_layout
from workers.cli import app
from workers.clients.store import RedisKeeper, Store
from workers.compare_images import Wish, report_images
from workers.image_format import ImageFormat

DATA = Path(__file__).parent.parent / "data" / "images"
UNIT = 200 * 2**10
BASE = Layer("ADD rootfs / # buildkit", {"bin/sh": UNIT})
APT = Layer(
    "RUN /bin/sh -c apt-get update # buildkit", {"var/lib/apt/lists/main": 3 * UNIT, "usr/lib/gcc/12/cc1": 9 * UNIT}
)
BEFORE = {"linux/amd64": [BASE, Layer("COPY . /app # buildkit", {"app/main": UNIT})]}
AFTER = {
    "linux/amd64": [
        BASE,
        APT,
        Layer("COPY . /app # buildkit", {"app/main": 2 * UNIT, "app/.git/pack`|\n/merge": UNIT}),
    ],
    "linux/arm64": [BASE],
}
DOCKERFILE = "FROM scratch\nADD rootfs /\nRUN apt-get update\nCOPY . /app\n"


@pytest.fixture
def pair(tmp_path):
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    return write_layout(tmp_path / "before", BEFORE), write_layout(tmp_path / "after", AFTER)


def golden(name, text, folder):
    """Compare with the file of that name; UPDATE_GOLDEN=1 writes it anew."""
    plain = text.replace(str(folder), "IMAGES")
    path = DATA / name
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(f"{plain}\n")
    assert f"{plain}\n" == path.read_text()


@pytest.mark.parametrize("output", [*ImageFormat])
def test_a_comparison_reads_as_in_the_golden_file(pair, tmp_path, output):
    words = ["compare-images", *pair, "--files", "--format", str(output), "--dockerfile", f"{tmp_path}/Dockerfile"]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0
    golden(f"compared.{output}", done.stdout.rstrip("\n"), tmp_path)


@pytest.mark.parametrize("output", [ImageFormat.TEXT, ImageFormat.JSON])
def test_one_image_reads_as_in_the_golden_file(pair, tmp_path, output):
    words = ["image", pair[1], "--platform", "linux/amd64", "--files", "--format", str(output)]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    golden(f"alone.{output}", done.stdout.rstrip("\n"), tmp_path)


def read(*names, files=True, platforms=(), environ=None):
    before, after = names if len(names) > 1 else (None, names[0])
    return json.loads(report_images(before, after, Wish(tuple(platforms), files), environ or {}, ImageFormat.JSON))


def test_json_has_the_fields_that_are_promised(pair):
    (platform, other) = read(*pair)["platforms"]
    assert {"platform", "before", "after", "delta_bytes", "waste", "files"} <= platform.keys()
    assert {"digest", "compressed_bytes", "unpacked_bytes", "layers"} <= platform["after"].keys()
    assert {"digest", "compressed_bytes", "instruction", "line", "status"} <= platform["after"]["layers"][0].keys()
    assert {"kind", "path", "bytes"} == platform["waste"][0].keys()
    assert {"path", "before_bytes", "after_bytes"} == platform["files"][0].keys()
    assert (other["before"], other["delta_bytes"]) == (None, None)


def test_unchanged_layers_are_never_read(pair, tmp_path):
    blobs = tmp_path / "after" / "blobs" / "sha256"
    (platform, _) = read(*pair, files=False)["platforms"]
    same = platform["after"]["layers"][0]
    assert same["status"] == "unchanged"
    (blobs / same["digest"][7:]).unlink()
    assert read(*pair, platforms=["linux/amd64"])["platforms"][0]["files"]
    with pytest.raises(OutsideError, match="a layer is missing"):
        read(pair[1])


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Not A Name"], "names no image"),
        (["oci:nowhere"], "no OCI layout"),
        (["docker-archive:nowhere.tar"], "cannot be read"),
        (["docker-archive:Dockerfile"], "no archive"),
    ],
)
def test_a_name_that_means_nothing_is_refused_in_one_line(pair, tmp_path, monkeypatch, names, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=said) as caught:
        read(*names)
    assert "\n" not in str(caught.value)


def test_a_platform_that_no_image_has_is_said(pair):
    with pytest.raises(UserError, match="no image has the platform linux/riscv64"):
        read(*pair, platforms=["linux/riscv64"])


def saved(folder, layers, name="saved.tar"):
    """Write an archive as `docker save` did before version 25; a layer that occurs twice is a link."""
    config = {"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": []}, "history": []}
    names = []
    with tarfile.open(folder / name, "w") as archive:

        def add(path, body):
            info = tarfile.TarInfo(path)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))

        for number, layer in enumerate(layers):
            names.append(f"{number}/layer.tar")
            config["rootfs"]["diff_ids"].append(f"sha256:{number:064}")
            config["history"].append({"created_by": layer.instruction})
            if layer in layers[:number]:
                link = tarfile.TarInfo(names[-1])
                link.type, link.linkname = tarfile.SYMTYPE, f"../{layers.index(layer)}/layer.tar"
                archive.addfile(link)
            else:
                add(names[-1], layer.plain)
        add("config.json", json.dumps(config).encode())
        add("manifest.json", json.dumps([{"Config": "config.json", "Layers": names}]).encode())
    return f"docker-archive:{folder / name}"


def test_an_archive_tells_unpacked_sizes_only(tmp_path):
    (platform,) = read(saved(tmp_path, [BASE, APT, BASE]))["platforms"]
    assert (platform["compressed_bytes"], platform["unpacked_bytes"]) == (None, 14 * UNIT)
    assert [layer["unpacked_bytes"] for layer in platform["layers"]] == [UNIT, 12 * UNIT, UNIT]


def test_a_compressed_size_is_never_compared_with_an_unpacked_one(pair, tmp_path):
    with pytest.raises(UserError, match="nobody can compare"):
        read(pair[0], saved(tmp_path, [BASE]))


@pytest.fixture
def practice():
    with PracticeRegistry() as one:
        one.tokens.is_required = False
        yield one


@pytest.fixture
def hostile(practice):
    """An image whose one layer is announced as 300 bytes; what it really sends each test chooses."""
    practice.push("acme/api", tag="1", layers=[Seeded(300, "a")])
    return practice


def layer_bytes(*layers):
    return gzip.compress(Layer("", *layers).plain)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(200, layer_bytes({"a": 1})), "a layer of another digest"),
        (Answer(200, layer_bytes({"a": 70_000})[:-30]), "breaks off in the middle"),
        (Answer(200, b"<html>"), "a layer cannot be read"),
        (Answer(200, layer_bytes({"a": 70_000}), share=0.5), "did not answer|breaks off"),
        (Answer(404), "not in the registry any more"),
        (Answer(302, b"", {"Location": "http://169.254.169.254/latest"}), "a host that is not allowed"),
        (Answer(302, b"", {"Location": "/v2/round/and/round"}), "redirects in circles|not in the registry"),
    ],
)
def test_a_hostile_layer_costs_one_clear_line(hostile, answer, said):
    hostile.faults.instead(answer, None, match="/blobs/sha256:")
    with pytest.raises(OutsideError, match=said) as caught:
        read(f"{hostile.host}/acme/api:1")
    assert "\n" not in str(caught.value)


def test_the_account_of_a_ci_job_is_used_for_its_registry(practice):
    practice.tokens.is_required = True
    practice.push("acme/api", tag="1", layers=[Seeded(300, "a")])
    environ = {"CI_REGISTRY": practice.host, "CI_REGISTRY_USER": "gitlab-ci-token", "CI_REGISTRY_PASSWORD": "job"}
    (platform,) = read(f"{practice.host}/acme/api:1", files=False, environ=environ)["platforms"]
    assert platform["compressed_bytes"] == 300
    with pytest.raises(OutsideError, match="grant the scope read_registry"):
        read(f"{practice.host}/acme/api:1", files=False)


def test_a_redis_that_is_away_is_said(practice):
    with pytest.raises(OutsideError, match="Redis does not answer"):
        read(f"{practice.host}/acme/api:1", environ={"REDIS_URL": "redis://127.0.0.1:1/0"})


@pytest.mark.redis
def test_what_a_layer_weighs_unpacked_is_remembered_by_its_digest(practice, redis_server):
    layer = Seeded(300, "a", is_exact=True)
    practice.push("acme/api", tag="1", layers=[layer])
    environ = {"REDIS_URL": redis_server.url}
    store = Store(RedisKeeper(connect(redis_server.url), lock_seconds=1))
    store.remember_unpacked_bytes(practice.host, "acme/api", layer.digest, 70_000)
    (platform,) = read(f"{practice.host}/acme/api:1", files=False, environ=environ)["platforms"]
    assert (platform["compressed_bytes"], platform["unpacked_bytes"]) == (300, 70_000)
