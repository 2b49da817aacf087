"""The same image has the same name on every branch; different images never share one."""

import pytest

from bot.image_names import Origin, lasting_tag, name_images, slug
from bot.traces.model import PushedImage

SHA = "0123456789abcdef0123456789abcdef01234567"
ORIGIN = Origin(("Acme/Shop",), (SHA,), ("feature/Big-Thing", "main"), (4711, 12))


def push(repository, *tags, digest=None, registry="registry.example.com"):
    return PushedImage(registry, repository, tags, digest, 1)


@pytest.mark.parametrize(
    ("branch", "expected"),
    [
        ("main", "main"),
        ("feature/Big_Thing", "feature-big-thing"),
        ("-x-", "x"),
        ("é", ""),
        ("", ""),
        ("a" * 70, "a" * 63),
        ("a" * 62 + "/b", "a" * 62),
    ],
)
def test_a_slug_is_gitlabs(branch, expected):
    assert slug(branch) == expected


@pytest.mark.parametrize(
    ("tag", "lasting"),
    [
        ("alpine", "alpine"),
        ("py3.11", "py3-11"),
        ("3.11", "3-11"),
        ("maintenance", "maintenance"),
        ("domain", "domain"),
        ("latestish", "latestish"),
        ("147110", "147110"),
        ("012345", "012345"),
        ("12345678", "12345678"),
        ("arm64", "arm64"),
        ("main", ""),
        ("latest", ""),
        ("LATEST", ""),
        (SHA, ""),
        (SHA[:8], ""),
        (SHA[:7], ""),
        ("feature-big-thing", ""),
        ("4711", ""),
        ("mr-12", ""),
        ("pipeline_4711", ""),
        ("v1.2.3", ""),
        ("2026-01-02", ""),
        ("20260102-030405", ""),
        ("main-alpine", "alpine"),
        (f"alpine-{SHA[:8]}", "alpine"),
        ("debug.main.4711", "debug"),
    ],
)
def test_of_a_tag_only_what_lasts_remains(tag, lasting):
    assert lasting_tag((tag,), ORIGIN) == lasting


@pytest.mark.parametrize(
    ("tags", "lasting"), [((), ""), (("alpine", "main-slim"), "slim"), (("alpine", "latest"), ""), (("b", "a"), "a")]
)
def test_of_several_tags_the_shortest_answer_counts(tags, lasting):
    assert lasting_tag(tags, ORIGIN) == lasting


@pytest.mark.parametrize(
    ("pushed", "names"),
    [
        ([], ()),
        ([push("acme/shop", "1")], ("shop",)),
        ([push("acme/shop/api", "main")], ("api",)),
        ([push("acme/shop/api/debug", "main")], ("api/debug",)),
        ([push("acme/shop/main", "1")], ("shop",)),
        ([push("acme/shop/feature-big-thing/api", "1")], ("api",)),
        ([push("acme/shop/api/feature/big-thing", "1")], ("api",)),
        ([push("acme/shop/domain/api", "1")], ("domain/api",)),
        ([push("team/main/api", "1", registry="other.example.com")], ("other.example.com/team/api",)),
        ([push("main", "1", registry="other.example.com")], ("other.example.com/main",)),
        ([push("acme/shopping/api", "main")], ("registry.example.com/acme/shopping/api",)),
        ([push("other/api", registry="quay.io")], ("quay.io/other/api",)),
        ([push("acme/shop", "alpine", digest="x"), push("acme/shop", "main", digest="x")], ("shop", "shop")),
        ([push("acme/shop", "alpine", digest="x"), push("acme/shop", "main", digest="y")], ("shop (alpine)", "shop")),
        ([push("acme/shop", "main", digest="x"), push("acme/shop", "latest", digest="y")], ("shop", "shop #2")),
        (
            [push("acme/shop", "main"), push("acme/shop", "latest"), push("acme/shop", SHA)],
            ("shop", "shop #2", "shop #3"),
        ),
        ([push("acme/shop/shop"), push("acme/shop")], ("shop", "shop #2")),
    ],
)
def test_each_push_gets_the_name_of_its_image(pushed, names):
    assert name_images(pushed, ORIGIN) == names


@pytest.mark.parametrize("branch", ["main", "feature/x", "release-alpine", "1.2"])
def test_the_name_is_the_same_on_every_branch(branch):
    pushed = [push("acme/shop", f"{slug(branch)}-{kind}", digest=kind) for kind in ("slim", "full")]
    assert name_images(pushed, Origin(("acme/shop",), branches=(branch,))) == ("shop (slim)", "shop (full)")


def test_a_fork_pushes_the_same_images():
    fork = Origin(("acme/shop", "Jane/Shop-Fork"))
    assert name_images([push("jane/shop-fork/api", "1")], fork) == name_images([push("acme/shop/api", "1")], fork)
