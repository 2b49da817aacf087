"""`/help` lists every command and tells whom it obeys."""

import pytest

from bot import commands, plugins
from bot.commands import ANYONE, REPORTER, Call, Command
from bot.commands import help as help_command
from bot.tasks import ProjectHint


def table(level: int) -> str:
    call = Call(
        command=Command("help"),
        project=ProjectHint(1, "acme/api"),
        merge_request_iid=5,
        discussion_id="d",
        access_level=level,
    )
    (reply,) = help_command.run(call)
    return reply.body


@pytest.mark.parametrize("name", plugins.load(commands))
def test_every_command_is_listed(name):
    assert f"`/{name}`" in table(ANYONE)


@pytest.mark.parametrize(("level", "word"), [(ANYONE, "🚫 no"), (REPORTER, "✅ yes")])
def test_the_caller_sees_what_they_may_use(level, word):
    (row,) = [line for line in table(level).splitlines() if "`/report`" in line]
    assert row.endswith(f"{word} |")
