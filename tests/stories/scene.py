"""One project of a story, in words: what its pipelines built, which merge request is open, what the bot said."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.demo.traces import Push, Step, build_trace
from tests.fakes.registry import Layer
from tests.stories.stack import SIGNING_TOKEN, Stack, wait_until

MIB = 1024 * 1024
GOLDEN = Path(__file__).parents[1] / "data" / "stories"
EVENTS = {"pipeline", "job", "merge_request", "note", "push"}
MASKS = (
    (re.compile(r"http://127\.0\.0\.1:\d+"), "http://gitlab.test"),
    (re.compile(r"127\.0\.0\.1:\d+"), "registry.test"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z| UTC)?"), "TIME"),
    (re.compile(r"\d\d:\d\d UTC"), "TIME"),
    (re.compile(r"\bsha256:[0-9a-f]{64}\b"), "sha256:DIGEST"),
    (re.compile(r"\b[0-9a-f]{40}\b"), "SHA"),
    (re.compile(r"\b(?=\w*[a-f])(?=\w*\d)[0-9a-f]{7,12}\b"), "SHA"),
    (re.compile(r"(project=|pipeline:|/pipelines/|/jobs/|#)\d+"), r"\g<1>ID"),
)


@dataclass(frozen=True)
class Built:
    """What one CI job did: its name, its seconds, per repository the sizes of the layers in MiB.

    `steps` are those of its build; `log` is all that it wrote where it pushed nothing.
    """

    name: str = "build:api"
    seconds: float = 160.0
    images: tuple[tuple[str, tuple[int, ...]], ...] = ()
    status: str = "success"
    steps: tuple[Step, ...] = (Step("FROM alpine:3.20"), Step("COPY . .", 1))
    log: str = ""


def api(*layers: int, seconds: float = 160.0) -> Built:
    """Return the usual job: one image in the project's own repository."""
    return Built(seconds=seconds, images=(("", layers),))


class Scene:
    """A project that Lighterman watches."""

    def __init__(self, stack: Stack, name: str, *, config: str | None = None) -> None:
        self.stack = stack
        self.lab = stack.lab
        self.author = self.lab.add_user(f"dana-{name}")
        self.project = self.lab.add_project(
            f"acme/{name}",
            default_branch="main",
            visibility="private",
            members={self.author: 40, self.lab.bot: 30},
        )
        self.watch(self.project)
        self._commits = 0
        self.files = {"Dockerfile": "FROM alpine:3.20\n", ".gitlab-ci.yml": _ci_file(["build:api", "build:worker"])}
        if config is not None:
            self.files[".lighterman.yml"] = config

    def watch(self, project: Any) -> None:
        """Send the hooks of a project to the door."""
        self.lab.subscribe(project.path, self.stack.door, signing_token=SIGNING_TOKEN, events=EVENTS)

    def commit(self, branch: str, *, project: Any = None) -> str:
        """Make one commit on a branch, which starts at `main` when it is new."""
        self._commits += 1
        files = {**self.files, "CHANGES": f"{branch} {self._commits}\n"}
        start = None if branch == "main" else "main"
        return self.lab.commit(project or self.project, branch, files=files, message=f"Change {branch}", start=start)

    def main_builds(self, *jobs: Built, times: int = 1) -> None:
        """Let the target branch be built so many times."""
        for _ in range(times):
            self.commit("main")
            self.finish(self.run("main", *jobs))
        self.stack.settle()

    def run(self, ref: str, *jobs: Built, mr: Any = None, project: Any = None, **pipeline: Any) -> Any:
        """Start a pipeline with jobs that are done already; it runs until the story finishes it."""
        source = "push" if mr is None or pipeline.get("kind") == "branch" else "merge_request_event"
        started = self.lab.add_pipeline(
            project or self.project, ref=ref, source=source, mr=mr, status="running", **{"kind": "branch", **pipeline}
        )
        for job in jobs:
            self._add_job(started, job, project or self.project)
        return started

    def open_mr(self, branch: str = "feature", **others: Any) -> Any:
        """Commit to a branch and open a merge request for it."""
        self.commit(branch, project=others.get("source_project"))
        return self.lab.open_mr(
            self.project, source=branch, target="main", title=f"Bring {branch}", author=self.author, **others
        )

    def finish(self, pipeline: Any, status: str = "success") -> None:
        """End a pipeline, which sends its hook."""
        self.lab.finish(pipeline, status)

    def comments(self, mr: Any) -> list[Any]:
        """Return what the bot has said."""
        return [note for note in self.lab.comments(mr) if note.author == self.lab.bot]

    def comment(self, mr: Any, *, until: Callable[[str], bool] = bool, seconds: float = 20.0) -> str:
        """Wait for the bot's one comment and for what it must say; return it when all is quiet."""
        wait_until(
            lambda: any(until(note.body) for note in self.comments(mr)),
            f"the comment was not there; there is {[note.body for note in self.comments(mr)]}",
            seconds=seconds,
            log=lambda: self.stack.log("worker"),
        )
        self.stack.settle()
        (only,) = self.comments(mr)
        return str(only.body)

    def _add_job(self, pipeline: Any, job: Built, project: Any) -> None:
        pushes = [self._push(project, repository, layers, str(pipeline.sha)[:8]) for repository, layers in job.images]
        log = job.log or "nothing to see\n"
        trace = build_trace(job.steps, *pushes) if pushes else log.encode()
        self.lab.add_job(
            pipeline, job.name, stage="build", status=job.status, duration=job.seconds, queued=3.0, trace=trace
        )

    def _push(self, project: Any, repository: str, layers: Sequence[int], tag: str) -> Push:
        name = f"{project.path}/{repository}" if repository else project.path
        made = [Layer(size * MIB, f"{repository}-{place}-{size}", "COPY") for place, size in enumerate(layers)]
        digest = self.stack.registry.push(name, tag=tag, layers=made)
        return Push(f"{self.stack.registry.host}/{name}", tag, digest)


def assert_golden(name: str, body: str) -> None:
    """Compare a comment with the file a reviewer can read; UPDATE_GOLDEN=1 writes the file."""
    for pattern, word in MASKS:
        body = pattern.sub(word, body)
    path = GOLDEN / f"{name}.md"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body + "\n", encoding="utf-8")
    assert body + "\n" == path.read_text(encoding="utf-8")


def _ci_file(jobs: Sequence[str]) -> str:
    return "".join(
        f'"{job}":\n  image: docker:28\n  script:\n    - docker build -t "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA" .\n'
        '    - docker push "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA"\n'
        for job in jobs
    )
