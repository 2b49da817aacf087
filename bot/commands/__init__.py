"""One file per slash command: docstring, USAGE, NEEDS (the least access level) and `run(call) -> Iterator[Action]`."""

from dataclasses import dataclass

from bot.tasks import ProjectHint

ANYONE, REPORTER, DEVELOPER, MAINTAINER = 0, 20, 30, 40
"""GitLab's access levels."""
_NAMES = {50: "Owner", 40: "Maintainer", 30: "Developer", 20: "Reporter", 15: "Planner", 10: "Guest"}


@dataclass(frozen=True)
class Command:
    """What somebody wrote: the command's name without its slash, and the words behind it."""

    name: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Call:
    """A command, who wrote it with which access level, and where the answer goes."""

    command: Command
    project: ProjectHint
    merge_request_iid: int
    discussion_id: str
    access_level: int


def level_name(level: int) -> str:
    """Return the name of the highest role that an access level reaches."""
    return next((name for least, name in _NAMES.items() if level >= least), "no role")
