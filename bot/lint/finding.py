"""What the rules have to say, and the edits that would mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is, the worst first.

    An error: the build or its cache cannot work, or a secret leaks. A warning costs time, bytes or safety. An info is
    hygiene and never disturbs anybody.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return the place in the order of importance, 0 first."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Edit:
    """Whole lines of one file replaced by a text that ends with a newline, or by nothing.

    Lines count from 1, the last one included; `last_line` one below `first_line` inserts above `first_line`. A path
    that does not exist is a new file.
    """

    path: str
    first_line: int
    last_line: int
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits that mend a finding together; `title` says in the imperative what they do."""

    title: str
    edits: tuple[Edit, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the files that are touched, each once."""
        return tuple(dict.fromkeys(edit.path for edit in self.edits))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A mistake at a place; `rule`, `severity` and, where a rule leaves it open, `path` are filled in by the linter.

    `kind` tells apart what one rule says of several things, as the package manager of `package-cache-left`.
    """

    line: int
    message: str
    column: int = 1
    path: str = ""
    kind: str = ""
    fix: Fix | None = None
    rule: str = ""
    severity: Severity = Severity.WARNING

    @property
    def order(self) -> tuple[object, ...]:
        """Return the sort key: by file and place."""
        return self.path, self.line, self.column, self.rule, self.kind, self.message

    @property
    def mistake(self) -> tuple[str, str, str]:
        """Return what stays the same when lines move: the file, the rule and its kind."""
        return self.path, self.rule, self.kind
