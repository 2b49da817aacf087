"""Explains why steps of a job were not cached, with the lines that show it."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from bot import builds
from bot.actions import Answer, LookAtReview, Receipt
from bot.commands import Call, Run
from bot.facts import JobLog, ReviewFacts
from bot.findings import CacheFinding, Weight
from bot.misses.per_build import explain_builds
from bot.reports import logs, markdown
from bot.roles import Role

USAGE = "/why [job]"
NEEDS = Role.REPORTER
READS = True


def run(call: Call) -> Run:
    """Explain every job that is meant by what its log and the repository tell."""
    facts: ReviewFacts | str = yield LookAtReview()
    if isinstance(facts, str):
        yield Answer(f"Nothing is known yet: {facts}.", Receipt.FAILED)
        return
    patterns = call.command.arguments
    told = [one for one in facts.logs if any(step.cached is not None for step in one.log.trace.steps)]
    meant = [one for one in told if not patterns or any(fnmatchcase(one.job.name, word) for word in patterns)]
    if patterns and not meant:
        strange, known = markdown.code(patterns[0]), builds.listed([one.job.name for one in told])
        yield Answer(
            f"No job called {strange} has a log that tells of the cache; those that have are {known}.", Receipt.FAILED
        )
        return
    yield Answer("\n\n".join(_explained(facts, meant)) or "No job of this pipeline has a log that tells of the cache.")


def _explained(facts: ReviewFacts, jobs: list[JobLog]) -> Iterator[str]:
    found = [_finding(facts, one) for one in jobs[: logs.MOST_JOBS]]
    for one in found:
        (hits, steps), (hits_before, steps_before) = one.ratio, one.ratio_before
        before = f", {hits_before} of {steps_before} on the target branch" if steps_before else ""
        yield f"Job {markdown.code(one.job_name)}: {hits} of {steps} steps came from the cache{before}."
    causes = "\n".join(f"- {line}" for line in logs.causes(facts, found))
    if causes:
        yield causes
    yield from logs.fixes(found)
    if table := logs.steps(facts, found):
        yield table
    if len(jobs) > logs.MOST_JOBS:
        yield f"Jobs left out: {len(jobs) - logs.MOST_JOBS}."


def _finding(facts: ReviewFacts, one: JobLog) -> CacheFinding:
    """Return every miss of a job, also those that are not worth a word in the comment."""
    explained = explain_builds(one.log.trace, one.before.trace if one.before else None, facts.sources)
    return CacheFinding(
        weight=Weight.NOTHING,
        log=one,
        misses=tuple((build.dockerfile_path, miss) for build in explained for miss in build.misses),
        orders=tuple((build.dockerfile_path, order) for build in explained for order in build.orders),
    )
