"""What an image need not hold, and what looks like it and is fine."""

import pytest

from bot.layers.secret_names import is_secret
from bot.layers.tar import LayerFiles
from bot.layers.tree import overlay
from bot.layers.waste import LEAST_BYTES, Kind, find_waste

BIG = LEAST_BYTES


def waste(*layers):
    return [(one.kind, one.path, one.bytes) for one in find_waste(overlay(list(enumerate(layers, 1))))]


@pytest.mark.parametrize(
    ("path", "kind", "place"),
    [
        ("var/lib/apt/lists/deb_main_Packages", Kind.PACKAGE_CACHE, "var/lib/apt/lists"),
        ("var/cache/apt/archives/gcc.deb", Kind.PACKAGE_CACHE, "var/cache/apt"),
        ("var/cache/apk/APKINDEX.tar.gz", Kind.PACKAGE_CACHE, "var/cache/apk"),
        ("var/cache/dnf/x.solv", Kind.PACKAGE_CACHE, "var/cache/dnf"),
        ("root/.cache/pip/http/0/1", Kind.LANGUAGE_CACHE, "root/.cache"),
        ("home/app/.npm/_cacache/index", Kind.LANGUAGE_CACHE, "home/app/.npm"),
        ("root/.m2/repository/a.jar", Kind.LANGUAGE_CACHE, "root/.m2/repository"),
        ("go/pkg/mod/cache/download/x.zip", Kind.LANGUAGE_CACHE, "go/pkg/mod/cache"),
        ("usr/local/cargo/registry/src/x", Kind.LANGUAGE_CACHE, "usr/local/cargo/registry"),
        ("app/.git/objects/pack/p.pack", Kind.GIT, "app/.git"),
        ("usr/lib/gcc/x86_64-linux-gnu/12/cc1", Kind.TOOLCHAIN, "usr/lib/gcc"),
        ("usr/bin/x86_64-linux-gnu-gcc-12", Kind.TOOLCHAIN, "usr/bin/x86_64-linux-gnu-gcc-12"),
        ("usr/local/go/bin/go", Kind.TOOLCHAIN, "usr/local/go"),
        ("usr/lib/debug/.build-id/a.debug", Kind.SYMBOLS, "usr/lib/debug"),
        ("app/lib.so.debug", Kind.SYMBOLS, "app/lib.so.debug"),
        ("app/pkg/testdata/big.bin", Kind.TESTS, "app/pkg/testdata"),
    ],
)
def test_this_could_be_saved(path, kind, place):
    assert waste(LayerFiles({path: BIG})) == [(kind, place, BIG)]
    assert waste(LayerFiles({path: BIG - 1})) == []


@pytest.mark.parametrize(
    "path",
    [
        "usr/lib/python3/dist-packages/apt/cache.py",
        "var/lib/apt/extended_states",
        "usr/bin/gccgo-helper-notes.txt",
        "app/gcc",
        "usr/lib/gccgo",
        "app/.gitignore",
        "app/latest/data",
        "usr/lib/jvm/java-17/lib/modules",
        "usr/local/bin/app",
        "app/cache/items",
    ],
)
def test_this_is_left_alone(path):
    assert waste(LayerFiles({path: 100 * BIG})) == []


def test_files_of_one_place_are_summed_and_the_heaviest_come_first():
    files = {f"root/.cache/pip/{n}": BIG for n in range(3)} | {"app/.git/x": 2 * BIG, "app/main": 9 * BIG}
    assert waste(LayerFiles(files)) == [
        (Kind.LANGUAGE_CACHE, "root/.cache", 3 * BIG),
        (Kind.GIT, "app/.git", 2 * BIG),
    ]


def test_what_a_later_layer_deletes_or_replaces_is_still_downloaded():
    one = LayerFiles({"tmp/a.tgz": BIG, "var/lib/apt/lists/x": BIG, "var/lib/apt/lists/y": BIG, "app": BIG})
    two = LayerFiles({"app": 2 * BIG}, {"tmp/a.tgz", "var/lib/apt/lists"})
    assert waste(one, two) == [
        (Kind.DELETED, "var/lib/apt/lists", 2 * BIG),
        (Kind.REPLACED, "app", BIG),
        (Kind.DELETED, "tmp/a.tgz", BIG),
    ]


def test_copies_of_a_large_file_are_told():
    files = LayerFiles({"a": 4 * BIG, "b": 4 * BIG}, sums={"a": 7, "b": 7})
    assert waste(files) == [(Kind.TWICE, "a, b", 4 * BIG)]


@pytest.mark.parametrize(
    ("path", "is_told"),
    [
        ("root/.ssh/id_rsa", True),
        ("app/.env", True),
        ("app/.env.production", True),
        ("root/.npmrc", True),
        ("root/.aws/credentials", True),
        ("srv/tls/private-key.pem", True),
        ("root/.docker/config.json", True),
        ("root/.ssh/id_rsa.pub", False),
        ("app/.env.example", False),
        ("etc/ssl/certs/ca.pem", False),
        ("app/config.json", False),
        ("app/environment", False),
    ],
)
def test_a_secret_is_told_by_its_name_when_all_may_read_it(path, is_told):
    assert is_secret(path) is is_told
    if is_told:
        assert waste(LayerFiles({path: 3}, secrets={path})) == [(Kind.SECRET, path, 3)]
    assert waste(LayerFiles({path: 3})) == []
