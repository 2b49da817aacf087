"""Says whether a running job hangs, and in what: its phase, its last step, and whether that waits for the network."""

import re
from dataclasses import dataclass

from bot.traces.model import Step, Trace

STALLED_SECONDS = 600.0
"""Compilers are silent for minutes, and GitLab shows a log up to a minute late; nobody waits longer than this."""

_NETWORK = re.compile(
    r"(?:^|[\s;&|(/\"'])(?:"
    r"curl|wget|aria2c|git\s+(?:clone|fetch|pull|submodule)|rsync|scp|ssh|gh\s|aws\s|gsutil|gcloud"
    r"|apt(?:-get)?\s|apk\s+(?:add|update|upgrade)|yum\s|dnf\s|microdnf\s|zypper\s|pacman\s|tdnf\s|brew\s"
    r"|pip3?\s+(?:install|download|wheel)|uv\s+(?:pip|sync)|poetry\s+install|pipenv\s+(?:install|sync)|conda\s|mamba\s"
    r"|npm\s+(?:ci|i|install|update)|yarn(?:\s+install)?(?:\s|$)|pnpm\s+(?:i|install|fetch)|bun\s+install|npx\s"
    r"|go\s+(?:mod\s+(?:download|tidy|vendor)|get|install)|cargo\s+(?:fetch|install|update|vendor)"
    r"|bundle\s+install|gem\s+install|composer\s+(?:install|update|require)|mix\s+deps\.get|rebar3\s+get-deps"
    r"|dotnet\s+(?:restore|add|tool)|nuget\s+restore|mvnw?\s|gradlew?\s|sbt\s|cabal\s+update|stack\s+setup"
    r"|docker\s+(?:pull|push|login)|skopeo\s|crane\s|terraform\s+init|helm\s+(?:repo|pull|dependency)"
    r"|ansible-galaxy|playwright\s+install|luarocks\s+install|cpanm?\s"
    r")"
)
_NETWORK_WORK = re.compile(r"importing cache|exporting cache|load metadata for|pushing|resolve image|\[auth\]")


@dataclass(frozen=True)
class Stall:
    """What a running job does: `work` is the name of what is at work, a step or something else of the builder.

    `phase` is the section of the log that was opened last, `silent_seconds` how long the log has not grown.
    """

    is_stalled: bool
    silent_seconds: float
    phase: str | None = None
    step: Step | None = None
    work: str = ""
    container_id: str | None = None
    is_network_bound: bool = False


def read_stall(trace: Trace, silent_seconds: float, *, stalled_seconds: float = STALLED_SECONDS) -> Stall | None:
    """Return what a job hangs in, or works at; None when its log says that it has ended.

    A log that reached the runner's limit grows no more, so its silence means nothing.
    """
    if trace.has_ended:
        return None
    step = _open_step(trace)
    work = trace.open_work or (step.instruction if step else "")
    return Stall(
        is_stalled=silent_seconds >= stalled_seconds and not trace.is_truncated,
        silent_seconds=silent_seconds,
        phase=next((phase.name for phase in reversed(trace.phases) if phase.seconds is None), None),
        step=step,
        work=work,
        container_id=step.container_id if step else None,
        is_network_bound=is_network_bound(work),
    )


def _open_step(trace: Trace) -> Step | None:
    """Return the step at work; of several side by side the one that spoke last, none when something else did."""
    if not trace.open_work:
        return trace.open_step
    return next((step for step in trace.steps if step.is_open and step.instruction == trace.open_work), None)


def is_network_bound(work: str) -> bool:
    """Tell whether an instruction, or another piece of a builder's work, mostly waits for the network."""
    keyword, _, rest = work.partition(" ")
    if keyword.upper() == "RUN":
        return bool(_NETWORK.search(rest))
    if keyword.upper() in {"ADD", "COPY"}:
        return "://" in rest
    return keyword.upper() == "FROM" or bool(_NETWORK_WORK.search(work))
