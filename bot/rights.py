"""Decides who may run which command, and says why not; asked when a command runs, never when its hook came in."""

from types import ModuleType

from bot.commands import Call, Caller
from bot.repo_config import RepoConfig
from bot.roles import Role, role_of

ALLOW = "allow"
"""The command that vouches for a fork, and so cannot wait for that."""


def is_heard(caller: Caller, config: RepoConfig) -> bool:
    """Tell whether notes of somebody may hold commands at all: those of bots, which access tokens are, by name only."""
    return not caller.is_bot or caller.username in config.obeyed_bots


def needs(name: str, plugin: ModuleType, config: RepoConfig) -> Role:
    """Return the least role that a command takes in a project, which its `.lighterman.yml` may set."""
    least = config.commands.get(name)
    return Role[least.name] if least else Role(plugin.NEEDS)


def refusal(call: Call, name: str, plugin: ModuleType) -> str | None:
    """Return why a command may not run, None when it may."""
    return refusal_of_person(call.caller, name, needs(name, plugin, call.config)) or refusal_of_place(
        call, name, plugin
    )


def refusal_of_person(caller: Caller, name: str, least: Role) -> str | None:
    """Return why this person may not."""
    if caller.is_blocked:
        return f"`/{name}` is not for blocked users."
    if caller.access_level >= least:
        return None
    if caller.membership_ended_on:
        ended = f"your membership ended on {caller.membership_ended_on}"
        return f"`/{name}` needs the role {least.title} in this project; {ended}."
    return f"`/{name}` needs the role {least.title} in this project; you have {role_of(caller.access_level).title}."


def refusal_of_place(call: Call, name: str, plugin: ModuleType) -> str | None:
    """Return why this merge request does not let it happen."""
    if plugin.READS or name == ALLOW or not call.merge_request.is_from_fork or call.is_vouched_for:
        return None
    if call.vouched_sha:
        return f"the fork has new commits since a Developer wrote `/allow`; `/{name}` waits for another one."
    return f"this merge request comes from a fork; `/{name}` waits until a Developer of this project writes `/allow`."
