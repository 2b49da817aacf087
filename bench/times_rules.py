"""Rules by which others call one run slower than those before it, for whole arrays of histories at once."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from bot.times.quantiles import T_99, quantile

Seconds = NDArray[np.float64]
Rule = Callable[[Seconds, Seconds], NDArray[np.bool_]]
"""Takes histories, one a row and the oldest first, and one more run of each; tells which runs it calls slower."""

TO_SIGMA = 1.4826
"""Times this, the median absolute deviation of even noise is its standard deviation."""
LEAST_RUNS_OF_RUSTC_PERF = 10
FENCE = 3.0


def over_the_last_run(before: Seconds, now: Seconds) -> NDArray[np.bool_]:
    """Call slower what took 20 % longer than the last run."""
    return now > 1.2 * before[:, -1]


def mean_and_two_deviations(before: Seconds, now: Seconds) -> NDArray[np.bool_]:
    """Call slower what lies two standard deviations above the mean."""
    return now > before.mean(axis=1) + 2 * before.std(axis=1, ddof=1)


def median_and_three_deviations(before: Seconds, now: Seconds) -> NDArray[np.bool_]:
    """Call slower what lies three median absolute deviations, scaled to even noise, above the median."""
    middle = np.median(before, axis=1)
    return now > middle + 3 * TO_SIGMA * np.median(np.abs(before - middle[:, None]), axis=1)


def rustc_perf(before: Seconds, now: Seconds) -> NDArray[np.bool_]:
    """Call slower a change from the last run that is an outlier among such changes: Q3 + 3 (Q3 - Q1).

    After significance_threshold in rust-lang/rustc-perf, site/src/comparison.rs, which says nothing below ten runs.
    """
    if before.shape[1] < LEAST_RUNS_OF_RUSTC_PERF:
        return np.zeros(len(now), dtype=np.bool_)
    changes = np.sort(np.abs(np.diff(before, axis=1)) / before[:, :-1], axis=1)
    count = changes.shape[1]
    # The middle one, or the two in the middle, belong to neither half.
    half = (count - 1) // 2
    first, third = np.median(changes[:, :half], axis=1), np.median(changes[:, -half:], axis=1)
    return now / before[:, -1] - 1 > third + FENCE * (third - first)


def bencher_t_test(before: Seconds, now: Seconds) -> NDArray[np.bool_]:
    """Call slower what lies above the .99 limit of one further run, with times as they are (Bencher's `t_test`)."""
    runs = before.shape[1]
    reach = quantile(T_99, runs - 1) * before.std(axis=1, ddof=1) * np.sqrt(1 + 1 / runs)
    return now > before.mean(axis=1) + reach


RULES: Mapping[str, Rule] = {
    "+20 % over the last run": over_the_last_run,
    "mean + 2 sd": mean_and_two_deviations,
    "median + 3 MAD": median_and_three_deviations,
    "rustc-perf": rustc_perf,
    "Bencher, t-test .99": bencher_t_test,
}
