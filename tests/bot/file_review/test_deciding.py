"""Few threads, the worst first, none twice, and none that is left open when its mistake is gone."""

import pytest

from bot.file_review.deciding import decide
from bot.file_review.model import NewFinding, Place
from bot.lint.finding import Finding, Severity
from tests.bot.file_review.merge_requests import REFS, thread_of


def new(
    number: int, rule: str = "root-final", *, severity: Severity = Severity.WARNING, has_place: bool = True
) -> NewFinding:
    """Return a mistake on a line of its own."""
    place = Place("Dockerfile", "Dockerfile", number) if has_place else None
    finding = Finding(line=number, message="m", path="Dockerfile", rule=rule, severity=severity)
    return NewFinding(finding, f"{number:040x}", place)


def lines(found):
    return [one.finding.line for one in found]


def decided(found, threads=(), **how):
    review = decide(REFS, found, threads, **how)
    return lines(review.opened), lines(review.standing), [one.id for one in review.mended], lines(review.rest)


@pytest.mark.parametrize(
    ("found", "opened", "rest"),
    [
        ([], [], []),
        ([new(1)], [1], []),
        ([new(1), new(2), new(3), new(4)], [1, 2, 3], [4]),
        ([new(1, severity=Severity.INFO)], [], [1]),
        ([new(1, has_place=False), new(2)], [2], [1]),
    ],
)
def test_three_threads_at_most_are_opened_and_never_for_hygiene(found, opened, rest):
    assert decided(found) == (opened, [], [], rest)


def test_no_thread_is_opened_where_none_is_wanted():
    assert decided([new(1)], may_open=False) == ([], [], [], [1])


def test_a_thread_that_stands_is_not_opened_again():
    assert decided([new(1), new(2, "squash")], [thread_of(new(1))]) == ([2], [1], [], [])


def test_a_mistake_whose_thread_was_resolved_is_not_named_again():
    assert decided([new(1)], [thread_of(new(1), is_resolved=True)]) == ([], [], [], [])


def test_a_line_that_was_written_anew_keeps_its_thread_and_its_silence():
    assert decided([new(9)], [thread_of(new(1))]) == ([], [9], [], [])
    assert decided([new(9)], [thread_of(new(1), is_resolved=True)]) == ([], [], [], [])


def test_another_mistake_of_the_same_rule_gets_a_thread_of_its_own():
    assert decided([new(1), new(9)], [thread_of(new(1))]) == ([9], [1], [], [])


def test_a_thread_whose_mistake_is_gone_is_mended():
    assert decided([], [thread_of(new(1))]) == ([], [], ["t1"], [])
    assert decided([new(2, "squash")], [thread_of(new(1))]) == ([2], [], ["t1"], [])


def test_threads_that_were_resolved_count_among_the_three():
    threads = [thread_of(new(number, f"rule-{number}"), number, is_resolved=True) for number in (1, 2, 3)]
    assert decided([new(4)], threads)[::3] == ([], [4])


def test_of_two_threads_of_one_mistake_the_first_stays():
    review = decide(REFS, [new(1)], [thread_of(new(1), 8), thread_of(new(1), 7)])
    assert ([one.note_id for one in review.doubles], lines(review.standing)) == ([8], [1])
