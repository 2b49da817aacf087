"""Made-up worlds of build times: a job of 300 s whose runs differ, though nobody changed anything."""

import math
from collections.abc import Callable, Mapping
from random import Random

USUAL_SECONDS = 300.0
SIGMAS = (0.05, 0.10, 0.15, 0.20, 0.30)
World = Callable[[Random, int], list[float]]
"""Returns the seconds of so many runs, the oldest first."""


def homogeneous(sigma: float) -> World:
    """Return a world whose times spread evenly by factors."""
    return lambda random, runs: [USUAL_SECONDS * math.exp(random.gauss(0, sigma)) for _ in range(runs)]


def sometimes(share: float, factor: Callable[[Random], float], sigma: float) -> World:
    """Return a world in which a share of the runs takes longer by a factor."""

    def world(random: Random, runs: int) -> list[float]:
        factors = [factor(random) if random.random() < share else 1.0 for _ in range(runs)]
        return [one * two for one, two in zip(homogeneous(sigma)(random, runs), factors, strict=True)]

    return world


def drifting(random: Random, runs: int) -> list[float]:
    """Return times around a level that walks at random by 2 % a run."""
    level, found = 0.0, []
    for seconds in homogeneous(0.15)(random, runs):
        level += random.gauss(0, 0.02)
        found.append(seconds * math.exp(level))
    return found


def queued(random: Random, runs: int) -> list[float]:
    """Return times from which the wait in the queue was not taken off, a fifth of the job in the mean."""
    return [seconds + random.expovariate(1 / 60) for seconds in homogeneous(0.15)(random, runs)]


def sharing_a_runner(random: Random, runs: int) -> list[float]:
    """Return times of a job whose pipeline has noise of its own."""
    return [jobs[0] for jobs in pipelines(random, runs, 0)]


def pipelines(random: Random, runs: int, controls: int) -> list[list[float]]:
    """Return a job and its control jobs for each run: the runner's noise is .15 and shared, that of a job .07."""
    found = []
    for _ in range(runs):
        shared = random.gauss(0, 0.15)
        found.append([USUAL_SECONDS * math.exp(shared + random.gauss(0, 0.07)) for _ in range(controls + 1)])
    return found


WORLDS: Mapping[str, World] = {
    **{f"sigma {sigma:.2f}": homogeneous(sigma) for sigma in SIGMAS},
    "outliers": sometimes(0.05, lambda random: random.uniform(1.5, 4), 0.15),
    "cold caches": sometimes(0.15, lambda _: 2.5, 0.15),
    "two runner types": sometimes(0.35, lambda _: 1.4, 0.10),
    "queue left in": queued,
    "drift": drifting,
    "shared runner noise": sharing_a_runner,
}
