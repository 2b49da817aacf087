"""One file per slash command: docstring, USAGE, NEEDS (the least role), READS (changes nothing) and `run(call)`.

`run` is a generator: it yields what is to be asked or done, is sent what came of it, and ends with an answer. It may
be run again from its start at any moment, because a worker can be killed; what it must not do twice it looks up in
`call.memory`, which is what its own answer so far has recorded.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.actions import Action
from bot.facts import MergeRequest
from bot.repo_config import RepoConfig
from bot.roles import Role
from bot.tasks import ProjectHint

Run = Generator[Action, Any, None]
"""What a command wants, one thing after the other; sent back is what each action's docstring says."""


@dataclass(frozen=True)
class Command:
    """What somebody wrote: the command's name without its slash, and the words behind it."""

    name: str
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as it was written, its slash included."""
        return " ".join((f"/{self.name}", *self.arguments))


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who wrote a command; `access_level` counts inherited membership, 0 for strangers and ended memberships."""

    user_id: int
    username: str
    access_level: int = Role.ANYONE
    is_blocked: bool = False
    is_bot: bool = False
    membership_ended_on: str | None = None


@dataclass(frozen=True, kw_only=True)
class Call:
    """A command, who wrote it, on which merge request, and what an earlier attempt has recorded.

    `note_id` is the note that holds the command; `vouched_sha` the commit of a fork that a Developer has vouched for.
    """

    command: Command
    caller: Caller
    project: ProjectHint
    merge_request: MergeRequest
    discussion_id: str
    note_id: int
    now: datetime
    config: RepoConfig = field(default_factory=RepoConfig)
    vouched_sha: str | None = None
    memory: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_vouched_for(self) -> bool:
        """Tell whether a fork's commit was vouched for as it stands."""
        return self.vouched_sha is not None and self.vouched_sha == self.merge_request.head_sha
