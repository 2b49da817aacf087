"""`/allow` vouches for the commit of a fork as it stands."""

from bot.actions import Answer, Receipt, Vouch
from tests.bot.talk import call, converse


def test_the_commit_is_vouched_for():
    vouch, answer = converse(call("/allow", 30, is_fork=True))
    assert vouch == Vouch("c0ffee00" * 5)
    assert "`c0ffee00`" in answer.text


def test_without_a_fork_there_is_nothing_to_allow():
    (answer,) = converse(call("/allow", 30))
    assert answer == Answer("This merge request does not come from a fork; there is nothing to allow.", Receipt.FAILED)
