"""What we have to say: the findings of the checks, one per image and platform and one per job."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.facts import Layer, PlatformImage
from bot.times.critical_path import SlowestChain
from bot.times.judging import Verdict
from bot.times.where import Where


class Weight(StrEnum):
    """How much a finding matters to the reader, the most first."""

    REGRESSION = "regression"
    CHANGE = "change"
    IMPROVEMENT = "improvement"
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

    `no_baseline` says in a word why there is nothing; `cause` is one plain sentence of ours.
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

    @property
    def change_bytes(self) -> int | None:
        """Return how much was added, None where one side is not known."""
        if self.now is None or self.before is None:
            return None
        return self.now.compressed_bytes - self.before.compressed_bytes

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


Finding = SizeFinding | TimeFinding | PipelineTimeFinding


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
