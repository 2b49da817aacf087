"""Commands in words for tests: who calls what, and a conversation that answers from a table."""

from datetime import UTC, datetime
from typing import Any

from bot import slash
from bot.actions import Action, Answer, TakeTurn
from bot.commands import Call, Caller, Command
from bot.facts import MergeRequest
from bot.repo_config import RepoConfig
from bot.tasks import ProjectHint
from tests.bot.quick_actions import new_rule, old_rule

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOME, FORK = 1, 2


def call(wanted: str | Command, level: int = 40, *, is_fork: bool = False, **more: Any) -> Call:
    """Return a call of a command, or of what somebody wrote."""
    (command,) = slash.find_commands(wanted) if isinstance(wanted, str) else (wanted,)
    caller = {"user_id": 7, "username": "dana", "access_level": level}
    named = ("is_blocked", "is_bot", "membership_ended_on")
    caller |= {name: more.pop(name) for name in named if name in more}
    request = MergeRequest(
        project_id=HOME,
        project_path="acme/api",
        iid=5,
        state="opened",
        source_branch="feature",
        target_branch="main",
        source_project_id=FORK if is_fork else HOME,
        head_sha="c0ffee00" * 5,
    )
    config = RepoConfig.model_validate(more.pop("config", {}))
    known = {"merge_request": request, "discussion_id": "d", "note_id": 50, "now": NOW, "config": config}
    return Call(command=command, caller=Caller(**caller), project=ProjectHint(HOME, "acme/api"), **known, **more)


def converse(of: Call, answers: dict[type, Any] | None = None) -> list[Action]:
    """Run a command and return its actions, without the turn that it takes.

    What an action is answered with stands in the table, or is called with it.
    """
    run, sent, actions = slash.run(of), None, []
    while True:
        try:
            action = run.send(sent)
        except StopIteration:
            return actions
        if isinstance(action, Answer):
            assert new_rule(action.text) == old_rule(action.text) == [], "GitLab would take a line of it for a command"
        if not isinstance(action, TakeTurn):
            actions.append(action)
        sent = (answers or {}).get(type(action))
        sent = sent(action) if callable(sent) else sent
