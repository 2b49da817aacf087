"""Two images side by side: what became of each layer, and whose growth it is."""

import pytest

from bot.errors import UserError
from bot.facts import HistoryEntry, Layer, PlatformImage
from bot.files.dockerfile import read_dockerfile
from bot.image_difference import Status, Written, compare, compare_images, on_one_scale

MIB = 2**20
UNCHANGED, REBUILT, CHANGED, ADDED, REMOVED = Status
FILE = read_dockerfile("FROM debian:12\nRUN apt\nCOPY . .\nRUN make\n")


def image(*layers, platform="linux/amd64", config=()):
    """Make an image of (digest, size, instruction); `config` are steps that made no layer, at the end."""
    history = (*(HistoryEntry(text) for *_, text in layers), *(HistoryEntry(text, is_empty=True) for text in config))
    return PlatformImage(platform, "d", tuple(Layer(digest, size) for digest, size, _ in layers), history)


BASE, APT, COPY, MAKE = ("b", 100, "ADD rootfs /"), ("a", 50, "RUN apt"), ("c", 7, "COPY . ."), ("m", 9, "RUN make")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([BASE, APT], [BASE, APT], [UNCHANGED, UNCHANGED]),
        ([BASE, COPY], [BASE, ("c2", 7, "COPY . .")], [UNCHANGED, REBUILT]),
        ([BASE, COPY], [BASE, ("c2", 8, "COPY . .")], [UNCHANGED, CHANGED]),
        ([BASE, APT], [BASE, ("a2", 99, "RUN apt and more")], [UNCHANGED, CHANGED]),
        ([BASE], [BASE, APT], [UNCHANGED, ADDED]),
        ([BASE, APT], [BASE], [UNCHANGED, REMOVED]),
        ([BASE, COPY], [BASE, APT, ("c2", 7, "COPY . .")], [UNCHANGED, ADDED, REBUILT]),
        ([BASE, APT, COPY], [BASE, ("c2", 8, "COPY . .")], [UNCHANGED, CHANGED, REMOVED]),
        ([BASE, COPY], [BASE, APT], [UNCHANGED, ADDED, REMOVED]),
        ([BASE, APT, COPY], [BASE, COPY, APT], [UNCHANGED, UNCHANGED, UNCHANGED]),
        ([BASE, COPY, COPY], [BASE, COPY], [UNCHANGED, UNCHANGED, REMOVED]),
        ([BASE, COPY], [BASE, COPY, COPY], [UNCHANGED, UNCHANGED, ADDED]),
        ([("x", 1, ""), ("y", 2, "")], [("x", 1, ""), ("z", 3, "")], [UNCHANGED, CHANGED]),
        ([], [APT], [ADDED]),
        ([], [], []),
    ],
)
def test_a_layer_is(before, after, expected):
    difference = compare("linux/amd64", image(*before), image(*after))
    assert [change.status for change in difference.layers] == expected
    assert sum(change.delta_bytes for change in difference.layers) == difference.delta_bytes


def test_a_changed_layer_names_its_stage_and_line():
    difference = compare(
        "linux/amd64", image(BASE, APT, COPY), image(BASE, APT, ("c2", 9, "COPY . .")), None, Written(FILE)
    )
    (after,) = [change.after for change in difference.layers if change.status is CHANGED]
    assert (after.made.number, after.place.line, after.place.stage, after.is_base) == (3, 3, None, False)


@pytest.mark.parametrize(
    ("before", "after", "base", "own"),
    [
        ([BASE, APT], [("b2", 112, "ADD rootfs /"), ("a2", 53, "RUN apt")], 12, 3),
        ([BASE, APT], [BASE, ("a2", 53, "RUN apt")], 0, 3),
        ([BASE, APT], [("b2", 90, "ADD rootfs /"), ("b3", 5, "ADD more /"), ("a2", 50, "RUN apt")], -5, 0),
        ([BASE, APT], [BASE, APT, COPY], 0, 7),
    ],
)
def test_growth_of_the_base_is_told_apart_from_our_own(before, after, base, own):
    difference = compare("linux/amd64", image(*before), image(*after), Written(FILE), Written(FILE))
    assert (difference.base_bytes, difference.own_bytes, difference.is_base_guessed) == (base, own, False)
    assert difference.delta_bytes == base + own


