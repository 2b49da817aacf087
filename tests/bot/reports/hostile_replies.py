"""Answers to commands in which every place that holds foreign text does."""

from collections.abc import Iterator

from bot import slash
from bot.actions import (
    Answer,
    CancelJob,
    CommitFixes,
    FixedFile,
    LargeFile,
    LookAtBuild,
    LookAtCaches,
    LookAtFiles,
    LookAtQueue,
    LookAtRepair,
    LookAtReview,
    OpenMergeRequest,
    Repair,
    RetryJob,
)
from bot.actions import Step as StepTaken
from bot.caches import Caches, CacheTag
from bot.commands import Command
from bot.facts import ReviewFacts
from bot.traces.model import Build, Builder, Step, Trace
from tests.bot.builds_in_words import build as build_of
from tests.bot.builds_in_words import job
from tests.bot.facts_in_words import built, image, review_facts, with_logs
from tests.bot.talk import call, converse


def answers(texts: Iterator[str]) -> dict[type, object]:
    """Return what GitLab may tell a command: jobs that failed, and that hang."""
    jobs = (job(next(texts), "failed", number=1), job(next(texts), "running", number=2, stalled="silent for 9 min"))
    return {
        LookAtBuild: build_of(*jobs),
        LookAtCaches: lambda _: Caches((CacheTag(1, 31, next(texts), next(texts), "", (next(texts),)),)),
        LookAtReview: lambda _: asked(texts),
        LookAtFiles: lambda _: (LargeFile(next(texts), 5),),
        LookAtRepair: lambda _: Repair((FixedFile("a", "b"),), (next(texts),)),
        CommitFixes: StepTaken(),
        OpenMergeRequest: StepTaken(id=6, web_url="https://gitlab.test/6"),
        LookAtQueue: 3,
        RetryJob: StepTaken(id=7),
        CancelJob: StepTaken(problem="no right"),
    }


def asked(texts: Iterator[str]) -> ReviewFacts:
    """Return facts of an image and of a job's log, about which commands can ask."""
    name = next(texts)
    steps = tuple(Step(f"RUN {next(texts)}", line, n=line, stage=next(texts), cached=False) for line in (12, 13))
    trace = Trace(Builder.LEGACY, (Build(0, Builder.LEGACY, 1, "docker build ."),), steps)
    facts = review_facts(image(40, 60, name=name), before=[image(40, name=name)])
    return with_logs(facts, built(trace, name=next(texts)))


def replies(texts: Iterator[str]) -> str:
    """Return what is answered to commands with foreign words in every place that has them."""
    bodies = []
    for name in slash.verbs():
        for level, words in ((0, 2), (40, 0), (40, 2)):
            command = Command(name, tuple(f"no {next(texts)}" for _ in range(words)))
            bodies += [one.text for one in converse(call(command, level), answers(texts)) if isinstance(one, Answer)]
    begun = converse(call(Command("retry-build", ("--yes",)), 40), answers(texts))
    bodies += [one.text for one in begun if isinstance(one, Answer)]
    return "\n\n".join(bodies)
