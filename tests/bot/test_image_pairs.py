"""The same image in two pipelines, whatever their tags."""

import pytest

from bot.image_pairs import pair_images
from bot.pipeline_images import MadeImage, Told


def image(name, *, role="", job="build", family=None, tag="x"):
    family = family or name.partition(" (")[0]
    return MadeImage(name, job, "reg.example.com", name, (tag,), None, Told.LOG, family=family, role=role)


@pytest.mark.parametrize(
    ("ours", "theirs", "pairs"),
    [
        ([image("api", tag="a")], [image("api", tag="b")], [("api", "api")]),
        ([image("api")], [], [("api", None)]),
        ([], [image("api")], [(None, "api")]),
        ([image("api"), image("web")], [image("web"), image("api")], [("api", "api"), ("web", "web")]),
        # Only the debug image was pushed, so it is called like the whole repository.
        (
            [image("api", role="debug")],
            [image("api"), image("api (debug)", role="debug")],
            [("api", "api (debug)"), (None, "api")],
        ),
        ([image("py", role="3-12")], [image("py", role="3-11")], [("py", "py")]),
        ([image("api", job="make")], [image("api", job="build")], [("api", "api")]),
        ([image("api")], [image("other.example.com/api")], [("api", "other.example.com/api")]),
        ([image("api", job="a")], [image("web", job="b")], [("api", None), (None, "web")]),
        (
            [image("new", job="a"), image("newer", job="a")],
            [image("old", job="a")],
            [("new", None), ("newer", None), (None, "old")],
        ),
        (
            [image("api"), image("new")],
            [image("api"), image("old")],
            [("api", "api"), ("new", "old")],
        ),
        ([image("a", job="")], [image("b", job="")], [("a", None), (None, "b")]),
    ],
)
def test_images_are_paired_by_name_and_role(ours, theirs, pairs):
    found = pair_images(ours, theirs)
    assert [(mine and mine.name, other and other.name) for mine, other in found] == pairs
