"""Review latency: from the hook to the comment, with GitLab and registry at 50 ms a request, beside a naive script."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.harness import Case, Comparison, Measures, interleave, table
from bench.practice import Size
from bench.processes import ROOT, BenchError, Process, ask, free_port, own_redis, python, running
from bench.relay import Span, waves
from bench.servers import RIVALS, our_environ

COMMAND = "make bench ONLY=review"
NAIVE, COLD, WARM = "naive python-gitlab script", "Lighterman, cold", "Lighterman, warm"
NAIVE_SECONDS = 120.0


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    sizes: Sequence[Size] = (Size(10, 20, 3), Size(20, 50, 3))
    rounds: int = 5
    warm: int = 1


def run(plan: Plan, rivals_python: Callable[[], str]) -> str:
    """Measure and return the tables."""
    return "\n\n".join(_compare(plan, size, rivals_python()) for size in plan.sizes)


def _compare(plan: Plan, size: Size, rival: str) -> str:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lm-bench-")))
        url, connection = stack.enter_context(own_redis(folder))
        practice = stack.enter_context(practising(size, folder))
        door = stack.enter_context(lighterman(practice, url, folder))
        review = _Review(practice, connection, rival, size, door)
        cases = [Case(NAIVE, review.naive), Case(COLD, review.cold), Case(WARM, review.warm)]
        figures = interleave(cases, plan.rounds, warm=plan.warm)
    heads = ["review", "requests", "waves", "ms to the comment", "times as fast as naive", "made by"]
    title = f"{size.pipelines} pipelines of the target branch, {size.jobs} jobs, {size.images} of them build an image"
    return (
        f"Review, {title}, {size.notes} notes:\n\n{table(heads, (_row(figures, name) for name in (NAIVE, COLD, WARM)))}"
    )


class Orders:
    """Gives orders to the practice servers."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.about = self._hear()

    def give(self, name: str, *words: Any) -> Any:
        """Give an order and return the answer."""
        if self._process.stdin is None:
            raise BenchError("the practice servers hear nobody")
        self._process.stdin.write(json.dumps([name, *words]) + "\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> Any:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise BenchError("the practice servers have ended")
        return json.loads(line)


class _Review:
    """Has one review done and takes the figures."""

    def __init__(self, practice: Orders, connection: Any, rival: str, size: Size, door: str) -> None:
        self._practice = practice
        self._redis = connection
        self._rival = rival
        self._size = size
        self._door = door

    def naive(self) -> Measures:
        """Let the naive script review a pipeline whose comment stands already."""
        about = {**self._practice.about, **self._practice.give("open"), "pipelines": self._size.pipelines}
        self._practice.give("end")
        orders = json.dumps(about)
        words = [self._rival, str(RIVALS / "naive_review.py")]
        ask(words, orders, seconds=NAIVE_SECONDS)
        self._practice.give("spans")
        seconds = float(ask(words, orders, seconds=NAIVE_SECONDS))
        spans = _spans(self._practice.give("spans"))
        return {"requests": len(spans), "waves": waves(spans), "ms": seconds * 1000}

    def cold(self) -> Measures:
        """Review a new merge request with nothing learned."""
        self._practice.give("subscribe", self._door)
        for key in self._redis.scan_iter("lighterman:learned:*"):
            self._redis.delete(key)
        self._practice.give("open")
        return _measures(self._practice.give("finish"))

    def warm(self) -> Measures:
        """Review the next pipeline of the same merge request."""
        self._practice.give("push")
        return _measures(self._practice.give("finish"))


def _measures(answer: Any) -> Measures:
    """Return the figures up to the moment when the comment was written; what is looked at afterwards is no wait."""
    spans = _spans(answer)
    written = max(
        (span.ended for span in spans if "/notes" in span.line and not span.line.startswith("GET")), default=0
    )
    until = [span for span in spans if span.began < written]
    return {"requests": len(spans), "waves": waves(until), "ms": (written - answer["began"]) * 1000}


def _spans(answer: Any) -> list[Span]:
    return [Span(**row) for row in answer["spans"]]


@contextmanager
def practising(size: Size, folder: Path) -> Iterator[Orders]:
    """Yield the orders of practice servers in a process of their own."""
    with (folder / "practice.log").open("wb") as log:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *python("bench.practice"), json.dumps(asdict(size))],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        yield Orders(process)
    finally:
        process.kill()
        process.communicate()


@contextmanager
def lighterman(practice: Orders, redis_url: str, folder: Path, *, roles: Sequence[str] = ("worker",)) -> Iterator[str]:
    """Yield the address of a door whose workers are there."""
    port = free_port()
    environ = our_environ(str(port), redis_url)
    environ |= {"GITLAB_URL": practice.about["gitlab"], "GITLAB_TOKEN": practice.about["token"]}
    with running([sys.executable, "-m", "workers.cli", "web"], folder / "web.log", port=port, environ=environ):
        command = [sys.executable, "-m", "workers.cli"]
        workers = [Process([*command, role], folder / f"{role}.log", environ) for role in roles]
        try:
            yield f"http://127.0.0.1:{port}/webhooks/gitlab"
        finally:
            for worker in workers:
                worker.stop()


def _row(figures: Comparison, name: str) -> list[str]:
    texts = [name, *(f"{figures.median(name, measure):.0f}" for measure in ("requests", "waves", "ms"))]
    times = f"{figures.ratio(NAIVE, name, 'ms'):.1f}" if name != NAIVE else ""
    return [*texts, times, f"`{COMMAND}`"]
