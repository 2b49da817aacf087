"""Runs cases in turns and compares them: what disturbs the machine disturbs all cases alike."""

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Measures = Mapping[str, float]


@dataclass(frozen=True)
class Case:
    """One thing to measure; `run` does it once and returns figures by name."""

    name: str
    run: Callable[[], Measures]


class Comparison:
    """The figures of all rounds."""

    def __init__(self, rounds: Sequence[Mapping[str, Measures]]) -> None:
        self._rounds = rounds

    def median(self, case: str, measure: str) -> float:
        """Return the median of a figure over the rounds."""
        return statistics.median(self._all(case, measure))

    def most(self, case: str, measure: str) -> float:
        """Return the largest of a figure over the rounds."""
        return max(self._all(case, measure))

    def least(self, case: str, measure: str) -> float:
        """Return the smallest of a figure over the rounds."""
        return min(self._all(case, measure))

    def ratio(self, case: str, peer: str, measure: str) -> float:
        """Return how many times the peer's figure it is: the median over the rounds of what both did in one round."""
        pairs = zip(self._all(case, measure), self._all(peer, measure), strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)

    def _all(self, case: str, measure: str) -> list[float]:
        return [one[case][measure] for one in self._rounds]


def interleave(cases: Sequence[Case], rounds: int, *, warm: int = 1) -> Comparison:
    """Run all cases in turns, A B C A B C …; the first `warm` rounds do not count."""
    kept: list[Mapping[str, Measures]] = []
    for number in range(warm + rounds):
        say(f"round {number + 1} of {warm + rounds}")
        figures = {case.name: case.run() for case in cases}
        if number >= warm:
            kept.append(figures)
    return Comparison(kept)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; the first column is text, the others are figures."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def say(text: str) -> None:
    """Tell the person who waits."""
