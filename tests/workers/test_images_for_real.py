"""Images made by real builders, held by a real registry and a real engine: our sizes are theirs, to the byte."""

import json
import os
import shutil
import uuid
from contextlib import ExitStack

import pytest

from bot.files.dockerfile import read_dockerfile
from bot.image_difference import Written
from tests.real_images import (
    Buildah,
    add_attestation,
    build,
    docker,
    import_base,
    inspect_layers,
    skopeo,
)
from tests.stories.engine import NoEngineError, real_engine
from workers.compare_images import Wish, report_images
from workers.image_format import ImageFormat

pytestmark = pytest.mark.engine

BEFORE = """\
FROM {base}
COPY main.c /src/main.c
RUN apt-get update && apt-get install -y build-essential
RUN pip install thing
RUN make
RUN busybox rm -rf /var/lib/apt/lists
CMD ["/app/server"]
"""
AFTER = """\
FROM {base} AS build
COPY main.c /src/main.c
RUN apt-get update && apt-get install -y build-essential
RUN make

FROM scratch
COPY --from=build /app/server /server
CMD ["/server"]
"""


class Lab:
    """One engine with one registry, and the article's image before and after in both."""

    def __init__(self, engine, folder):
        self.engine, self.folder = engine, folder
        mark = uuid.uuid4().hex[:8]
        self.place = f"images-{mark}"
        self.base = f"lighterman-images-base:{mark}"
        self.before, self.after = (f"{engine.registry}/{self.place}/app:{tag}" for tag in ("before", "after"))
        self.environ = {"DOCKER_HOST": engine.docker_host}
        import_base(engine, self.base)
        context = folder / "context"
        context.mkdir()
        (context / "main.c").write_text("int main(void) { return 0; }\n")
        build(engine, self.before, context, BEFORE.format(base=self.base))
        build(engine, self.after, context, AFTER.format(base=self.base))

    def read(self, before, after, *, files=False, written=None, platforms=()):
        """Return the report as programs get it."""
        wish = Wish(tuple(platforms), files, written or Written())
        return json.loads(report_images(before, after, wish, self.environ, ImageFormat.JSON))

    def one(self, name, **options):
        """Return what is said of the only platform of one image."""
        (platform,) = self.read(None, name, **options)["platforms"]
        return platform

    def engine_bytes(self, name):
        """Return the size that the engine tells."""
        return int(docker(self.engine, "image", "inspect", "--format", "{{.Size}}", name))


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("images")
    with ExitStack() as stack:
        try:
            engine = stack.enter_context(real_engine(os.environ, folder))
        except NoEngineError as error:
            pytest.skip(str(error))
        yield Lab(engine, folder)


@pytest.fixture(scope="module")
def buildah(lab):
    if shutil.which("buildah") is None:
        pytest.skip("not installed: buildah")
    (lab.folder / "oci").mkdir()
    (lab.folder / "oci" / "Dockerfile").write_text(
        'FROM scratch\nCOPY app /app\nCOPY Dockerfile /about\nENV A=b\nCMD ["/app"]\n'
    )
    return Buildah(lab.folder / "buildah", lab.engine.registry)


def test_of_an_image_of_the_engine_all_sources_tell_the_same_and_what_skopeo_and_the_engine_tell(lab, tmp_path):
    remote = lab.one(lab.before, files=True)
    assert [layer["compressed_bytes"] for layer in remote["layers"]] == inspect_layers(lab.before)
    assert remote["compressed_bytes"] == sum(inspect_layers(lab.before))
    assert remote["unpacked_bytes"] == lab.engine_bytes(lab.before)

    docker(lab.engine, "save", "--output", str(tmp_path / "saved.tar"), lab.before)
    local = lab.one(f"docker:{lab.before}")
    saved = lab.one(f"docker-archive:{tmp_path / 'saved.tar'}")
    unpacked = [layer["unpacked_bytes"] for layer in remote["layers"]]
    for one in (local, saved):
        assert (one["compressed_bytes"], one["unpacked_bytes"]) == (None, lab.engine_bytes(lab.before))
        assert [layer["unpacked_bytes"] for layer in one["layers"]] == unpacked
        assert [layer["instruction"] for layer in one["layers"]] == [layer["instruction"] for layer in remote["layers"]]


def test_files_are_the_same_whether_they_come_from_the_registry_the_engine_or_an_archive(lab, tmp_path):
    docker(lab.engine, "save", "--output", str(tmp_path / "saved.tar"), lab.before)
    names = (lab.before, f"docker:{lab.before}", f"docker-archive:{tmp_path / 'saved.tar'}")
    remote, *others = (
        {key: one[key] for key in ("files", "waste", "directories")}
        for one in (lab.one(name, files=True) for name in names)
    )
    assert remote["files"]
    assert others == [remote, remote]


