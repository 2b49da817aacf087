"""Layers as streams: what they hold is told, and what is hostile costs little and is refused in words."""

import gzip
import io
import tarfile
import tracemalloc
import zlib
from hashlib import sha256
from itertools import chain, repeat

import pytest
from backports import zstd

from bot.layers.tar import BadLayerError, read_layer


def archive(*members, pax=None):
    """Make a tar of (name, content) or ready TarInfos."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as one:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                one.addfile(member)
                continue
            name, content = member
            info = tarfile.TarInfo(name)
            info.size = len(content)
            info.pax_headers = pax or {}
            one.addfile(info, io.BytesIO(content))
    return target.getvalue()


def special(name, kind, link="", size=0):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info


def in_pieces(body, size=1000):
    return (body[start : start + size] for start in range(0, len(body), size))


PLAIN = archive(("app/a", b"a" * 700), ("app/.wh.old", b""), ("./b", b"bb"), ("var/x/.wh..wh..opq", b""))
PACKED = {
    "plain": PLAIN,
    "gzip": gzip.compress(PLAIN),
    "several gzip streams": gzip.compress(PLAIN[:2000]) + gzip.compress(PLAIN[2000:]),
    "zstd": zstd.compress(PLAIN),
    "several zstd frames": zstd.compress(PLAIN[:999]) + b"\x50\x2a\x4d\x18\x04\0\0\0meta" + zstd.compress(PLAIN[999:]),
}


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("size", [1, 3, 511, 10**6])
def test_a_layer_is_read_however_it_is_packed_and_cut(kind, size):
    body = PACKED[kind]
    found = read_layer(in_pieces(body, size))
    assert found.sizes == {"app/a": 700, "b": 2}
    assert (found.hidden, found.emptied) == ({"app/old"}, {"var/x"})
    assert (found.compressed_bytes, found.unpacked_bytes) == (len(body), 702)
    assert found.digest == f"sha256:{sha256(body).hexdigest()}"
    assert not found.is_partial


@pytest.mark.parametrize(
    ("member", "sizes"),
    [
        (special("dev/null", tarfile.CHRTYPE), {}),
        (special("dev/sda", tarfile.BLKTYPE), {}),
        (special("run/fifo", tarfile.FIFOTYPE), {}),
        (special("etc", tarfile.DIRTYPE), {}),
        (special("bin/sh", tarfile.SYMTYPE, "busybox"), {}),
        (special("bin/sh", tarfile.LNKTYPE, "bin/busybox"), {"bin/sh": 0}),
        (("../../etc/passwd", b"x"), {"etc/passwd": 1}),
        (("/etc/passwd", b"x"), {"etc/passwd": 1}),
        (("a/" * 100 + "deep", b"x"), {"a/" * 100 + "deep": 1}),
        (("", b"x"), {}),
        (("ünï", b"x"), {"ünï": 1}),
    ],
)
def test_of_a_layer_only_names_and_sizes_of_files_count(member, sizes):
    assert read_layer([archive(member)]).sizes == sizes


def test_an_empty_layer_holds_nothing():
    assert read_layer([archive()]).sizes == {}
    assert read_layer([gzip.compress(archive())]).unpacked_bytes == 0


def test_large_files_are_summed_and_read_past():
    big = bytes(range(256)) * 8192
    found = read_layer(in_pieces(gzip.compress(archive(("one", big), ("two", big), ("three", b"3"))), 10_000))
    assert found.sums == {"one": zlib.crc32(big), "two": zlib.crc32(big)}
    assert found.sizes["three"] == 1


def test_a_secret_is_told_by_its_name_and_mode():
    closed = special("root/.netrc", tarfile.REGTYPE)
    closed.mode = 0o600
    assert read_layer([archive(closed, ("srv/.netrc", b"x"), ("srv/plain", b"x"))]).secrets == {"srv/.netrc"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "cannot be read"),
        (b"<html>", "cannot be read"),
        (b"\x1f\x8bnonsense", "cannot be read"),
        (b"\x28\xb5\x2f\xfdnonsense", "cannot be read"),
        (PLAIN[:700], "cannot be read"),
        (PACKED["gzip"][:-20], "breaks off"),
        (PACKED["zstd"][:-20], "breaks off"),
        (PACKED["gzip"] + b"and more", "cannot be read"),
        (archive(("a/" * 2100 + "x", b"")), "path longer"),
        (archive(("a", b""), pax={"comment": "x" * 40_000}), "larger than 32 KiB"),
    ],
)
def test_what_is_no_layer_is_refused_in_words(body, said):
    with pytest.raises(BadLayerError, match=said):
        read_layer(in_pieces(body, 100))


def test_a_bomb_is_refused_and_never_stands_in_memory():
    layer = gzip.compress(b"\0" * (1 << 20), 9)
    info = special("bomb", tarfile.REGTYPE, size=2**40)
    start = gzip.compress(info.tobuf())
    tracemalloc.start()
    with pytest.raises(BadLayerError, match="unpacks to more than"):
        read_layer(iter([start, *[layer] * 100]), most_bytes=64 * 2**20)
    assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    tracemalloc.stop()


def test_a_body_that_never_ends_ends():
    start = special("endless", tarfile.REGTYPE, size=2**40).tobuf()
    with pytest.raises(BadLayerError, match="unpacks to more than"):
        read_layer(chain([start], repeat(b"x" * 65_536)), most_bytes=8 * 2**20)


def test_a_window_of_zstd_that_would_fill_the_memory_is_refused():
    options = {zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.enable_long_distance_matching: 1}
    compressor = zstd.ZstdCompressor(options=options)
    body = compressor.compress(PLAIN) + compressor.flush()
    with pytest.raises(BadLayerError, match="cannot be read"):
        read_layer([body])


def test_more_files_than_are_kept_are_counted_and_the_rest_is_said_to_be_missing():
    found = read_layer([archive(*((f"f{number}", b"xy") for number in range(10)))], most_files=4)
    assert (len(found.sizes), found.unpacked_bytes, found.is_partial) == (4, 20, True)
