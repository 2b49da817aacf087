"""Names of images as Docker reads them."""

import pytest

from bot.errors import UserError
from bot.image_references import Reference, read_reference

DIGEST = f"sha256:{'a' * 64}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alpine", Reference("docker.io", "library/alpine", "latest")),
        ("alpine:3.19", Reference("docker.io", "library/alpine", "3.19")),
        ("acme/api", Reference("docker.io", "acme/api", "latest")),
        ("docker.io/alpine", Reference("docker.io", "library/alpine", "latest")),
        ("index.docker.io/acme/api:1", Reference("docker.io", "acme/api", "1")),
        ("registry.example.com/acme/api:1", Reference("registry.example.com", "acme/api", "1")),
        ("registry.example.com:5000/a/b/c", Reference("registry.example.com:5000", "a/b/c", "latest")),
        ("localhost/a:1", Reference("localhost", "a", "1")),
        ("localhost:5000/a", Reference("localhost:5000", "a", "latest")),
        ("[::1]:5000/a", Reference("[::1]:5000", "a", "latest")),
        (f"alpine@{DIGEST}", Reference("docker.io", "library/alpine", "", DIGEST)),
        (f"r.example.com/a:1@{DIGEST}", Reference("r.example.com", "a", "1", DIGEST)),
        ("a__b/c-d.e", Reference("docker.io", "a__b/c-d.e", "latest")),
    ],
)
def test_a_name_means(text, expected):
    assert read_reference(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Alpine",
        "a b",
        "a:",
        "a@sha256:1",
        f"a@sha512:{'a' * 128}",
        "a//b",
        "../etc",
        "r.example.com/",
        "http://r.example.com/a",
        "user@r.example.com/a",
        "r.example.com:port/a",
        "a" * 600,
        "a\n/merge",
    ],
)
def test_what_names_no_image_is_refused_with_an_example(text):
    with pytest.raises(UserError, match=r"names no image; write for example registry\.example\.com"):
        read_reference(text)


@pytest.mark.parametrize(
    ("text", "shown", "wanted"),
    [
        ("alpine", "docker.io/library/alpine:latest", "latest"),
        (f"alpine:3@{DIGEST}", f"docker.io/library/alpine@{DIGEST}", DIGEST),
    ],
)
def test_a_digest_counts_before_a_tag(text, shown, wanted):
    reference = read_reference(text)
    assert (str(reference), reference.wanted) == (shown, wanted)
