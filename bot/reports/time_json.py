"""Arranges the times of a pipeline as the JSON of `lighterman time`; its names and values are promised to programs."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from bot.facts import Job, ReviewFacts
from bot.findings import PipelineTimeFinding, TimeFinding
from bot.times.critical_path import SlowestChain
from bot.times.judging import Verdict, overall
from bot.times.where import Where

SCHEMA = 1


def as_json(facts: ReviewFacts, times: Sequence[TimeFinding], whole: PipelineTimeFinding | None) -> Mapping[str, Any]:
    """Return one object; seconds are null where GitLab does not know them."""
    jobs = {job.name: job for job in facts.image_jobs}
    return {
        "schema": SCHEMA,
        "project": facts.merge_request.project_path,
        "pipeline": facts.pipeline.id,
        "branch": facts.baseline.branch,
        "change": overall([one.verdict.change for one in times if one.verdict]).value,
        "runs": [run.id for run in facts.baseline.runs],
        "jobs": [_job(jobs[one.job_name], one) for one in times],
        "whole": {"verdict": _verdict(whole.verdict), "chain": _chain(whole.chain)} if whole else None,
        "notices": list(facts.notices),
    }


def _job(job: Job, finding: TimeFinding) -> Mapping[str, Any]:
    budget = finding.broken_budget
    return {
        "name": job.name,
        "id": job.id,
        "seconds": finding.seconds,
        "queued_seconds": job.queued_seconds,
        "runner": job.runner,
        "retries": job.retries,
        "weight": finding.weight.value,
        "unjudged": finding.unjudged or None,
        "budget": {"key": budget.key, "limit": budget.limit, "is_old": budget.is_old} if budget else None,
        "cause": finding.cause,
        "verdict": _verdict(finding.verdict),
        "where": _where(finding.where),
    }


def _verdict(verdict: Verdict | None) -> Mapping[str, Any] | None:
    if verdict is None:
        return None
    noise = verdict.noise
    return {
        "change": verdict.change.value,
        "proof": verdict.proof.value if verdict.proof else None,
        "seconds": verdict.seconds,
        "median_seconds": verdict.median_seconds,
        "change_seconds": verdict.change_seconds,
        "runs": verdict.runs,
        "spread_percent": 100 * (math.exp(noise.spread) - 1) if noise else None,
        "visible_percent": 100 * noise.visible_change() if noise else None,
        "slowness": verdict.slowness,
    }


def _where(where: Where | None) -> Mapping[str, Any] | None:
    if where is None:
        return None
    return {
        "parts": [
            {"part": one.part.value, "before": one.before_seconds, "now": one.now_seconds} for one in where.parts
        ],
        "steps": [
            {
                "instruction": one.step.instruction,
                "fate": one.fate.value,
                "before": one.before_seconds,
                "now": one.now_seconds,
            }
            for one in where.steps
        ],
        "runner_factor": where.runner_factor,
    }


def _chain(chain: SlowestChain | None) -> Mapping[str, Any] | None:
    if chain is None:
        return None
    links = [
        {"job": link.job.name, "seconds": link.job.whole_seconds, "before": link.before_seconds} for link in chain.links
    ]
    return {"seconds": chain.seconds, "before": chain.before_seconds, "links": links}
