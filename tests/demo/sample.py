"""The sample project: fourteen builds of a fat image on `main`, a merge request that slims it, one that swells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.demo.recipes import GROWN, MULTI_STAGE, MULTI_STAGE_BASE, SINGLE_STAGE, SINGLE_STAGE_BASE
from tests.demo.traces import Push, Step, build_trace
from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.registry import Layer, PracticeRegistry

PROJECT = "acme/api"
BUILD_JOB = "build:api"
MAIN_SECONDS = (654.0, 662.0, 671.0, 648.0, 660.0, 667.0, 655.0, 659.0, 673.0, 650.0, 664.0, 658.0, 661.0, 666.0)
CI_FILE = """\
stages: [test, build]

test:
  stage: test
  image: golang:1.22
  script: [go test ./...]

build:api:
  stage: build
  image: docker:28
  services: [docker:28-dind]
  script:
    - docker build --tag "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA" .
    - docker push "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA"
"""


@dataclass(frozen=True)
class Story:
    """One merge request of the sample: its branch, its title, how its image is built and how long that takes."""

    branch: str
    title: str
    steps: tuple[Step, ...]
    base_layers: tuple[int, ...]
    seconds: float


STORIES = (
    Story("multi-stage", "Build the image in two stages", MULTI_STAGE, MULTI_STAGE_BASE, 164.0),
    Story("browser-tests", "Render invoices with Chromium", GROWN, SINGLE_STAGE_BASE, 812.0),
)


class SampleProject:
    """Fill the practice GitLab and registry; every call moves the story on by one step."""

    def __init__(self, lab: PracticeGitLab, registry: PracticeRegistry) -> None:
        self.lab = lab
        self.registry = registry
        self.author = lab.add_user("dana")
        self.project = lab.add_project(
            PROJECT, default_branch="main", visibility="private", members={self.author: 40, lab.bot: 30}
        )
        self._numbers = count(1)

    def build_main(self) -> None:
        """Run the earlier pipelines of `main`."""
        for number, seconds in enumerate(MAIN_SECONDS, start=1):
            files = {
                "Dockerfile": _dockerfile(SINGLE_STAGE),
                ".gitlab-ci.yml": CI_FILE,
                "CHANGES": f"release {number}\n",
            }
            sha = self.lab.commit(self.project, "main", files=files, message=f"Release {number}")
            pipeline = self.lab.add_pipeline(self.project, ref="main", sha=sha, source="push", status="running")
            self._run_jobs(pipeline, sha, SINGLE_STAGE, SINGLE_STAGE_BASE, seconds)
            self.lab.finish(pipeline, "success")

    def open(self, story: Story) -> tuple[Any, Any]:
        """Open the merge request of a story with its jobs done; return it with its pipeline, which still runs."""
        files = {"Dockerfile": _dockerfile(story.steps)}
        sha = self.lab.commit(self.project, story.branch, files=files, message=story.title, start="main")
        mr = self.lab.open_mr(self.project, source=story.branch, target="main", title=story.title, author=self.author)
        pipeline = self.lab.add_pipeline(
            self.project,
            ref=story.branch,
            sha=sha,
            source="merge_request_event",
            mr=mr,
            kind="detached",
            status="running",
        )
        self._run_jobs(pipeline, sha, story.steps, story.base_layers, story.seconds)
        return mr, pipeline

    def _run_jobs(
        self, pipeline: Any, sha: str, steps: Sequence[Step], base_layers: Sequence[int], seconds: float
    ) -> None:
        tag = sha[:8]
        digest = self.registry.push(PROJECT, tag=tag, layers=_layers(steps, base_layers, next(self._numbers)))
        trace = build_trace(steps, Push(f"{self.registry.host}/{PROJECT}", tag, digest))
        self.lab.add_job(pipeline, "test", stage="test", status="success", duration=48.0, queued=2.0, trace=b"ok\n")
        self.lab.add_job(
            pipeline, BUILD_JOB, stage="build", status="success", duration=seconds, queued=3.0, trace=trace
        )


def _layers(steps: Sequence[Step], base_layers: Sequence[int], number: int) -> list[Layer]:
    """Return the layers of an image: a base layer or a cached step is the same in every build."""
    base = [Layer(size, f"base-{place}-{size}", "base image") for place, size in enumerate(base_layers)]
    own = [
        Layer(
            step.layer_bytes, step.instruction if _is_stable(step) else f"{step.instruction} {number}", step.instruction
        )
        for step in steps
        if step.layer_bytes
    ]
    return base + own


def _is_stable(step: Step) -> bool:
    return step.is_cached or "apt-get" in step.instruction


def _dockerfile(steps: Sequence[Step]) -> str:
    return "".join(f"{step.instruction}\n" for step in steps)
