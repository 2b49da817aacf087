"""A story of a merge request that breaks the order of its Dockerfile: a thread, its suggestion, and what came of it."""

import pytest

from tests.demo.traces import Step
from tests.stories.scene import Built, Scene, assert_golden
from tests.stories.stack import wait_until

pytestmark = pytest.mark.redis

RIGHT = """\
FROM node:24.1-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
USER node
CMD ["node", "index.js"]
"""
WRONG = RIGHT.replace("COPY package*.json ./\nRUN npm ci\nCOPY . .\n", "COPY . .\nRUN npm ci\n")


def built(text: str, *, cached: int, seconds: float) -> Built:
    """Return the usual job, with so many of the Dockerfile's steps from the cache."""
    lines = enumerate(text.splitlines())
    steps = tuple(Step(line, 1, is_cached=0 < place <= cached) for place, line in lines)
    return Built(images=(("", (40, 60)),), steps=steps, seconds=seconds)


def test_a_broken_order_gets_a_thread_whose_suggestion_mends_it_and_the_next_comment_says_so(stack):
    scene = Scene(stack, "order")
    scene.files |= {"Dockerfile": RIGHT, "package.json": "{}\n", ".dockerignore": "node_modules\n"}
    scene.main_builds(built(RIGHT, cached=3, seconds=100.0))
    scene.files["Dockerfile"] = WRONG
    mr = scene.open_mr()
    scene.finish(scene.run("feature", built(WRONG, cached=1, seconds=150.0), mr=mr, kind="detached"))
    before = summary(scene, mr, until="1 in a thread on the line")
    [thread] = scene.lab.threads(mr)
    assert_golden("lint-thread", thread.body)
    assert_golden("lint-found", before)

    assert scene.lab.apply_suggestion(mr, thread, user=scene.author) == ""
    assert scene.project.commits[mr.head_sha].files["Dockerfile"] == RIGHT
    scene.finish(scene.run("feature", built(RIGHT, cached=3, seconds=101.0), mr=mr, kind="detached"))
    after = summary(scene, mr, until="**Mended**")
    assert [one.resolved_by for one in scene.lab.threads(mr)] == [scene.author]
    assert "The mistake copy-order in `Dockerfile` is gone, its thread is resolved." in after
    assert_golden("lint-mended", after)


def summary(scene: Scene, mr: object, *, until: str) -> str:
    """Wait for what the one comment must say, and return it."""

    def bodies() -> list[str]:
        return [one.body for one in scene.comments(mr) if one.position is None]

    wait_until(
        lambda: any(until in body for body in bodies()),
        f"the comment does not say {until}; there is {bodies()}",
        seconds=20.0,
        log=lambda: scene.stack.log("worker"),
    )
    scene.stack.settle()
    [only] = bodies()
    return only
