"""What the log of a job tells about its time that GitLab does not: the state of the cache, and the seconds of steps."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.times.judging import is_time
from bot.traces.model import Step, Trace, Verdict

COLD, WARM, UNKNOWN = "cold", "warm", ""
MOST_STEPS = 60


@dataclass(frozen=True)
class Learned:
    """One job's state of the cache, `""` where its log does not tell, and the seconds of the steps that it ran."""

    job_id: int
    cache: str = UNKNOWN
    steps: tuple[tuple[str, float], ...] = ()


def learn(job_id: int, trace: Trace) -> Learned:
    """Return what is worth keeping of a log."""
    return Learned(job_id, cache_of(trace), tuple(step_seconds(trace).items())[:MOST_STEPS])


def cache_of(trace: Trace) -> str:
    """Return `cold` where no step came from the cache; a build that found some of its steps is as others are."""
    return {Verdict.MISS: COLD, Verdict.NONE: UNKNOWN}.get(trace.cache_verdict, WARM)


def step_seconds(trace: Trace) -> Mapping[str, float]:
    """Return the seconds of the steps that ran; of steps with the same words the second one is another one."""
    seen: Counter[str] = Counter()
    found = {}
    for step in trace.steps:
        name = name_of(step)
        seen[name] += 1
        if is_time(step.seconds) and not step.cached:
            found[f"{name} #{seen[name]}" if seen[name] > 1 else name] = step.seconds
    return found


def name_of(step: Step) -> str:
    """Return a step's name, which is the same in every run of the same Dockerfile."""
    return " ".join(word for word in (step.platform, step.stage, step.instruction) if word)


def cache_share(trace: Trace) -> float | None:
    """Return how many percent of the steps that could be cached were, None where the log does not tell."""
    answers = [step.cached for step in trace.steps if step.cached is not None]
    return 100 * sum(answers) / len(answers) if answers else None
