"""GitLab's roles and what each may do with our commands."""

from enum import IntEnum


class Role(IntEnum):
    """An access level with its name; GitLab may know levels between these (doc/api/members.md)."""

    ANYONE = 0
    GUEST = 10
    PLANNER = 15
    REPORTER = 20
    DEVELOPER = 30
    MAINTAINER = 40
    OWNER = 50

    @property
    def title(self) -> str:
        """Return the name as GitLab writes it."""
        return "no role" if self is Role.ANYONE else self.name.capitalize()


def role_of(access_level: int) -> Role:
    """Return the highest role that an access level reaches."""
    return max(role for role in Role if role <= max(access_level, 0))
