"""`/report` asks for a review that speaks in any case."""

import pytest

from bot.actions import Answer, ReviewNow
from tests.bot.talk import call, converse


@pytest.mark.parametrize(("why", "said"), [("", ""), ("it is early", "ℹ️ Nothing new to report: it is early.")])
def test_a_report_that_changes_nothing_says_why(why, said):
    assert converse(call("/report", 20), {ReviewNow: why}) == [ReviewNow(), Answer(said)]
