"""What a script says: commands, words, assignments. Places are offsets into the script's text, counted from 0."""

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Use:
    """A place where the shell puts something else: a variable, or the output of a command (then `name` is empty).

    `operator` and `operand` are those of `${NAME:-operand}`; `written` is the text as it stands.
    """

    written: str
    name: str = ""
    operator: str = ""
    operand: "Word | None" = None
    is_quoted: bool = False


@dataclass(frozen=True)
class Word:
    """One word, quotes and backslashes taken away; its parts are texts and uses."""

    parts: tuple[str | Use, ...] = ()
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """Return the word with variables as they are written."""
        return "".join(part if isinstance(part, str) else part.written for part in self.parts)

    @property
    def is_fixed(self) -> bool:
        """Tell whether the word is always the same."""
        return all(isinstance(part, str) for part in self.parts)


@dataclass(frozen=True)
class Assignment:
    """A variable gets a value; None where the script unsets it or says no value, as in `export NAME`."""

    name: str
    value: Word | None
    start: int = 0
    is_unset: bool = False


@dataclass(frozen=True)
class Redirection:
    """Input or output of a command: `text` is what a heredoc holds."""

    operator: str
    target: Word
    text: str = ""


@dataclass(frozen=True)
class Loop:
    """A `for` around a command: the variable and what it runs through."""

    name: str
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Command:
    """One command; without words it is a bare assignment.

    `tolerated_by` is what lets the script go on when the command fails (`|| true`, `if`, `!`, `set +e`, `&`), empty
    where its failure ends the job. A command on the left of `&&` counts as one that ends it: what was to follow does
    not run. `is_conditional` tells that it may never run, `is_remote` that it runs on another machine (`ssh`),
    `function` the function whose body it belongs to. `subshells` numbers the shells around it, the outermost first;
    what a command sets does not outlast its own.
    """

    words: tuple[Word, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    redirections: tuple[Redirection, ...] = ()
    start: int = 0
    end: int = 0
    tolerated_by: str = ""
    is_conditional: bool = False
    subshells: tuple[int, ...] = ()
    is_remote: bool = False
    function: str = ""
    loops: tuple[Loop, ...] = ()
    piped_from: "Command | None" = field(default=None, repr=False)

    @property
    def is_tolerated(self) -> bool:
        """Tell whether the job goes on when the command fails."""
        return bool(self.tolerated_by)

    @property
    def is_subshell(self) -> bool:
        """Tell whether what the command sets is lost when its own shell ends."""
        return bool(self.subshells)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Return the words with variables as they are written."""
        return tuple(word.text for word in self.words)


@dataclass(frozen=True)
class Script:
    """The commands of a text; `stops_on_failure` tells how `set -e` stands at its end.

    `unread` are offsets of lines that were not read, because they hold more brackets and pipes than a person writes.
    """

    commands: tuple[Command, ...] = ()
    stops_on_failure: bool = True
    unread: tuple[int, ...] = ()
