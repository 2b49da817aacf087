"""Arranges the explanation of a log as text for a terminal: one thing a line, the line of the log at the right."""

from collections.abc import Iterator, Sequence

from bot.explanation import Explanation
from bot.misses import Miss, words
from bot.placing import Drift
from bot.readings import Failure
from bot.reports import quantities
from bot.stalls import Stall
from bot.traces.model import Builder, CacheImport, Step, Trace, Verdict

BUILDERS = {
    Builder.LEGACY: "classic docker build",
    Builder.BUILDKIT: "BuildKit",
    Builder.BUILDAH: "buildah",
    Builder.PODMAN: "podman",
    Builder.KANIKO: "kaniko",
}
IMPORTS = {
    CacheImport.OK: "the caches named could be read",
    CacheImport.PARTIAL: "some of the caches named could not be read",
    CacheImport.ERROR: "none of the caches named could be read",
}
WIDTH = 100
MOST_STEPS = 60
_MARKS = {True: "hit ", False: "miss", None: "    "}


def as_text(file: str, explained: Explanation) -> str:
    """Return the text of one log."""
    trace = explained.trace
    paragraphs = [
        [f"{file}: {_summary(explained)}"],
        [*_steps(trace)],
        [*_cache(explained)],
        [*_drift(explained.drift)],
        [*_failures(explained.diagnosis.failures)],
        [*_stall(explained.stall, trace)],
        [*_limits(trace)],
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _summary(explained: Explanation) -> str:
    trace = explained.trace
    if not trace.steps and trace.builder is Builder.NONE:
        return f"no build{'; ' * bool(explained.oddity)}{explained.oddity}"
    if not trace.steps:
        return f"{BUILDERS[trace.builder]}, no steps"
    answers = [step.cached for step in trace.steps if step.cached is not None]
    builds = _count(len({step.build for step in trace.steps}), "build")
    hits = f", {sum(answers)} of {len(answers)} cached" if answers else ""
    return f"{BUILDERS[trace.builder]}, {builds}, {_count(len(trace.steps), 'step')}{hits}"


def _steps(trace: Trace) -> Iterator[str]:
    is_several = len({step.build for step in trace.steps}) > 1
    for step in trace.steps[:MOST_STEPS]:
        where = f"build {step.build} " if is_several else ""
        seconds = quantities.duration(step.seconds) if step.seconds is not None and step.seconds >= 1 else ""
        yield f"  {_MARKS[step.cached]}  {where}{_place(step)}{_cut(step.instruction)}{_right(seconds, step)}"
    if len(trace.steps) > MOST_STEPS:
        yield f"  … and {len(trace.steps) - MOST_STEPS} more"


def _place(step: Step) -> str:
    number = f"{step.n}/{step.total}" if step.total else str(step.n or "")
    return "".join(f"{word} " for word in (step.platform, step.stage, number) if word)


def _right(seconds: str, step: Step) -> str:
    kind = "restored from a registry" if step.is_restored else "at work" if step.is_open else ""
    kind = "failed" if step.is_failed else kind
    return f"   ({', '.join(word for word in (kind, seconds, f'line {step.line}') if word)})"


def _cache(explained: Explanation) -> Iterator[str]:
    trace = explained.trace
    if trace.cache_verdict is Verdict.HIT:
        yield "Cache: every step that could be cached was."
    for miss in explained.misses:
        headline, kept = words.headline(miss, str), words.kept_download(miss, trace.steps, str)
        yield f"Cache: {words.sentence(miss, str)}{_evidence(miss)}"
        if headline:
            yield f"       {headline}."
        if kept:
            yield f"       {kept}."
        if miss.answers > 1:
            yield f"       Of this stage {miss.hits} of {miss.answers} steps were cached."
    if trace.cache_import:
        yield f"Cache import: {IMPORTS[trace.cache_import]}."
    for source in trace.cache_sources:
        if source.is_usable is False:
            yield f"  {source.reference}: {_cut(source.message or 'failed')} (line {source.line})"


def _evidence(miss: Miss) -> str:
    lines = ", ".join(str(line) for line in miss.cause.evidence_lines)
    return f" (line {lines})" if lines else ""


def _drift(drift: Sequence[Drift]) -> Iterator[str]:
    for one in drift:
        there = f"its line {one.line} says {_cut(one.dockerfile)}" if one.dockerfile else "it has no such step"
        said = f"the log says {_cut(one.log)}; in the file, {there}."
        yield f"The log and the Dockerfile disagree at step {one.n}: {said}"


def _failures(failures: Sequence[Failure]) -> Iterator[str]:
    for failure in failures:
        yield f"Failure: {failure.explanation} [{failure.failure_class.value}, line {failure.line}]"
        yield f"  {failure.evidence}"
        yield f"  Fix: {failure.fix}"
        yield f"  A retry {'may help' if failure.retry_helps else 'does not help'}: {failure.retry_reason}"


def _stall(stall: Stall | None, trace: Trace) -> Iterator[str]:
    if stall is None:
        return
    silence = quantities.spoken_duration(stall.silent_seconds)
    what = "hangs" if stall.is_stalled else "runs"
    if trace.is_truncated:
        silence = f"unknown, as the runner writes no more; last seen {silence} ago"
    yield f"The job {what}: its log has not grown for {silence}."
    if stall.phase:
        yield f"  Section: {stall.phase}"
    if stall.work:
        number = f"step {_place(stall.step)}" if stall.step else ""
        yield f"  At work: {number}{_cut(stall.work)}{', which waits for the network' * stall.is_network_bound}"
    if stall.container_id:
        yield f"  Container: {stall.container_id}"


def _limits(trace: Trace) -> Iterator[str]:
    if trace.is_truncated:
        yield "The runner stopped writing at its log limit (output_limit); what came after it is not known."
    if trace.is_partial:
        yield "The log holds more steps, sections or images than are kept; those after the limit are left out."


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
