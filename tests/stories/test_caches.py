"""Stories of what the log of a build tells: a cache that was lost, and a job that failed."""

import pytest

from tests.demo.traces import Step
from tests.stories.scene import Built, Scene, assert_golden

pytestmark = pytest.mark.redis

DOCKERFILE = """\
FROM golang:1.22
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /api ./cmd/api
"""
FULL = """\
\x1b[32;1m$ docker build --tag api .\x1b[0;m
Step 1/2 : FROM golang:1.22
 ---> 0123456789ab
Step 2/2 : RUN go mod download
 ---> Running in 12ab34cd56ef
write /go/pkg/mod/cache/vcs: no space left on device
The command '/bin/sh -c go mod download' returned a non-zero code: 1
\x1b[31;1mERROR: Job failed: exit code 1\x1b[0;m
"""


def built(*, cached: int) -> Built:
    """Return the usual job, with so many of its steps from the cache."""
    steps = [Step(line, 1, is_cached=0 < place <= cached) for place, line in enumerate(DOCKERFILE.splitlines())]
    return Built(images=(("", (40, 60)),), steps=tuple(steps))


def test_a_comment_in_go_mod_that_costs_the_download_is_named_with_the_step(stack):
    scene = Scene(stack, "tidied")
    scene.files |= {"Dockerfile": DOCKERFILE, "go.mod": "module api\n"}
    scene.main_builds(built(cached=3))
    scene.files["go.mod"] = "module api\n// keep it small\n"
    mr = scene.open_mr()
    scene.finish(scene.run("feature", built(cached=1), mr=mr, kind="detached"))
    body = scene.comment(mr)
    assert "it copies what changed, 1 comment line in `go.mod`" in body
    assert_golden("cache-lost", body)


def test_a_job_that_failed_for_a_known_reason_is_explained(stack):
    scene = Scene(stack, "full")
    scene.main_builds(built(cached=3))
    mr = scene.open_mr()
    broken = Built(status="failed", log=FULL)
    scene.finish(scene.run("feature", broken, mr=mr, kind="detached"), "failed")
    body = scene.comment(mr)
    assert "failed: No space is left on the disk" in body
    assert_golden("failed", body)
