"""`/help` lists every command and tells whom it obeys."""

import pytest

from bot import slash
from tests.bot.talk import call, converse


def table(level, **more):
    (answer,) = converse(call("/help", level, **more))
    return answer.text


@pytest.mark.parametrize("name", sorted(slash.verbs()))
def test_every_command_is_listed(name):
    assert f"| `/{name}" in table(0)


@pytest.mark.parametrize(("level", "word"), [(0, "🚫 no"), (20, "✅ yes")])
def test_the_caller_sees_what_they_may_use(level, word):
    (row,) = [line for line in table(level).splitlines() if "`/report`" in line]
    assert row.endswith(f"{word} |")


def test_what_a_project_has_set_is_what_is_shown():
    (row,) = [line for line in table(20, config={"commands": {"report": "owner"}}).splitlines() if "`/report`" in line]
    assert row.endswith("| Owner | 🚫 no |")
