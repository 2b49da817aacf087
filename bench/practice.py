"""GitLab and a registry for practice, in a process of their own, each request as slow as ordered.

The process reads orders as lines of JSON from the standard input, carries them out, and prints a line of JSON for each.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from typing import Any

from bench.payload import TOKEN
from bench.relay import Relay, Span
from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.registry import Layer, PracticeRegistry

MIB = 2**20
TRACE_LINES = 2500
COMMENT_SECONDS = 30.0
PROJECT = "acme/api"


@dataclass(frozen=True)
class Size:
    """A project: so many pipelines of the target branch, jobs in each, jobs that build an image among them, notes."""

    pipelines: int
    jobs: int
    images: int
    notes: int = 60
    latency_seconds: float = 0.05


class Practice:
    """The project and what can be ordered."""

    def __init__(
        self, size: Size, lab: PracticeGitLab, registry: PracticeRegistry, relays: tuple[Relay, Relay]
    ) -> None:
        self._size = size
        self._lab = lab
        self._registry = registry
        self._gitlab_relay, self._registry_relay = relays
        self._numbers = count(1)
        self._author = lab.add_user("dana")
        self._project = lab.add_project(PROJECT, members={self._author: 40, lab.bot: 30})
        registry.tokens.realm = f"http://{self._registry_relay.host}/token"
        for _ in range(size.pipelines):
            self._commit("main")
            lab.finish(self._run("main"))

    def describe(self) -> dict[str, Any]:
        """Return what a client has to know."""
        return {
            "gitlab": f"http://{self._gitlab_relay.host}",
            "registry": self._registry_relay.host,
            "token": self._lab.token,
            "project": self._project.id,
        }

    def subscribe(self, url: str) -> None:
        """Send the hooks of pipelines to an address."""
        self._lab.subscribe(PROJECT, url, token=TOKEN, events={"pipeline", "note"})

    def open(self) -> dict[str, Any]:
        """Open a merge request with notes of people, whose pipeline has not ended."""
        branch = f"feature-{next(self._numbers)}"
        self._commit(branch)
        self._mr = self._lab.open_mr(self._project, source=branch, target="main", title="Bring it", author=self._author)
        for number in range(self._size.notes):
            self._lab.add_note(self._mr, author=self._author, body=f"note {number}")
        return self.push()

    def push(self) -> dict[str, Any]:
        """Start a pipeline of the merge request; all of its jobs are done."""
        self._pipeline = self._run(self._mr.source_branch, source="merge_request_event", mr=self._mr, kind="detached")
        self._spans()
        jobs = [[job.id, job.name] for job in self._pipeline.latest_jobs]
        return {"mr": self._mr.iid, "pipeline": self._pipeline.id, "sha": self._pipeline.sha, "jobs": jobs}

    def finish(self) -> dict[str, Any]:
        """End the pipeline, wait for the comment, and tell which requests that took."""
        before = self._said()
        began = time.monotonic()
        self._lab.finish(self._pipeline)
        while self._said() == before:
            if time.monotonic() > began + COMMENT_SECONDS:
                raise TimeoutError(f"no comment within {COMMENT_SECONDS:g} s")
            time.sleep(0.002)
        time.sleep(4 * self._size.latency_seconds)
        return {"began": began, "spans": self._spans()}

    def talk(self, texts: list[str], every_seconds: float) -> dict[str, Any]:
        """Write commands into a merge request, one after the other at a steady pace, and wait for all receipts."""
        written: dict[int, float] = {}
        start = time.monotonic()
        for number, text in enumerate(texts):
            time.sleep(max(0.0, start + number * every_seconds - time.monotonic()))
            began = time.monotonic()
            note = self._lab.add_note(self._mr, author=self._author, body=text)
            written[note.id] = began
        deadline = time.monotonic() + COMMENT_SECONDS
        while self._unanswered(written) and time.monotonic() < deadline:
            time.sleep(0.05)
        return {"written": written, "unanswered": self._unanswered(written), "spans": self._spans()}

    def _unanswered(self, written: dict[int, float]) -> int:
        notes = [note for note in self._mr.notes if note.id in written]
        return sum(all(one.name == "eyes" for one in self._lab.emoji_on(note)) for note in notes)

    def end(self) -> dict[str, Any]:
        """End the pipeline without a hook that anybody hears."""
        self._lab.hooks.webhooks.clear()
        self._lab.finish(self._pipeline)
        return {}

    def spans(self) -> dict[str, Any]:
        """Tell which requests came since the last order."""
        return {"spans": self._spans()}

    def _spans(self) -> list[dict[str, Any]]:
        found: list[Span] = []
        for relay in (self._gitlab_relay, self._registry_relay):
            found += relay.spans
            relay.spans.clear()
        return [asdict(span) for span in found]

    def _said(self) -> list[str]:
        return [note.body for note in self._lab.comments(self._mr) if note.author is self._lab.bot]

    def _commit(self, branch: str) -> None:
        script = "  script: docker push x\n"
        jobs = "".join(f'"image:{number}":\n{script}' for number in range(self._size.images))
        files = {".gitlab-ci.yml": f"{jobs}lint:\n  script: ruff check\n", "count": str(next(self._numbers))}
        self._lab.commit(self._project, branch, files=files, start=None if branch == "main" else "main")

    def _run(self, ref: str, **others: Any) -> Any:
        run = self._lab.add_pipeline(self._project, ref=ref, **others)
        for number in range(self._size.images):
            self._lab.add_job(run, f"image:{number}", trace=self._trace(run, number))
        for number in range(self._size.jobs - self._size.images):
            self._lab.add_job(run, f"lint:{number}", stage="test", trace=b"fine\n")
        return run

    def _trace(self, run: Any, number: int) -> bytes:
        repository, tag = f"{PROJECT}/part-{number}", f"{run.sha[:8]}-{run.id}"
        layer = Layer((100 + next(self._numbers)) * MIB, repository)
        digest = self._registry.push(repository, tag=tag, layers=[layer])
        pushed = f"The push refers to repository [{self._registry_relay.host}/{repository}]\n"
        pushed += f"{tag}: digest: {digest} size: 1\n"
        return (
            b"#12 14.31 copying the next of many files to where they belong, quietly\n" * TRACE_LINES + pushed.encode()
        )


def main() -> None:
    """Serve and follow orders until the standard input ends."""
    size = Size(**json.loads(sys.argv[1]))
    with ExitStack() as stack:
        lab, registry = stack.enter_context(PracticeGitLab()), stack.enter_context(PracticeRegistry())
        wait = partial(time.sleep, size.latency_seconds)
        ports = (int(lab.url.rpartition(":")[2]), int(registry.host.rpartition(":")[2]))
        relays = tuple(stack.enter_context(Relay(port, wait)) for port in ports)
        practice = Practice(size, lab, registry, (relays[0], relays[1]))
        _say(practice.describe())
        for line in sys.stdin:
            name, *words = json.loads(line)
            order: Callable[..., Any] = getattr(practice, name)
            _say(order(*words) or {})


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
