"""`/ignore` accepts one thing for some days, with a reason."""

from datetime import timedelta

import pytest

from bot.actions import Accept, Receipt, ReviewNow
from tests.bot.talk import NOW, call, converse


@pytest.mark.parametrize(
    ("text", "what", "days", "reason"),
    [
        ("/ignore size new base image", "size", 30, "new base image"),
        ("/ignore time 7d slow week", "time", 7, "slow week"),
    ],
)
def test_what_is_accepted_until_when_and_why(text, what, days, reason):
    accept, again, answer = converse(call(text))
    assert again == ReviewNow()
    assert accept == Accept(what, NOW + timedelta(days=days), reason)
    assert f"`{reason}`" in answer.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/ignore", "what is to be ignored is missing"),
        ("/ignore size", "the reason is missing"),
        ("/ignore size 30d", "the reason is missing"),
        ("/ignore sise because", "`sise` is neither `size` nor `time` nor a rule"),
    ],
)
def test_what_is_not_understood_is_not_accepted(text, said):
    (answer,) = converse(call(text))
    assert answer.receipt is Receipt.FAILED
    assert said in answer.text
