"""Arranges what the logs of jobs tell: why the cache missed, how to mend it, why a job failed, and where."""

from collections.abc import Iterator, Sequence

from bot.facts import JobLog, ReviewFacts
from bot.findings import CacheFinding, DeadCache, FailureFinding
from bot.misses import Miss, Why, words
from bot.misses.build_causes import why_failed
from bot.misses.model import Cause
from bot.misses.wanted import ran_again
from bot.reports import quantities
from bot.reports.markdown import code, fold, gutter, link, patch
from bot.traces.model import Step

MOST_JOBS = 5
MOST_MISSES = 3
MOST_ROWS = 60
MOST_SOURCES = 3
MOST_COMMANDS = 3
SENTENCE_LIMIT = 400
OF_A_SOURCE = frozenset({Why.CACHE_SOURCE_MISSING, Why.DENIED, Why.IMPORT_ERROR})
MARKS = {True: "cached ", False: "ran    ", None: "       "}


def failures(facts: ReviewFacts, found: Sequence[FailureFinding]) -> str:
    """Return one line per failed job: why, where that stands, and what to do."""
    said = [f"- {_failure(facts, one)}" for one in found[:MOST_JOBS]]
    said += [f"- Jobs that failed besides: {len(found) - MOST_JOBS}."] if len(found) > MOST_JOBS else []
    return "\n".join(["**Failures**", "", *said]) if said else ""


def causes(facts: ReviewFacts, found: Sequence[CacheFinding]) -> Iterator[str]:
    """Yield why the cache missed and what that cost, one line per cause."""
    for one in found[:MOST_JOBS]:
        name = f"Job {code(one.job_name)}, cache"
        for path, miss in one.misses[:MOST_MISSES]:
            yield f"{name}: {_miss(facts, one, miss, path)}"
        if one.dead and not (one.dead.pipelines == 1 and any(miss.cause.why in OF_A_SOURCE for _, miss in one.misses)):
            yield f"{name}: {_dead(facts, one.log, one.dead)}"


def fixes(found: Sequence[CacheFinding]) -> Iterator[str]:
    """Yield the order that would keep a download cached, once per Dockerfile and place."""
    orders = {(path, order.copy_all.line): order for one in found[:MOST_JOBS] for path, order in one.orders}
    for (path, line), order in list(orders.items())[:MOST_MISSES]:
        download = code(order.download.text)
        needs = ", ".join(code(name) for name in order.manifests)
        yield (
            f"**Fix** for {code(path)}, line {line}: everything is copied above {download}, "
            f"which needs only what you have of {needs}.{'' if order.patch else ' Copy and download those first.'}"
        )
        if order.patch:
            yield patch(order.patch)


def steps(facts: ReviewFacts, found: Sequence[CacheFinding]) -> str:
    """Return a fold with the steps of the jobs whose cache is worth a word."""
    loud = [one for one in found if one.misses or one.dead][:MOST_JOBS]
    return fold("Build steps and cache", "\n\n".join(_steps(facts, one) for one in loud)) if loud else ""


def job_link(facts: ReviewFacts, one: JobLog, line: int) -> str:
    """Return a link to a line of a job's log; GitLab shows only the end of a long one, and numbers that anew."""
    address = f"{facts.pipeline_web_url or facts.web_url}/-/jobs/{one.job.id}"
    return link(f"line {line}", f"{address}#L{line}" if one.log.is_shown else f"{address}/raw")


def _failure(facts: ReviewFacts, finding: FailureFinding) -> str:
    cause, *others = finding.failures
    said = f"{job_link(facts, finding.log, cause.line)} says {code(cause.evidence, limit=SENTENCE_LIMIT)}"
    retry = f"A retry {'may help' if cause.retry_helps else 'does not help'}: {cause.retry_reason}"
    besides = "".join(f" Besides: {one.explanation} ({job_link(facts, finding.log, one.line)})" for one in others[:2])
    return f"Job {code(finding.job_name)}: {cause.explanation} Its {said}. Fix: {cause.fix} {retry}{besides}"


