"""The steps of commands that cancel and retry jobs; every one of them can be taken twice and happens once.

A job that was retried is hidden behind a newer one of the same name, so the newest job of a name tells whether a retry
is still to be made. A canceled job is `canceling` while its after_script runs, up to five minutes, and cannot be
retried before it is `canceled` (doc/ci/jobs, "Cancel a job").
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot import builds
from bot.actions import Action, Answer, CancelJob, LookAtBuild, Receipt, RetryJob, Step
from bot.builds import RETRYABLE, Build, BuildJob
from bot.commands import Call
from bot.reports import markdown

Memory = Mapping[str, Any]
LOOK_AGAIN_SECONDS = 10.0
CANCELING_LASTS = timedelta(minutes=10)
CONFIRMED = "--yes"
ENDED = frozenset({"success", "failed", "canceled", "skipped"})


@dataclass
class Done:
    """What came of it so far, one sentence each; `waiting` names the jobs that are not canceled yet."""

    said: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Words:
    """How a command on jobs speaks: "retry", "Retrying", and the answer when there is nothing to do."""

    verb: str
    doing: str
    nothing: str


def settled(call: Call, is_meant: Callable[[BuildJob], object], words: Words) -> Generator[Action, Any, Memory | None]:
    """Settle once which jobs are meant and record it; return the record, None when the answer was given already."""
    if call.memory:
        return call.memory
    build: Build | None = yield LookAtBuild()
    meant = _meant(call, build.image_jobs if build else (), is_meant, words)
    if isinstance(meant, Answer):
        yield meant
        return None
    memory = {
        "jobs": {job.name: job.job.id for job in meant},
        "until": (call.now + CANCELING_LASTS).isoformat(),
    }
    yield Answer(f"{words.doing} {builds.listed([job.name for job in meant])} …", Receipt.SEEN, memory)
    return memory


def _meant(
    call: Call, jobs: Sequence[BuildJob], is_meant: Callable[[BuildJob], object], words: Words
) -> tuple[BuildJob, ...] | Answer:
    names = [word for word in call.command.arguments if word != CONFIRMED]
    if strange := builds.unknown(jobs, names):
        return Answer(strange, Receipt.FAILED)
    meant = builds.chosen([job for job in jobs if is_meant(job)], names)
    if not meant:
        return Answer(words.nothing, Receipt.FAILED)
    if len(meant) > 1 and CONFIRMED not in call.command.arguments:
        listed = builds.listed([job.name for job in meant])
        again = markdown.code(f"{call.command} {CONFIRMED}")
        return Answer(f"This would {words.verb} {len(meant)} jobs: {listed}. If you mean that, write {again}.")
    return meant


def retry(memory: Memory, now: datetime) -> Generator[Action, Any, None]:
    """Retry what ended and cancel what runs, until all is retried."""
    build: Build = yield LookAtBuild()
    done = Done()
    for name, job in _newest(memory, build):
        if job.job.id != memory["jobs"][name]:
            done.said.append(f"{markdown.code(name)} runs again as job #{job.job.id}")
        elif job.job.status in RETRYABLE:
            step: Step = yield RetryJob(build.pipeline.project_id, job.job.id)
            _note(done, step, f"{markdown.code(name)} runs again as job #{step.id}", name)
        elif job.job.status in ENDED:
            done.said.append(f"{markdown.code(name)} is {job.job.status} by now and was left alone")
        else:
            yield from _cancel(build, job, done)
    yield _answer(done, memory, now)


def cancel(memory: Memory, now: datetime) -> Generator[Action, Any, None]:
    """Cancel what runs, and say so when it has really stopped."""
    build: Build = yield LookAtBuild()
    done = Done()
    for name, job in _newest(memory, build):
        if job.job.id != memory["jobs"][name]:
            done.said.append(f"{markdown.code(name)} was retried meanwhile; job #{job.job.id} was left alone")
        elif job.job.status in ENDED:
            done.said.append(f"{markdown.code(name)} is {job.job.status}")
        else:
            yield from _cancel(build, job, done)
    yield _answer(done, memory, now)


def _newest(memory: Memory, build: Build) -> list[tuple[str, BuildJob]]:
    by_name = {job.name: job for job in build.jobs}
    return [(name, by_name[name]) for name in memory["jobs"] if name in by_name]


def _cancel(build: Build, job: BuildJob, done: Done) -> Generator[Action, Any, None]:
    if job.job.status != "canceling":
        step: Step = yield CancelJob(build.pipeline.project_id, job.job.id)
        if step.problem:
            done.problems.append(f"{markdown.code(job.name)} was not canceled: {step.problem}")
            return
    done.waiting.append(job.name)


def _note(done: Done, step: Step, said: str, name: str) -> None:
    if step.problem:
        done.problems.append(f"{markdown.code(name)} was not retried: {step.problem}")
    else:
        done.said.append(said)


def _answer(done: Done, memory: Memory, now: datetime) -> Answer:
    if done.waiting and now < datetime.fromisoformat(memory["until"]):
        listed = builds.listed(done.waiting)
        return Answer(f"Waiting until {listed} stops …", Receipt.SEEN, memory, look_again_seconds=LOOK_AGAIN_SECONDS)
    problems = [*done.problems]
    if done.waiting:
        problems.append(f"{builds.listed(done.waiting)} did not stop; a Maintainer can force it in GitLab")
    said = "; ".join([*done.said, *problems]) or "the pipeline has no such job any more"
    return Answer(f"{said[0].upper()}{said[1:]}.", Receipt.FAILED if problems else Receipt.DONE)