def test_whose_growth_it_is_nobody_says_when_nobody_knows():
    plain = compare("linux/amd64", image(BASE, APT), image(BASE, COPY))
    assert (plain.base_bytes, plain.own_bytes) == (None, None)
    broken = PlatformImage("linux/amd64", "d", (Layer("x", 1),), (), history_unread_because="away")
    assert compare("linux/amd64", image(BASE, APT), broken, Written(FILE), Written(FILE)).base_bytes is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([BASE, APT, COPY], [BASE, COPY, APT], True),
        ([BASE, APT, COPY], [BASE, APT, COPY], False),
        ([BASE, APT, COPY], [BASE, COPY], False),
        ([BASE, COPY, COPY], [COPY, BASE], True),
    ],
)
def test_another_order_of_the_same_layers_is_noticed(before, after, expected):
    assert compare("linux/amd64", image(*before), image(*after)).is_reordered is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([BASE, APT, COPY], [("s", 140, "")], True),
        ([BASE, APT, COPY], [("s", 140, "RUN everything")], False),
        ([("s", 140, "")], [("t", 140, "")], False),
        ([BASE, APT, COPY], [BASE, APT, COPY], False),
    ],
)
def test_layers_squashed_into_one_are_noticed(before, after, expected):
    assert compare("linux/amd64", image(*before), image(*after)).is_squashed is expected


def test_platforms_that_only_one_image_has_are_listed():
    amd, arm = image(BASE), image(BASE, APT, platform="linux/arm64")
    found = compare_images((amd, arm), (amd,), Written(), Written())
    assert [(one.platform, one.before is None, one.after is None, one.delta_bytes) for one in found] == [
        ("linux/amd64", False, False, 0),
        ("linux/arm64", False, True, None),
    ]
    (_, added) = compare_images((amd,), (amd, arm), Written(), Written())
    assert [change.status for change in added.layers] == [ADDED, ADDED]


def test_compressed_and_unpacked_sizes_are_never_mixed():
    known = PlatformImage("p", "d", (Layer("a", 10, 30), Layer("b", 1, 2)))
    half = PlatformImage("p", "d", (Layer("a", 10, 31), Layer("c", 2, None)))
    assert (known.compressed_bytes, known.unpacked_bytes) == (11, 32)
    assert (half.compressed_bytes, half.unpacked_bytes) == (12, None)
    assert compare("p", known, half).unpacked_delta_bytes is None
    assert compare("p", known, known).unpacked_delta_bytes == 0


def engines(*layers):
    """Make an image as an engine or an archive tells it: unpacked, named by the digests of the archives."""
    found = tuple(Layer(diff_id, size, size) for diff_id, size in layers)
    return PlatformImage("p", "", found, diff_ids=tuple(diff_id for diff_id, _ in layers), is_unpacked_only=True)


def registrys(*layers):
    """Make an image of a registry: digest, packed and unpacked size, digest of the archive."""
    found = tuple(Layer(digest, size, unpacked) for digest, size, unpacked, _ in layers)
    return PlatformImage("p", "d", found, diff_ids=tuple(diff_id for *_, diff_id in layers))


def test_images_of_one_kind_are_compared_as_they_are():
    packed, unpacked = registrys(("a", 1, None, "x")), engines(("x", 3))
    assert on_one_scale([packed], [packed]) == ((packed,), (packed,))
    assert on_one_scale([unpacked], [unpacked]) == ((unpacked,), (unpacked,))


def test_images_of_two_kinds_are_compared_unpacked_where_that_is_known_and_else_not_at_all():
    (before,), (after,) = on_one_scale([registrys(("a", 1, 3, "x"), ("b", 1, 5, "y"))], [engines(("x", 3), ("z", 9))])
    difference = compare("p", before, after)
    assert (difference.delta_bytes, [change.status for change in difference.layers]) == (4, [UNCHANGED, CHANGED])
    with pytest.raises(UserError, match="nobody can compare"):
        on_one_scale([registrys(("a", 1, None, "x"))], [engines(("x", 3))])


def test_what_reading_layers_teaches_is_kept_with_them():
    difference = compare("linux/amd64", image(BASE, APT), image(BASE, COPY)).with_unpacked({2: 70}, {1: 300, 2: 9})
    assert difference.after.unpacked_bytes == 309
    assert difference.before.unpacked_bytes is None
    assert [(change.after and change.after.made.layer.unpacked_bytes) for change in difference.layers] == [300, 9, None]
