"""Lists the commands and who may use them."""

from bot import plugins, rights, slash
from bot.actions import Answer
from bot.commands import Call, Run
from bot.reports import markdown
from bot.roles import Role

USAGE = "/help"
NEEDS = Role.ANYONE
READS = True


def run(call: Call) -> Run:
    """Answer with the table of all commands; those that the caller may not use are marked."""
    lines = ["| command | does | needs | you |", "| --- | --- | --- | --- |"]
    for name, plugin in slash.verbs().items():
        least = rights.needs(name, plugin, call.config)
        needs = "anyone who can comment" if least is Role.ANYONE else least.title
        may = "🚫 no" if rights.refusal(call, name, plugin) else "✅ yes"
        lines.append(f"| {markdown.code(plugin.USAGE, in_table=True)} | {plugins.summary(plugin)} | {needs} | {may} |")
    lines += ["", "Each also works as `/lighterman` and its name, such as `/lighterman help`."]
    yield Answer("\n".join(lines))
