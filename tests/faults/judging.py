"""Counts what a storm left: lost events, wrong comments, repeated and dead ones."""

from collections.abc import Iterator

from tests.faults.plan import Outcome
from tests.faults.promises import ENDS, fates
from tests.faults.storm import Storm


def judge(storm: Storm, outcome: Outcome) -> Outcome:
    """Fill in what is lost, wrong, repeated and dead."""
    ends = fates(storm.rig, since=storm.sent_before)
    outcome.events = len(ends)
    outcome.lost = sum(end not in ENDS for end in ends)
    outcome.wrong = [wrong for number in storm.mrs for wrong in _what_is_wrong(storm, number)]
    outcome.count_begun([list(one.values()) for one in storm.rig.begun.values()], storm.last_kill)
    outcome.dead = storm.rig.inside.zcard("lighterman:dead")
    return outcome


def _what_is_wrong(storm: Storm, number: int) -> Iterator[str]:
    mr, newest, asked = storm.mrs[number], storm.newest[number], storm.asked[number]
    try:
        storm.yard.assert_one_comment(mr, newest)
    except (AssertionError, ValueError):
        yield f"!{mr.iid}, whose newest pipeline is {newest.id}, says {storm.yard.summaries(mr)}"
    try:
        storm.yard.assert_one_answer(mr, asked)
    except (AssertionError, ValueError):
        yield f"!{mr.iid}, asked by note {asked.id}, answers {storm.yard.answers(mr, asked)}"
