"""First reaction to a command: from the note to its emoji, at a steady pace, with GitLab at 50 ms a request."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.harness import say, table
from bench.practice import Size
from bench.processes import BenchError, own_redis
from bench.review import Orders, lighterman, practising

COMMAND = "make bench ONLY=commands"
GOAL_SECONDS = 5.0
RECEIPT = re.compile(r"POST .*/notes/(\d+)/award_emoji")
ROLES = ("worker", "commands")
SIZE = Size(10, 20, 3)


@dataclass(frozen=True)
class Plan:
    """How much is measured: so many commands, of these kinds in turns."""

    per_minute: float = 50.0
    commands: int = 150
    kinds: Sequence[str] = ("/help", "/build-status", "/size", "/why", "/report")
    size: Size = SIZE


def run(plan: Plan) -> str:
    """Measure and return the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lm-bench-")))
        url, _ = stack.enter_context(own_redis(folder))
        practice = stack.enter_context(practising(plan.size, folder))
        door = stack.enter_context(lighterman(practice, url, folder, roles=ROLES))
        practice.give("open")
        practice.give("end")
        practice.give("subscribe", door)
        answer = _talk(practice, plan)
    return _table(plan, waits(answer["written"], answer["spans"]))


def _talk(practice: Orders, plan: Plan) -> Any:
    say(f"{plan.commands} commands at {plan.per_minute:g} a minute")
    texts = list(islice(cycle(plan.kinds), plan.commands))
    answer = practice.give("talk", texts, 60.0 / plan.per_minute)
    if answer["unanswered"]:
        raise BenchError(f"{answer['unanswered']} commands had no final receipt")
    return answer


def waits(written: Mapping[str, float], spans: Sequence[Mapping[str, Any]]) -> list[float]:
    """Return the seconds from each note to its first emoji; raise BenchError for a note that got none."""
    first: dict[str, float] = {}
    for span in sorted(spans, key=lambda one: float(one["ended"])):
        found = RECEIPT.fullmatch(span["line"])
        if found:
            first.setdefault(found[1], float(span["ended"]))
    if missing := [note for note in written if note not in first]:
        raise BenchError(f"{len(missing)} commands got no emoji")
    return [first[note] - began for note, began in written.items()]


def _table(plan: Plan, seconds: Sequence[float]) -> str:
    p95 = quantiles(seconds, n=20, method="inclusive")[-1]
    heads = ["commands", "a minute", "p50 s", "p95 s", "most s", "goal p95 s", "made by"]
    row = [f"{len(seconds)}", f"{plan.per_minute:g}", f"{median(seconds):.2f}", f"{p95:.2f}", f"{max(seconds):.2f}"]
    return f"First reaction to commands:\n\n{table(heads, [[*row, f'< {GOAL_SECONDS:g}', f'`{COMMAND}`']])}"
