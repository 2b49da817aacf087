"""Mends what the rules find in Dockerfile and CI files, in a merge request of its own or here."""

import difflib
from typing import Any

from bot.actions import Answer, CommitFixes, LookAtRepair, OpenMergeRequest, Receipt, Repair, Step
from bot.commands import Call, Run
from bot.lint.linter import all_rules
from bot.reports import markdown
from bot.roles import Role

USAGE = "/fix [rule] [--here]"
NEEDS = Role.DEVELOPER
READS = False
HERE = "--here"
MOST_TITLES = 20


def run(call: Call) -> Run:
    """Settle at which commit, make the checked fixes there, and say where they are."""
    names = [word for word in call.command.arguments if word != HERE]
    if problem := _problem(call, names):
        yield Answer(problem, Receipt.FAILED)
        return
    request = call.merge_request
    memory = call.memory or {"sha": request.head_sha, "project": request.source_project_id}
    repair: Repair = yield LookAtRepair(memory["project"], memory["sha"], names[0] if names else None)
    if repair.problem or not repair.files:
        said = repair.problem or "Nothing to mend: no rule that looked has a fix that holds."
        yield Answer(said, Receipt.FAILED)
        return
    if not call.memory:
        yield Answer("Mending …", Receipt.SEEN, memory)
    yield from _commit(call, memory, repair)


def _problem(call: Call, names: list[str]) -> str:
    if call.merge_request.source_project_id is None:
        return "The project that this branch came from is gone."
    if len(names) > 1:
        return "Name one rule, or none for all of them; such as `/fix squash --here`."
    if names and names[0] not in all_rules():
        near = difflib.get_close_matches(names[0], all_rules(), n=1)
        hint = f"; did you mean `{near[0]}`?" if near else "."
        return f"There is no rule {markdown.code(names[0])}{hint}"
    return ""


def _commit(call: Call, memory: Any, repair: Repair) -> Run:
    request, is_here = call.merge_request, HERE in call.command.arguments
    branch = request.source_branch if is_here else f"lighterman/fix-{request.iid}-{call.note_id}"
    message = f"Mend what the rules found\n\n{repair.listed}\n\nLighterman-Note: {call.note_id}"
    start = None if is_here else memory["sha"]
    step: Step = yield CommitFixes(memory["project"], branch, start, message, repair.files, call.note_id)
    if not step.problem and not is_here:
        step = yield OpenMergeRequest(
            memory["project"], branch, request.source_branch, "Mend what the rules found", _description(repair)
        )
    if step.problem:
        yield Answer(f"The fixes were not brought in: {step.problem}.", Receipt.FAILED)
        return
    where = f"into {markdown.code(branch)}" if is_here else f"as {markdown.link(f'!{step.id}', step.web_url)}"
    yield Answer(f"Brought in {where}:\n\n{_description(repair)}")


def _description(repair: Repair) -> str:
    """Return a list whose lines GitLab cannot take for commands, whatever names stand in them."""
    lines = [f"- {markdown.code(title)}" for title in repair.titles[:MOST_TITLES]]
    left_out = len(repair.titles) - MOST_TITLES
    return "\n".join([*lines, *([f"- and {left_out} more"] if left_out > 0 else [])])
