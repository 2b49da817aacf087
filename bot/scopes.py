"""A scope is what one set of webhook secrets may speak for: a project, or a group with all below it."""

from dataclasses import dataclass

from bot.secret import Secret

EVERYTHING = "*"


@dataclass(frozen=True)
class Scope:
    """A project or group path with its secrets, several of each kind so that they can be rotated."""

    path: str
    secret_tokens: tuple[Secret, ...] = ()
    signing_tokens: tuple[Secret, ...] = ()
    require_signature: bool = False

    def covers(self, project_path: str) -> bool:
        """Tell whether a project lies in this scope; GitLab paths do not mind upper and lower case."""
        mine, theirs = self.path.strip("/").lower(), project_path.strip("/").lower()
        return self.path == EVERYTHING or theirs == mine or theirs.startswith(mine + "/")
