"""What happens in a storm and when, made by a seed; and what is counted of it."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

CALM_SECONDS = 1.0
"""The kills go on for so long after the last event."""
EVENTS_OF_A_MERGE_REQUEST = ("open", "build", "ask", "build", "finish")
KILLS = {"worker": 14, "horse": 8, "parent": 8, "leader": 4, "web": 4, "redis": 2}
"""Who is killed, by weight: a worker with its horse, one of the two alone, whoever sweeps, the door, Redis."""


@dataclass(frozen=True)
class Plan:
    """What happens when; the same seed makes the same plan."""

    seed: int
    events: int
    kills: int
    events_a_second: float = 12.0

    @property
    def seconds(self) -> float:
        """Return how long the events take to come in."""
        return self.events / self.events_a_second

    def arrivals(self) -> list[tuple[float, int, str]]:
        """Return for every event when it comes, of which merge request, and what it is."""
        crowd = list(range(self.events // len(EVENTS_OF_A_MERGE_REQUEST))) * len(EVENTS_OF_A_MERGE_REQUEST)
        random.Random(f"events {self.seed}").shuffle(crowd)
        seen: Counter[int] = Counter()
        found = []
        for place, number in enumerate(crowd):
            found.append((place / self.events_a_second, number, EVENTS_OF_A_MERGE_REQUEST[seen[number]]))
            seen[number] += 1
        return found

    def deaths(self) -> list[tuple[float, str]]:
        """Return for every kill when it happens and who is killed."""
        rng = random.Random(f"kills {self.seed}")
        every = (self.seconds + CALM_SECONDS) / max(self.kills, 1)
        kinds = rng.choices(list(KILLS), list(KILLS.values()), k=self.kills)
        return [((number + rng.uniform(0.2, 0.8)) * every, kind) for number, kind in enumerate(kinds)]


@dataclass
class Outcome:
    """What a storm did and what it left.

    `waiting` counts those of the lost that are still known and may come yet; nobody knows of the others.
    `repeated` counts the events whose handler began more than once; `recovery_seconds` is how long after the last kill
    the last handler began.
    """

    plan: Plan
    events: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    sent_again: int = 0
    lies: int = 0
    lost: int = 0
    waiting: int = 0
    wrong: list[str] = field(default_factory=list)
    repeated: int = 0
    dead: int = 0
    seconds: float = 0.0
    recovery_seconds: float = 0.0

    def count_begun(self, begun: Iterable[Sequence[float]], last_kill: float) -> None:
        """Fill in what the times tell at which each event's handler began."""
        times = list(begun)
        self.repeated = sum(len(one) > 1 for one in times)
        self.recovery_seconds = max([last_kill, *(max(one) for one in times)]) - last_kill
