"""Counts what a storm left: lost events, wrong comments, repeated and dead ones."""

from collections.abc import Callable

from tests.faults.promises import ENDS, fates
from tests.faults.storm import Outcome, Storm


def judge(storm: Storm, outcome: Outcome) -> Outcome:
    """Fill in what is lost, wrong, repeated and dead."""
    inside = storm.rig.inside
    ends = fates(storm.rig, since=storm.sent_before)
    outcome.events = len(ends)
    outcome.lost = sum(end not in ENDS for end in ends)
    outcome.wrong = sum(not _is_right(storm, number) for number in storm.mrs)
    died = [int(inside.hget(key, "died") or 0) for key in storm.rig.keys("lighterman:event:*")]
    outcome.repeated = sum(times > 0 for times in died)
    outcome.dead = inside.zcard("lighterman:dead")
    return outcome


def _is_right(storm: Storm, number: int) -> bool:
    mr = storm.mrs[number]
    return _holds(lambda: storm.yard.assert_one_comment(mr, storm.newest[number])) and _holds(
        lambda: storm.yard.assert_one_answer(mr, storm.asked[number])
    )


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except (AssertionError, ValueError):
        return False
    return True
