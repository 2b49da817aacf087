"""What we have to say: the findings of the checks, one per image and platform, and per job its time, cache, failure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.facts import JobLog, Layer, PlatformImage
from bot.image_difference import PlatformDifference
from bot.misses import Miss
from bot.misses.dependency_order import Order
from bot.readings import Failure
from bot.times.critical_path import SlowestChain
from bot.times.judging import Verdict
from bot.times.where import Where
from bot.traces.model import CacheSource, Trace


class Weight(StrEnum):
    """How much a finding matters to the reader, the most first."""

    REGRESSION = "regression"
    CHANGE = "change"
    IMPROVEMENT = "improvement"
    ACCEPTED = "accepted"
    NOTHING = "nothing"

    @property
    def rank(self) -> int:
        """Return the place in the order of importance, 0 first."""
        return list(Weight).index(self)


@dataclass(frozen=True)
class BrokenBudget:
    """A limit of `.lighterman.yml` that does not hold; `is_old` tells that the target branch breaks it too."""

    key: str
    limit: str
    is_old: bool = False


@dataclass(frozen=True, kw_only=True)
class SizeFinding:
    """The size of one image on one platform; `before` is None where there is nothing to compare with.

    `no_baseline` says in a word why there is nothing; `cause` are plain sentences of ours. `difference` tells what
    became of each layer, where there is something before.
    """

    weight: Weight
    image_name: str
    job_name: str
    reference: str = ""
    platform: str = ""
    now: PlatformImage | None = None
    before: PlatformImage | None = None
    is_new: bool = False
    no_baseline: str = "no baseline"
    broken_budget: BrokenBudget | None = None
    cause: str | None = None
    unread_because: str | None = None
    difference: PlatformDifference | None = None

    @property
    def change_bytes(self) -> int | None:
        """Return how much was added, None where one side is not known."""
        if self.now is None or self.before is None:
            return None
        return self.now.compressed_bytes - self.before.compressed_bytes

    @property
    def bytes_changed(self) -> int:
        """Return how much changed, whichever way; of a new image all of it did."""
        if self.is_new and self.now:
            return self.now.compressed_bytes
        return abs(self.change_bytes or 0)

    @property
    def new_layers(self) -> tuple[tuple[int, Layer], ...]:
        """Return the layers that the baseline does not have, with their places from 1."""
        return _missing_from(self.before, self.now)

    @property
    def gone_layers(self) -> tuple[tuple[int, Layer], ...]:
        """Return the layers of the baseline that are there no more, with the places that they had."""
        return _missing_from(self.now, self.before)


@dataclass(frozen=True, kw_only=True)
class TimeFinding:
    """The time of one job beside the median of the target branch; a verdict needs at least five runs.

    `unjudged` says in a word why a change that is large enough to matter gets none; `cause` is what we make of it, in
    plain sentences of ours. `is_possible` tells that one run says so and nothing bears it out yet; `verdict` is what
    was judged, `where` where the time went, against the run of the target branch whose log is known.
    """

    weight: Weight
    job_name: str
    seconds: float
    median_seconds: float | None = None
    runs: int = 0
    unjudged: str = ""
    broken_budget: BrokenBudget | None = None
    cause: str | None = None
    is_possible: bool = False
    where: Where | None = None
    verdict: Verdict | None = None

    @property
    def change_seconds(self) -> float | None:
        """Return how much longer it took, None without a baseline."""
        return None if self.median_seconds is None else self.seconds - self.median_seconds


@dataclass(frozen=True, kw_only=True)
class PipelineTimeFinding:
    """The time of the whole pipeline, and the slowest chain of its jobs; it explains the others and never speaks alone.

    `sentence` is what the verdict is in words.
    """

    verdict: Verdict
    sentence: str
    chain: SlowestChain | None = None
    weight: Weight = Weight.NOTHING


@dataclass(frozen=True, kw_only=True)
class DeadCache:
    """Caches that were tried and could none of them be used, in so many pipelines in a row as far as we looked."""

    sources: tuple[CacheSource, ...]
    pipelines: int


@dataclass(frozen=True, kw_only=True)
class CacheFinding:
    """What the build cache did for one job: `misses` are those worth a word, the dearest first.

    Beside each stands the path of its Dockerfile; `orders` are Dockerfiles, by their paths, in which
    a download stands below a COPY of everything and so ran again.
    """

    weight: Weight
    log: JobLog
    misses: tuple[tuple[str, Miss], ...] = ()
    orders: tuple[tuple[str, Order], ...] = ()
    dead: DeadCache | None = None

    @property
    def job_name(self) -> str:
        """Return the name of the job."""
        return self.log.job.name

    @property
    def ratio(self) -> tuple[int, int]:
        """Return how many steps were cached, of how many that could be."""
        return _ratio(self.log.log.trace)

    @property
    def ratio_before(self) -> tuple[int, int]:
        """Return the same of the baseline, twice 0 where it is not known."""
        return _ratio(self.log.before.trace) if self.log.before else (0, 0)

    @property
    def lost_seconds(self) -> float | None:
        """Return what the misses cost, None where the log knows no times."""
        known = [miss.lost_seconds for _, miss in self.misses if miss.lost_seconds is not None]
        return sum(known) if known else None


@dataclass(frozen=True, kw_only=True)
class FailureFinding:
    """Why a job failed: the cause, and then what goes with it."""

    weight: Weight
    log: JobLog
    failures: tuple[Failure, ...]

    @property
    def job_name(self) -> str:
        """Return the name of the job."""
        return self.log.job.name


Loud = SizeFinding | TimeFinding | CacheFinding | FailureFinding
"""What can be worth a comment; the rest explains it."""
Finding = Loud | PipelineTimeFinding


@dataclass(frozen=True)
class Findings:
    """All that the checks found, by kind, each with the weightiest first."""

    sizes: tuple[SizeFinding, ...] = ()
    times: tuple[TimeFinding, ...] = ()
    caches: tuple[CacheFinding, ...] = ()
    failures: tuple[FailureFinding, ...] = ()
    pipeline: PipelineTimeFinding | None = None


def by_kind(found: Iterable[Finding]) -> Findings:
    """Sort findings by kind and weight, then by how much changed, then by name."""
    found = tuple(found)
    times = [one for one in found if isinstance(one, TimeFinding)]
    caches = [one for one in found if isinstance(one, CacheFinding)]
    failures = [one for one in found if isinstance(one, FailureFinding)]
    return Findings(
        sizes=tuple(sorted((one for one in found if isinstance(one, SizeFinding)), key=rank_of_size)),
        times=tuple(sorted(times, key=lambda one: (one.weight.rank, -abs(one.change_seconds or 0), one.job_name))),
        caches=tuple(sorted(caches, key=lambda one: (one.weight.rank, -(one.lost_seconds or 0), one.job_name))),
        failures=tuple(sorted(failures, key=lambda one: (one.weight.rank, one.job_name))),
        pipeline=next((one for one in found if isinstance(one, PipelineTimeFinding)), None),
    )


def rank_of_size(finding: SizeFinding) -> tuple[int, float, str, str]:
    """Order sizes by weight, then by how much changed, then by name."""
    return finding.weight.rank, -finding.bytes_changed, finding.image_name, finding.platform


def _ratio(trace: Trace) -> tuple[int, int]:
    answers = [step.cached for step in trace.steps if step.cached is not None]
    return sum(answers), len(answers)


def _missing_from(one: PlatformImage | None, other: PlatformImage | None) -> tuple[tuple[int, Layer], ...]:
    """Return the layers of the other image that this one lacks; equal digests are equal bytes, and may stand twice."""
    left = Counter(layer.digest for layer in _layers(one))
    found = []
    for number, layer in enumerate(_layers(other), 1):
        if left[layer.digest] > 0:
            left[layer.digest] -= 1
        else:
            found.append((number, layer))
    return tuple(found)


def _layers(image: PlatformImage | None) -> Iterable[Layer]:
    return image.layers if image else ()
