"""Images that no log names: found by the CI file and by `.lighterman.yml`, and compared like all others."""

import pytest

from tests.fakes.registry import Layer
from tests.workers.desk import MIB, open_desk
from workers.gather import Gathered, gather


@pytest.fixture
def desk():
    with open_desk() as one:
        yield one


def facts_of(desk, mr, run):
    gathered = gather(desk.task(mr, run), desk.tools)
    assert isinstance(gathered, Gathered), gathered
    return gathered.facts


def ran(desk, branch, size, log, **more):
    """Run a pipeline whose one job pushed an image of `size` MiB, and wrote only `log`."""
    run = desk.pipeline(branch, ends=None, **more)
    tag = str(run.sha)[:8]
    desk.registry.push("acme/api", tag=tag, layers=[Layer(size * MIB, f"layer of {size}")])
    desk.lab.add_job(run, "make", trace=log.replace("NAME", f"{desk.registry.host}/acme/api:{tag}").encode())
    desk.lab.finish(run)
    return run


BUILDAH = (
    "$ buildah bud -t $CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA .\nSTEP 1/1: FROM alpine:3.20\nCOMMIT NAME\n"
    "Successfully tagged NAME\n$ buildah push $CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA\n"
    "Writing manifest to image destination\n"
)
CI_FILE = "make:\n  script: [buildah bud ., 'buildah push $CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA']\n"


def compared(desk, log, files):
    """Return the facts of a merge request after both branches ran."""
    desk.image_jobs, desk.files = [], files
    desk.commit("main")
    ran(desk, "main", 100, log)
    mr = desk.open_mr()
    run = ran(desk, "feature", 140, log, mr=mr, kind="detached")
    return facts_of(desk, mr, run)


def sizes(facts):
    (image,) = facts.images
    before = facts.baseline.images[image.name].image
    return [one.platforms[0].compressed_bytes // MIB for one in (before, image)]


def test_what_buildah_pushed_without_a_word_is_compared(desk):
    facts = compared(desk, BUILDAH, {".gitlab-ci.yml": CI_FILE})
    assert sizes(facts) == [100, 140]
    assert (facts.images[0].name, facts.images[0].job_name, facts.notices) == ("api", "make", ())


def test_a_declared_image_is_looked_for_where_nothing_names_it(desk):
    reference = f"{desk.registry.host}/acme/api:$CI_COMMIT_SHORT_SHA"
    files = {
        ".gitlab-ci.yml": "make: {script: [./make-image.sh, docker compose push]}\n",
        ".lighterman.yml": f"images: {{backend: {{reference: '{reference}'}}}}\n",
    }
    facts = compared(desk, "$ ./make-image.sh\n", files)
    assert sizes(facts) == [100, 140]
    assert facts.images[0].name == "backend"


def test_what_nobody_can_tell_is_said_once(desk):
    facts = compared(desk, "$ podman push $WHERE\n", {".gitlab-ci.yml": "make: {script: podman push $WHERE/api}\n"})
    assert facts.images == ()
    assert facts.notices == (
        "Where `${WHERE}/api` was pushed to is not known; give its `reference` below `images` in `.lighterman.yml`.",
    )


def test_an_image_outside_the_project_is_not_read_whoever_names_it(desk):
    files = {
        ".gitlab-ci.yml": "make: {script: docker compose push}\n",
        ".lighterman.yml": f"images: {{x: {{reference: '{desk.registry.host}/other/secret:1'}}}}\n",
    }
    desk.registry.push("other/secret", tag="1", layers=[Layer(MIB, "x")])
    (image,) = compared(desk, "$ x\n", files).images
    assert (image.name, image.platforms, image.unread_because) == ("x", (), "it lies outside this project")
