"""docs/commands.md holds the table that the plug-ins make."""

from pathlib import Path

from bot import plugins, slash
from bot.reports import markdown
from bot.roles import Role

PAGE = Path(__file__).parents[3] / "docs" / "commands.md"


def row(name, plugin):
    least = Role(plugin.NEEDS)
    needs = "anyone who can comment" if least is Role.ANYONE else least.title
    on_a_fork = "yes" if plugin.READS or name == "allow" else "after `/allow`"
    return f"| {markdown.code(plugin.USAGE, in_table=True)} | {plugins.summary(plugin)} | {needs} | {on_a_fork} |"


def test_the_page_lists_exactly_the_commands_that_there_are():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `/")]
    assert rows == [row(name, plugin) for name, plugin in slash.verbs().items()]


def test_a_usage_begins_with_the_name():
    for name, plugin in slash.verbs().items():
        assert plugin.USAGE.split()[0] == f"/{name}"
