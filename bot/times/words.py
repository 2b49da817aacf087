"""Puts verdicts on times into sentences: what was compared, what the noise lets us see, and how sure it is."""

import math
from statistics import median

from bot.reports import quantities
from bot.times.judging import Change, Floors, Noise, Proof, Verdict


def sentences(verdict: Verdict, floors: Floors) -> list[str]:
    """Return what there is to say of one verdict, nothing where there is nothing to compare with."""
    if not verdict.before:
        return []
    said = [_compared(verdict)]
    if verdict.is_controlled and verdict.slowness is not None:
        said.append(_controlled(verdict.slowness))
    if verdict.noise:
        said.append(_noise(verdict.noise, floors))
    return [*said, *_proof(verdict)]


def _compared(verdict: Verdict) -> str:
    before, took = verdict.before, quantities.duration(verdict.seconds)
    if len(before) == 1:
        return f"{took}, where the one run on the target branch took {quantities.duration(before[0])}."
    middle = quantities.duration(median(before))
    span = dict.fromkeys((quantities.duration(min(before)), quantities.duration(max(before))))
    spread = f" in the median ({' to '.join(span)})" if len(span) > 1 else ""
    return f"{took}, where the last {len(before)} runs on the target branch took {middle}{spread}."


def _controlled(slowness: float) -> str:
    return f"The untouched jobs of this pipeline took {slowness:.2f} × as long as usual, which is taken off."


def _noise(noise: Noise, floors: Floors) -> str:
    """Say what can be seen: no change below the floors is said, however quiet a job is."""
    least = max(floors.percent, 100 * floors.seconds / noise.median_seconds)
    once, twice = (quantities.percent(max(least, 100 * noise.visible_change(runs))) for runs in (1, 2))
    spread = quantities.percent(100 * (math.exp(noise.spread) - 1))
    two = f", two in a row from {twice} on" if twice != once else ""
    return f"They spread by {spread}: one run shows a change from {once} on{two}."


def _proof(verdict: Verdict) -> list[str]:
    if verdict.proof is None:
        return []
    slow = "slow" if verdict.change is Change.REGRESSION else "fast"
    if verdict.proof is Proof.CONFIRMED:
        return [f"Confirmed: the merge request's run before this one was {slow} too."]
    return [] if verdict.is_controlled else ["Possible: one run alone says so, the next one will tell."]
