"""GitLab's rules for quick actions, the present one and the one of old versions, and what the commands do."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from tests.fakes.gitlab.access import DEVELOPER, REPORTER
from tests.fakes.gitlab.state import MergeRequest, User

if TYPE_CHECKING:
    from tests.fakes.gitlab.lab import PracticeGitLab

LEAST_LEVEL = {
    **dict.fromkeys(("merge", "rebase", "approve", "unapprove", "target_branch", "run_pipeline"), DEVELOPER),
    **dict.fromkeys(("react", "subscribe", "unsubscribe", "todo", "done", "tableflip", "shrug", "award"), 0),
    **dict.fromkeys(
        (
            *("assign", "unassign", "reassign", "assign_reviewer", "unassign_reviewer", "request_review", "reviewer"),
            *("label", "labels", "unlabel", "relabel", "milestone", "remove_milestone", "lock", "unlock", "title"),
            *("estimate", "remove_estimate", "spend", "spent", "remove_time_spent", "copy_metadata", "blocks"),
            *("close", "reopen", "draft", "ready", "submit_review", "status", "remove_parent", "severity"),
        ),
        REPORTER,
    ),
}
"""Every known command on merge requests, and the access level it takes (the author may close and retitle too)."""
AUTHORS_OWN = frozenset({"close", "reopen", "draft", "ready", "title", "assign", "label"})
_NAMES = "|".join(sorted(LEAST_LEVEL, key=len, reverse=True))
_COMMAND = rf"^/(?P<name>{_NAMES})(?: (?P<rest>[^\n]*))?(?:\s*\n|$)"
_HTML = r"^<[^>]+?>\n.+?\n</[^>]+?>$"
# What stands before the command in these patterns is skipped as a whole, so that nothing in it counts.
_FLAGS = re.MULTILINE | re.DOTALL | re.IGNORECASE
NOW = re.compile(rf"`.+?`|{_HTML}|{_COMMAND}", _FLAGS)
BEFORE = re.compile(rf"^```.+?\n```$|^[^\n]*`\n*.+?\n*`$|{_HTML}|^>>>.+?\n>>>$|{_COMMAND}", _FLAGS)


@dataclass(frozen=True)
class Command:
    """A line that GitLab takes for a command."""

    name: str
    rest: str

    def __str__(self) -> str:
        """Return the line."""
        return f"/{self.name} {self.rest}".rstrip()


def extract(body: str, *, old: bool = False) -> tuple[str, list[Command]]:
    """Return a note without its commands, and the commands.

    Now only paragraphs at the top level of the Markdown are searched, and carriage returns vanish first
    (lib/gitlab/quick_actions/extractor.rb). GitLab before 16.7 knew no Markdown here: a code block was what stands
    between three backticks and the next line that is exactly three backticks, so longer fences protected nothing.
    """
    text = body.replace("\r", "")
    found: list[Command] = []
    if old:
        return BEFORE.sub(lambda match: _taken(match, found), text).rstrip(), found
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    for start, last in _paragraphs(text):
        end = last + 1 if lines[last : last + 1] == ["\n"] else last
        paragraph = NOW.sub(lambda match: _taken(match, found), "".join(lines[start:end]))
        lines[start:end] = [paragraph, *[""] * (end - start - 1)]
    return "".join(lines).rstrip(), found


def _taken(match: re.Match[str], found: list[Command]) -> str:
    if match["name"] is None:
        return match[0]
    found.append(Command(match["name"].lower(), (match["rest"] or "").strip()))
    return ""


def _paragraphs(text: str) -> list[tuple[int, int]]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [(one.map[0], one.map[1]) for one in tokens if one.type == "paragraph_open" and one.level == 0 and one.map]


def may_run(command: Command, mr: MergeRequest, user: User) -> bool:
    """Tell whether GitLab carries a command out for a user."""
    is_own = mr.author is user and command.name in AUTHORS_OWN
    return is_own or mr.project.level_of(user) >= LEAST_LEVEL[command.name]


def run(lab: "PracticeGitLab", mr: MergeRequest, user: User, command: Command) -> None:
    """Carry out what changes the merge request in a way that anybody can see; other commands only leave a record."""
    match command.name:
        case "close" if mr.state == "opened":
            lab.close_mr(mr, user=user)
        case "reopen" if mr.state == "closed":
            lab.reopen_mr(mr, user=user)
        case "merge" if mr.state == "opened":
            lab.merge_mr(mr, user=user)
        case "approve":
            lab.history.change(mr, approved_by=tuple(dict.fromkeys((*mr.approved_by, user))))
        case "unapprove":
            lab.history.change(mr, approved_by=tuple(one for one in mr.approved_by if one is not user))
        case "title":
            lab.edit_mr(mr, user=user, title=command.rest)
        case "draft" | "ready":
            bare = mr.title.removeprefix("Draft: ")
            lab.edit_mr(mr, user=user, title=f"Draft: {bare}" if command.name == "draft" else bare)
        case "target_branch" if command.rest in mr.project.branches:
            lab.edit_mr(mr, user=user, target_branch=command.rest)
