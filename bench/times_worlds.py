"""The made-up worlds of tests/bot/times/worlds.py, twenty thousand histories at a time."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

USUAL_SECONDS = 300.0
SIGMAS = (0.05, 0.10, 0.15, 0.20, 0.30)
Seconds = NDArray[np.float64]
World = Callable[[Generator, int, int], Seconds]
"""Returns so many histories of so many runs, the oldest first."""


def homogeneous(sigma: float) -> World:
    """Return a world whose times spread evenly by factors."""
    return lambda random, trials, runs: USUAL_SECONDS * np.exp(random.normal(0, sigma, (trials, runs)))


def sometimes(share: float, least: float, most: float, sigma: float) -> World:
    """Return a world in which a share of the runs takes longer by a factor."""

    def world(random: Generator, trials: int, runs: int) -> Seconds:
        shape = (trials, runs)
        factors = np.where(random.random(shape) < share, random.uniform(least, most, shape), 1.0)
        return homogeneous(sigma)(random, trials, runs) * factors

    return world


def drifting(random: Generator, trials: int, runs: int) -> Seconds:
    """Return times around a level that walks at random by 2 % a run."""
    level = np.cumsum(random.normal(0, 0.02, (trials, runs)), axis=1)
    return homogeneous(0.15)(random, trials, runs) * np.exp(level)


def queued(random: Generator, trials: int, runs: int) -> Seconds:
    """Return times from which the wait in the queue was not taken off, a fifth of the job in the mean."""
    return homogeneous(0.15)(random, trials, runs) + random.exponential(60, (trials, runs))


def pipelines(random: Generator, trials: int, runs: int, jobs: int) -> Seconds:
    """Return so many jobs of each run: the runner's noise is .15 and shared, that of a job .07."""
    shared = random.normal(0, 0.15, (trials, runs, 1))
    return USUAL_SECONDS * np.exp(shared + random.normal(0, 0.07, (trials, runs, jobs)))


WORLDS: Mapping[str, World] = {
    **{f"sigma {sigma:.2f}": homogeneous(sigma) for sigma in SIGMAS},
    "outliers": sometimes(0.05, 1.5, 4.0, 0.15),
    "cold caches": sometimes(0.15, 2.5, 2.5, 0.15),
    "two runner types": sometimes(0.35, 1.4, 1.4, 0.10),
    "queue left in": queued,
    "drift": drifting,
    "shared runner noise": lambda random, trials, runs: pipelines(random, trials, runs, 1)[:, :, 0],
}