def _miss(facts: ReviewFacts, finding: CacheFinding, miss: Miss, path: str) -> str:
    headline, kept = words.headline(miss, code), words.kept_download(miss, finding.log.log.trace.steps, code)
    parts = [
        f"{headline}: {words.consequence(miss, code)}." if headline else words.sentence(miss, code),
        f"{kept}." if kept else "",
        "Such a miss is expected." if _is_expected(finding, miss) else "",
        words.mend(miss.cause, code),
        f"({_places(facts, finding, miss, path)})",
    ]
    return " ".join(part for part in parts if part)


def _places(facts: ReviewFacts, finding: CacheFinding, miss: Miss, path: str) -> str:
    """Return links to the lines that show a miss, in the log and in the Dockerfile."""
    line = miss.cause.evidence_lines[0] if miss.cause.evidence_lines else miss.step.line
    places = [f"{job_link(facts, finding.log, line)} of the log"]
    if miss.cause.dockerfile_line:
        address = f"{facts.pipeline_web_url or facts.web_url}/-/blob/{facts.pipeline.sha}/{path}"
        number = miss.cause.dockerfile_line
        places.append(f"{link(f'line {number}', f'{address}#L{number}')} of {code(path)}")
    return ", ".join(places)


def _is_expected(finding: CacheFinding, miss: Miss) -> bool:
    lines = {order.copy_all.line for _, order in finding.orders}
    is_comment = bool(miss.cause.files) and all(words.is_comment_only(one) for one in miss.cause.files)
    return miss.is_expected and miss.cause.dockerfile_line not in lines and not is_comment


def _dead(facts: ReviewFacts, log: JobLog, dead: DeadCache) -> str:
    said = [
        f"{code(one.reference)} ({code(one.message or 'no answer')}, {job_link(facts, log, one.line)})"
        for one in dead.sources[:MOST_SOURCES]
    ]
    more = f" and {len(dead.sources) - MOST_SOURCES} more" if len(dead.sources) > MOST_SOURCES else ""
    row = f", in {dead.pipelines} pipelines in a row as far as was looked" if dead.pipelines > 1 else ""
    mend = words.mend(Cause(why_failed(dead.sources[0].message)), code)
    return f"no cache that it names can be used{row}, and the job goes on without: {', '.join(said)}{more}. {mend}"


def _steps(facts: ReviewFacts, finding: CacheFinding) -> str:
    trace = finding.log.log.trace
    rows = [
        (one.line, f"cache {one.reference}: {'read' if one.is_usable else one.message or 'no answer'}")
        for one in trace.cache_sources
    ]
    rows += [(step.line, _step(step, finding)) for step in trace.steps]
    rows.sort(key=lambda row: row[0])
    shown = rows[:MOST_ROWS]
    more = f"\n\nRows left out: {len(rows) - MOST_ROWS}." if len(rows) > MOST_ROWS else ""
    ratios = ", ".join(f"{hits} of {answers} in {code(name)}" for name, (hits, answers) in _ratios(trace.steps).items())
    where = job_link(facts, finding.log, shown[0][0])
    commands = " and ".join(code(build.command) for build in trace.builds[:MOST_COMMANDS] if build.command)
    by = f" by {commands}" if commands else ""
    return f"Job {code(finding.job_name)}{by}, from {where}; cached were {ratios}\n\n{gutter(shown)}{more}"


def _ratios(found: Sequence[Step]) -> dict[str, tuple[int, int]]:
    """Return for each image stage how many steps were cached, of how many that could be."""
    ratios: dict[str, tuple[int, int]] = {}
    for step in found:
        if step.cached is not None:
            name = " ".join(word for word in (step.platform, step.stage) if word) or "the build"
            hits, answers = ratios.get(name, (0, 0))
            ratios[name] = (hits + step.cached, answers + 1)
    return ratios


def _step(step: Step, finding: CacheFinding) -> str:
    number = f"{step.n}/{step.total}" if step.total else str(step.n or "")
    place = "".join(f"{word} " for word in (step.platform, step.stage, number) if word)
    seconds = f"   {quantities.duration(step.seconds)}" if step.seconds is not None and step.seconds >= 1 else ""
    was = "   ← was cached before" if finding.log.before and ran_again([step], finding.log.before.trace) else ""
    return f"{MARKS[step.cached]}{place}{step.instruction}{seconds}{was}"
