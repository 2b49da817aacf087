"""What we have to say: the findings of the checks, one per image and platform and one per job."""

from dataclasses import dataclass
from enum import StrEnum

from bot.facts import PlatformImage


class Weight(StrEnum):
    """How much a finding matters to the reader."""

    REGRESSION = "regression"
    IMPROVEMENT = "improvement"
    CHANGE = "change"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class SizeFinding:
    """The size of one image on one platform; `before` is None where the baseline has no such image.

    `broken_budget` says which limit of the project was broken; `cause` is one plain sentence of ours.
    """

    weight: Weight
    image_name: str
    job_name: str
    platform: str = ""
    now: PlatformImage | None = None
    before: PlatformImage | None = None
    is_new: bool = False
    broken_budget: str | None = None
    cause: str | None = None
    unread_because: str | None = None

    @property
    def change_bytes(self) -> int | None:
        """Return how much was added, None where one side is not known."""
        if self.now is None or self.before is None:
            return None
        return self.now.compressed_bytes - self.before.compressed_bytes


@dataclass(frozen=True, kw_only=True)
class TimeFinding:
    """The time of one job beside the median of the target branch; a verdict needs at least five runs."""

    weight: Weight
    job_name: str
    seconds: float
    median_seconds: float | None = None
    runs: int = 0
    broken_budget: str | None = None

    @property
    def change_seconds(self) -> float | None:
        """Return how much longer it took, None without a baseline."""
        return None if self.median_seconds is None else self.seconds - self.median_seconds


Finding = SizeFinding | TimeFinding
