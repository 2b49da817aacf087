"""Collects what is wrong with a CI file, and keeps account of what its resolution may cost."""

from dataclasses import dataclass, field

from bot.files.ci_file.model import Problem, ProblemKind
from bot.files.yaml_nodes import Items, Pairs, Scalar

MOST_PROBLEMS = 100
MOST_EFFORT = 400_000
"""Keys copied, variables filled in, characters of script read; a person's largest file needs a tenth of it."""


class TooMuchEffortError(Exception):
    """The file unfolds to more than is read."""


@dataclass
class Problems:
    """The problems found so far; `is_whole` says whether all that a name may refer to is here."""

    found: list[Problem] = field(default_factory=list)
    is_whole: bool = True
    effort: int = 0

    def add(self, node: Scalar | Items | Pairs, text: str, kind: ProblemKind = ProblemKind.BROKEN) -> None:
        """Note a problem at a node, once."""
        problem = Problem(node.line, node.column, text, node.path, kind)
        if len(self.found) < MOST_PROBLEMS and problem not in self.found:
            self.found.append(problem)

    def add_missing(self, node: Scalar | Items | Pairs, text: str) -> None:
        """Note that something is named and not there, unless it may be in what was not read."""
        if self.is_whole:
            self.add(node, text, ProblemKind.MISSING)

    def spend(self, effort: int) -> None:
        """Count work; raise TooMuchEffortError where it goes beyond what is allowed."""
        self.effort += effort
        if self.effort > MOST_EFFORT:
            raise TooMuchEffortError

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems by file and line."""
        return tuple(sorted(self.found, key=lambda one: (one.path, one.line, one.column)))
