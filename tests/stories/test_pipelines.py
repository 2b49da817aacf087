"""Stories of the shapes a merge request's pipeline can have."""

import pytest

from tests.stories.scene import Built, Scene, api, assert_golden

pytestmark = pytest.mark.redis


def test_a_branch_pipeline_of_a_branch_with_a_merge_request_is_reviewed(stack):
    scene = Scene(stack, "branch")
    scene.main_builds(api(40, 60))
    mr = scene.open_mr()
    scene.finish(scene.run("feature", api(40, 100)))
    assert_golden("branch", scene.comment(mr))


def test_a_branch_pipeline_without_a_merge_request_says_nothing(stack):
    scene = Scene(stack, "alone")
    scene.main_builds(api(40, 60))
    scene.commit("feature")
    stack.lab.clear_requests()
    scene.finish(scene.run("feature", api(40, 100)))
    stack.settle()
    assert stack.lab.count(method="POST", path_contains="/notes") == 0


def test_a_merged_results_pipeline_is_compared_with_the_target_it_was_merged_into(stack):
    scene = Scene(stack, "merged")
    scene.main_builds(api(40, 60))
    mr = scene.open_mr()
    scene.main_builds(api(40, 90))
    scene.finish(scene.run("feature", api(40, 120), mr=mr, kind="merged_result"))
    body = scene.comment(mr)
    assert "+30 MiB" in body
    assert_golden("merged", body)


def test_a_fork_is_reviewed_where_its_merge_request_lives(stack):
    scene = Scene(stack, "upstream")
    scene.main_builds(api(40, 60))
    fork = stack.lab.fork(scene.project, into="dana/upstream")
    scene.watch(fork)
    mr = scene.open_mr(source_project=fork)
    scene.finish(scene.run("feature", api(40, 100), mr=mr, kind="detached", project=fork))
    assert_golden("fork", scene.comment(mr))


def test_two_jobs_and_several_images_share_one_comment(stack):
    scene = Scene(stack, "several")
    worker = Built("build:worker", 70.0, (("worker", (30,)), ("cron", (20, 2))))
    grown = Built("build:worker", 75.0, (("worker", (30, 40)), ("cron", (20, 2))))
    scene.main_builds(api(40, 60), worker)
    mr = scene.open_mr()
    scene.finish(scene.run("feature", api(40, 80), grown, mr=mr, kind="detached"))
    body = scene.comment(mr)
    assert "worker" in body
    assert_golden("several", body)


def test_a_broken_configuration_is_named_in_one_line_and_the_defaults_hold(stack):
    scene = Scene(stack, "misspelt", config="# how loud\ncoment: always\n")
    scene.main_builds(api(40, 60))
    mr = scene.open_mr()
    scene.finish(scene.run("feature", api(40, 100), mr=mr, kind="detached"))
    body = scene.comment(mr)
    (line,) = [line for line in body.splitlines() if "coment" in line]
    assert "line 2" in line
    assert_golden("misspelt", body)
