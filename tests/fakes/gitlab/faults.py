"""What can go wrong on purpose in a GitLab: what any server does wrong, and what only GitLab does."""

from tests.fakes.faults import Faults as AnyFaults
from tests.fakes.gitlab import answers


class Faults(AnyFaults):
    """The switches of a practice GitLab.

    `lag_seconds` is how old the state is that reads show, while hooks tell the newest.
    `notes_create_limit`, `requests_per_minute` and `job_lists_per_minute` count per user and minute; None is no
    limit (0 as a limit on notes lets none pass, which GitLab itself reads as "no limit").
    `hooks_lost` loses every hook on its way, as GitLab's limit per namespace does.
    """

    def __init__(self) -> None:
        super().__init__(answers.error)
        self._set()

    def _set(self) -> None:
        self.lag_seconds = 0.0
        self.graphql_off = False
        self.notes_create_limit: int | None = None
        self.requests_per_minute: int | None = None
        self.job_lists_per_minute: int | None = None
        self.hooks_lost = False

    def clear(self) -> None:
        """Work rightly again."""
        super().clear()
        self._set()
