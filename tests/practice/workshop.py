"""A project for practice with everything in it that hooks and answers can show, and somebody who hears its hooks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import requests

from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.loopback import Answer, LoopbackServer, Request

SIGNING_TOKEN = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


class Listener:
    """Hears hooks; it answers `status` and keeps what came."""

    def __init__(self) -> None:
        self.status = 200
        self.pause_seconds = 0.0
        self.headers: dict[str, str] = {}
        self.heard: list[Request] = []
        self._server = LoopbackServer(self._answer)
        self.url = f"http://127.0.0.1:{self._server.port}/hooks"

    def _answer(self, request: Request) -> Answer:
        self.heard.append(request)
        time.sleep(self.pause_seconds)
        return Answer(self.status, b"heard", self.headers)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()


class Workshop:
    """A project with a merge request whose author, labels, milestone, people and pipeline are all there."""

    def __init__(self, lab: PracticeGitLab) -> None:
        self.lab = lab
        self.dana, self.kim = lab.add_user("dana"), lab.add_user("kim")
        self.project = lab.add_project(
            "acme/api",
            members={self.dana: 40, lab.bot: 30},
            inherited={self.kim: 20},
            description="Invoices",
        )
        self.commit("main", {"Dockerfile": "FROM debian:13\n", "README.md": "old\n"})
        self.commit("feature", {"Dockerfile": "FROM debian:13-slim\n", "src/app.py": "print()\n", "README.md": None})
        self.mr = lab.open_mr(
            self.project,
            source="feature",
            target="main",
            title="Slim the image",
            author=self.dana,
            description="Smaller.",
            labels=(lab.add_label("docker"),),
            milestone=lab.add_milestone("1.0"),
            assignees=(self.dana,),
            reviewers=(self.kim,),
        )

    def commit(self, branch: str, files: dict[str, Any], **others: Any) -> str:
        """Commit to a branch, which begins at main."""
        start = None if branch == "main" else "main"
        return self.lab.commit(self.project, branch, files=files, start=start, **others)

    def run(self, **others: Any) -> Any:
        """Start the merge request's pipeline with a build, a failed test, a manual deployment and a bridge."""
        run = self.lab.add_pipeline(
            self.project,
            ref="feature",
            source="merge_request_event",
            mr=self.mr,
            kind="detached",
            **{"name": "Build", "variables": {"REGION": "eu"}, **others},
        )
        self.lab.add_job(run, "build", trace=b"done\n", duration=61.5)
        self.lab.add_job(
            run, "test", stage="test", status="failed", failure_reason="script_failure", allow_failure=True
        )
        self.lab.add_job(
            run,
            "deploy",
            stage="deploy",
            status="manual",
            duration=None,
            when="manual",
            environment="production",
            has_runner=False,
        )
        return run

    def ask(self, path: str, *, method: str = "GET", token: str | None = None, **how: Any) -> requests.Response:
        """Ask the REST API as the bot, or with another token; an empty token is nobody."""
        token = self.lab.token if token is None else token
        headers = {"PRIVATE-TOKEN": token, **how.pop("headers", {})} if token else how.pop("headers", {})
        return requests.request(
            method, f"{self.lab.url}/api/v4{path}", headers=headers, timeout=how.pop("timeout", 10), **how
        )

    @property
    def home(self) -> str:
        """Return the path of the project's end points."""
        return f"/projects/{self.project.id}"

    @property
    def notes(self) -> str:
        """Return the path of the merge request's notes."""
        return f"{self.home}/merge_requests/{self.mr.iid}/notes"

    def write(self, body: str, **how: Any) -> requests.Response:
        """Write a note as the bot, or with another token."""
        return self.ask(self.notes, method="POST", json={"body": body}, **how)


@contextmanager
def open_workshop() -> Iterator[Workshop]:
    """Start a practice GitLab around a workshop."""
    with PracticeGitLab() as lab:
        yield Workshop(lab)
