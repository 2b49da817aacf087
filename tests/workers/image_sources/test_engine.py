"""Images as an engine tells them: which row of its history made which layer."""

import pytest

from workers.clients.engine import EngineImage, EngineStep
from workers.image_sources.engine import platform_of


def engine_image(layers, *steps):
    rows = tuple(EngineStep(text, "", size) for text, size in steps)
    total = sum(size for _, size in steps)
    return EngineImage("linux/amd64", total, tuple(f"sha256:{number}" for number in range(layers)), rows)


ADD, CMD, RUN = ("ADD rootfs / # buildkit", 100), ("CMD ['a']", 0), ("RUN /bin/sh -c true # buildkit", 0)


@pytest.mark.parametrize(
    ("layers", "steps", "sizes"),
    [
        (1, (ADD, CMD), [100]),
        (2, (ADD, CMD, ("COPY a b", 7)), [100, 7]),
        (2, (ADD, RUN, CMD), [100, 0]),
        (3, (ADD, ("WORKDIR /a", 0), RUN), [100, 0, 0]),
        (2, (ADD, ("WORKDIR /a", 0), RUN), [100, 0]),
        (2, (("", 100), ("", 7)), [100, 7]),
        (0, (CMD,), []),
    ],
)
def test_layers_get_the_sizes_of_the_steps_that_made_them(layers, steps, sizes):
    image = platform_of(engine_image(layers, *steps))
    assert [layer.unpacked_bytes for layer in image.layers] == sizes
    assert sum(not entry.is_empty for entry in image.history) == layers
    assert image.is_unpacked_only


def test_where_it_cannot_be_told_the_sum_still_is_right_and_the_reason_is_given():
    image = platform_of(engine_image(3, ADD, CMD))
    assert (image.unpacked_bytes, image.history) == (100, ())
    assert "does not tell which step" in image.history_unread_because
