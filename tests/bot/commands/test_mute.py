"""`/mute` keeps quiet for some days."""

from datetime import timedelta

import pytest

from bot.acceptance import EVERYTHING
from bot.actions import Accept, Receipt
from tests.bot.talk import NOW, call, converse


@pytest.mark.parametrize(("text", "days"), [("/mute", 7), ("/mute 3d", 3), ("/mute 999d", 365)])
def test_the_days_are_seven_or_what_was_written(text, days):
    accept, answer = converse(call(text))
    assert accept == Accept(EVERYTHING, NOW + timedelta(days=days), "")
    assert f"{NOW + timedelta(days=days):%Y-%m-%d}" in answer.text


@pytest.mark.parametrize("text", ["/mute 0d", "/mute for ever", "/mute 7", "/mute 3d please"])
def test_anything_else_mutes_nothing(text):
    (answer,) = converse(call(text))
    assert answer.receipt is Receipt.FAILED
    assert answer.text.startswith("Nothing was muted: `")
