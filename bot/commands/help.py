"""Lists the commands and who may use them."""

from collections.abc import Iterator

from bot import commands, plugins
from bot.actions import Action, Reply
from bot.commands import ANYONE, Call, level_name

USAGE = "/help"
NEEDS = ANYONE


def run(call: Call) -> Iterator[Action]:
    """Yield one reply with the table of all commands."""
    lines = ["| command | does | needs | you |", "| --- | --- | --- | --- |"]
    for plugin in plugins.load(commands).values():
        needs = "anyone who can comment" if plugin.NEEDS == ANYONE else level_name(plugin.NEEDS)
        may = "✅ yes" if call.access_level >= plugin.NEEDS else "🚫 no"
        lines.append(f"| `{plugin.USAGE}` | {plugins.summary(plugin)} | {needs} | {may} |")
    lines += ["", "Each also works as `/lighterman` and its name, such as `/lighterman help`."]
    yield Reply(
        project_id=call.project.id,
        merge_request_iid=call.merge_request_iid,
        discussion_id=call.discussion_id,
        body="\n".join(lines),
    )
