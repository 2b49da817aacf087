"""How a task ended."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """The task did what there was to do; `why` says in a few words what that was.

    `is_silent` says that nobody can see anything of it on the merge request.
    """

    why: str
    is_silent: bool = False


@dataclass(frozen=True)
class TryAgain:
    """There is nothing to do yet, and no hook may come when there is: look again after `seconds`."""

    seconds: float
    why: str


Outcome = Done | TryAgain
