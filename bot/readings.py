"""What one pass over a job's log found: what was built, and why the job failed."""

from dataclasses import dataclass, field, replace

from bot.signatures import FailureClass
from bot.traces.model import Trace

MOST_STEPS = 300
MOST_PHASES = 30


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A known failure and the line that shows it; `explanation` is what the signature means."""

    failure_class: FailureClass
    signature: str
    line: int
    evidence: str
    explanation: str
    fix: str
    retry_helps: bool
    retry_reason: str


@dataclass(frozen=True)
class Diagnosis:
    """Why a job failed: the class of the cause, the cause itself and then what goes with it."""

    failure: FailureClass = FailureClass.NONE
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class Log:
    """What one pass over a job's log found; `is_shown` tells that its lines are numbered as GitLab's viewer does.

    `oddity` says what it may be instead, where it begins as no log does.
    """

    trace: Trace = field(default_factory=Trace)
    diagnosis: Diagnosis = field(default_factory=Diagnosis)
    is_shown: bool = False
    oddity: str = ""


def kept(log: Log) -> Log:
    """Return what a review needs of a log: no more of it is worth a month in the store."""
    trace = log.trace
    is_partial = trace.is_partial or len(trace.steps) > MOST_STEPS
    steps = trace.steps[:MOST_STEPS]
    phases = tuple(phase for phase in trace.phases if phase.depth == 0)[:MOST_PHASES]
    return replace(log, trace=replace(trace, steps=steps, image_refs=(), phases=phases, is_partial=is_partial))