def test_the_articles_image_before_and_after_names_the_shrink_the_instructions_and_the_caches(lab):
    written = Written(read_dockerfile(AFTER.format(base=lab.base)))
    (platform,) = lab.read(lab.before, lab.after, files=True, written=written)["platforms"]
    sizes = [sum(inspect_layers(name)) for name in (lab.before, lab.after)]
    assert platform["delta_bytes"] == sizes[1] - sizes[0] < -14_000_000
    assert platform["unpacked_delta_bytes"] == lab.engine_bytes(lab.after) - lab.engine_bytes(lab.before)
    (kept,) = platform["after"]["layers"]
    assert (kept["stage"], kept["line"], kept["unpacked_bytes"]) == ("stage-1", 7, 400_000)
    gone = {layer["instruction"]: layer["status"] for layer in platform["before"]["layers"]}
    assert gone["RUN apt-get update && apt-get install -y build-essential"] == "removed"
    removed = {one["path"]: (one["before_bytes"], one["after_bytes"]) for one in platform["files"]}
    assert removed["usr/lib/gcc/x86_64-linux-gnu/12/cc1plus"] == (6_000_000, None)
    assert removed["var/cache/apt/archives/gcc-12.deb"] == (2_000_000, None)
    assert platform["waste"] == []

    waste = {(one["kind"], one["path"]): one["bytes"] for one in lab.one(lab.before, files=True)["waste"]}
    assert waste == {
        ("compiler or toolchain", "usr/lib/gcc"): 6_000_000,
        ("deleted later", "var/lib/apt/lists"): 3_000_000,
        ("package cache", "var/cache/apt"): 2_000_000,
        ("language cache", "root/.cache"): 1_500_000,
        ("compiler or toolchain", "usr/bin/x86_64-linux-gnu-gcc-12"): 1_000_000,
    }


def test_the_text_of_the_articles_image_can_be_read(lab):
    text = report_images(lab.before, lab.after, Wish((), with_files=True), lab.environ)
    assert "15 MiB → 391 KiB compressed (391 KiB unpacked), −15 MiB (−97 %)" in text
    assert "RUN apt-get update && apt-get install -y build-essential" in text
    assert "/usr/lib/gcc/x86_64-linux-gnu/12/" in text


def test_an_index_of_two_platforms_by_buildah_with_and_without_attestations(lab, buildah):
    place = f"{lab.place}/two"
    buildah.push_two_platforms(f"{place}:1", lab.folder / "oci")
    attested = add_attestation(lab.engine.registry, place, "1")
    for tag in ("1", attested):
        found = lab.read(None, f"{lab.engine.registry}/{place}:{tag}")["platforms"]
        assert [one["platform"] for one in found] == ["linux/amd64", "linux/arm64"]
        for one in found:
            architecture = one["platform"].partition("/")[2]
            expected = inspect_layers(f"{lab.engine.registry}/{place}:{tag}", architecture)
            assert [layer["compressed_bytes"] for layer in one["layers"]] == expected


def test_layers_packed_with_zstd_are_weighed_and_read(lab, buildah):
    name = f"{lab.engine.registry}/{lab.place}/packed:1"
    buildah.push_zstd(f"{lab.place}/packed:1", lab.folder / "oci")
    assert "zstd" in skopeo("inspect", "--tls-verify=false", "--raw", f"docker://{name}")
    one = lab.one(name, files=True)
    assert [layer["compressed_bytes"] for layer in one["layers"]] == inspect_layers(name)
    app = lab.folder / "oci" / "app"
    assert one["layers"][0]["unpacked_bytes"] == app.stat().st_size
    assert {file["path"]: file["after_bytes"] for file in one["files"]}["app"] == app.stat().st_size


def test_an_oci_layout_by_skopeo_tells_what_the_registry_tells(lab, tmp_path):
    skopeo("copy", "-q", "--src-tls-verify=false", f"docker://{lab.before}", f"oci:{tmp_path}/layout:1")
    remote, layout = lab.one(lab.before, files=True), lab.one(f"oci:{tmp_path}/layout", files=True)
    for one in (remote, layout):
        del one["digest"]  # Its manifest is an OCI one.
    assert layout == remote
    (same,) = lab.read(lab.before, f"oci:{tmp_path}/layout")["platforms"]
    assert same["delta_bytes"] == 0
    assert {layer["status"] for layer in same["after"]["layers"]} == {"unchanged"}
