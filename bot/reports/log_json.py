"""Arranges the explanation of a log as the JSON of `explain-log`; its names and values are promised to programs."""

from collections.abc import Mapping
from typing import Any

from bot.explanation import Explanation
from bot.misses import Why
from bot.readings import Failure
from bot.traces.model import Step

SCHEMA = 1


def as_json(file: str, explained: Explanation) -> Mapping[str, Any]:
    """Return one object; `first_miss` and `cache_import` are null where there is none."""
    trace, stall = explained.trace, explained.stall
    is_running = stall is not None
    return {
        "schema": SCHEMA,
        "file": file,
        "builder": trace.builder.value,
        "builds": len(trace.builds),
        "steps": [_step(step) for step in trace.steps],
        "cache_verdict": trace.cache_verdict.value,
        "first_miss": _first_miss(explained),
        "drift": [
            {"n": one.n, "log": one.log, "dockerfile": one.dockerfile, "line": one.line} for one in explained.drift
        ],
        "cache_import": trace.cache_import.value if trace.cache_import else None,
        "failure": explained.diagnosis.failure.value,
        "failures": [_failure(one) for one in explained.diagnosis.failures],
        "running": is_running,
        "stalled": stall is not None and stall.is_stalled,
        "open_step": (stall.work or None) if stall else None,
        "image_refs": list(trace.image_refs),
        "phases": [{"name": phase.name, "seconds": phase.seconds} for phase in trace.phases],
        "truncated": trace.is_truncated or trace.is_partial,
    }


def _step(step: Step) -> Mapping[str, Any]:
    return {
        "n": step.n,
        "total": step.total,
        "stage": step.stage,
        "platform": step.platform,
        "build": step.build,
        "instruction": step.instruction,
        "cached": step.cached,
        "seconds": step.seconds,
        "restored": step.is_restored,
        "line": step.line,
    }


def _first_miss(explained: Explanation) -> Mapping[str, Any] | None:
    step, miss = explained.trace.first_miss, explained.first_miss
    if step is None:
        return None
    return {
        "n": step.n,
        "instruction": step.instruction,
        "stage": step.stage,
        "build": step.build,
        "why": (miss.cause.why if miss else Why.UNKNOWN).value,
        "evidence_lines": list(miss.cause.evidence_lines) if miss else [],
    }


def _failure(failure: Failure) -> Mapping[str, Any]:
    return {
        "class": failure.failure_class.value,
        "signature": failure.signature,
        "line": failure.line,
        "evidence": failure.evidence,
        "retry_helps": failure.retry_helps,
    }
