"""Stories of one image that grows, shrinks or stays as it was."""

import pytest

from tests.stories.scene import Scene, api, assert_golden

pytestmark = pytest.mark.redis


def test_a_grown_image_gets_one_comment(stack):
    scene = Scene(stack, "grew")
    scene.main_builds(api(40, 200, 9))
    mr = scene.open_mr()
    scene.finish(scene.run("feature", api(40, 200, 193), mr=mr, kind="detached"))
    body = scene.comment(mr)
    assert "+184 MiB" in body
    assert_golden("grew", body)


def test_a_shrunk_image_gets_one_comment(stack):
    scene = Scene(stack, "shrank")
    scene.main_builds(api(40, 1200, 194), times=6)
    mr = scene.open_mr()
    scene.finish(scene.run("feature", api(5, 27, seconds=40.0), mr=mr, kind="detached"))
    assert_golden("shrank", scene.comment(mr))


def test_an_unchanged_image_stays_quiet(stack):
    scene = Scene(stack, "unchanged")
    scene.main_builds(api(40, 200, 9))
    mr = scene.open_mr()
    scene.finish(scene.run("feature", api(40, 200, 9), mr=mr, kind="detached"))
    stack.settle()
    assert scene.comments(mr) == []


def test_once_spoken_the_comment_is_kept_current_so_that_a_fix_shows(stack):
    scene = Scene(stack, "fixed")
    scene.main_builds(api(40, 200, 9))
    mr = scene.open_mr()
    scene.finish(scene.run("feature", api(40, 200, 193), mr=mr, kind="detached"))
    first = scene.comment(mr)
    scene.commit("feature")
    scene.finish(scene.run("feature", api(40, 200, 9), mr=mr, kind="detached"))
    body = scene.comment(mr, until=lambda text: text != first)
    assert "Back within budget" in body
    assert_golden("fixed", body)
