"""What a CI file says once GitLab has resolved it; every part knows where it was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.files.shell import Command, Word
from bot.files.yaml_nodes import Node, Pairs, Scalar


class Section(StrEnum):
    """The three scripts of a job; the first two run in one shell, the third in another one, also after a failure."""

    BEFORE = "before_script"
    SCRIPT = "script"
    AFTER = "after_script"


class ProblemKind(StrEnum):
    """Why something is a problem: GitLab refuses it, or it is not among the files read, or it says something twice."""

    BROKEN = "broken"
    MISSING = "missing"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Problem:
    """A place where something is wrong; `path` is empty for the file that was asked for."""

    line: int
    column: int
    text: str
    path: str = ""
    kind: ProblemKind = ProblemKind.BROKEN


@dataclass(frozen=True)
class Variable:
    """A variable and where it is set.

    `value` is as GitLab hands it on, `written` as it stands. A part of `value` that only GitLab or the job knows is
    written `${NAME}`.
    """

    name: str
    value: str
    written: str
    node: Scalar


@dataclass(frozen=True)
class Image:
    """The image of a job or of one of its services; `name` has its variables expanded as far as they are known."""

    name: str
    node: Scalar
    alias: str | None = None
    entrypoint: tuple[str, ...] | None = None
    command: tuple[str, ...] | None = None
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> int:
        """Return the line of the name."""
        return self.node.line


@dataclass(frozen=True)
class Rule:
    """One of a job's rules; `variables` are set when it applies."""

    line: int
    condition: str | None = None
    when: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    watches_files: bool = False


@dataclass(frozen=True)
class Include:
    """A file that belongs to the configuration: `kind` is `local`, `project`, `remote`, `template` or `component`."""

    kind: str
    target: str
    line: int
    column: int
    path: str = ""
    is_read: bool = False


@dataclass(frozen=True)
class Step:
    """A command of a job's script, and the text of the file that it stands in."""

    command: Command
    node: Scalar
    section: Section

    @property
    def line(self) -> int:
        """Return the line on which the command begins."""
        return self.place(self.command.start)[0]

    @property
    def last_line(self) -> int:
        """Return the line on which the command ends."""
        return self.place(max(self.command.end - 1, self.command.start))[0]

    @property
    def path(self) -> str:
        """Return the file, empty for the one that was asked for."""
        return self.node.path

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character of the script's text."""
        return self.node.place(offset)

    def word_place(self, word: Word) -> tuple[int, int]:
        """Return line and column of a word."""
        return self.node.place(word.start)


@dataclass(frozen=True)
class Job:
    """One job: `keywords` as GitLab resolves them (extends, !reference, default), `own` as written.

    The place of each keyword is in `keywords.keys`; a null counts as not there. `matrix` holds the variables of each
    job that `parallel:matrix` makes, `of_workflow` the names of those that a rule of the workflow may set. Hidden jobs
    are resolved too: in a file of templates there are no others.
    """

    name: str
    key: Scalar
    keywords: Pairs
    own: Pairs
    variables: Mapping[str, Variable]
    image: Image | None = None
    services: tuple[Image, ...] = ()
    rules: tuple[Rule, ...] = ()
    matrix: tuple[Mapping[str, str], ...] = ()
    steps: tuple[Step, ...] = ()
    of_workflow: frozenset[str] = frozenset()

    @property
    def is_hidden(self) -> bool:
        """Tell whether this is a template that never runs itself."""
        return self.name.startswith(".")

    @property
    def line(self) -> int:
        """Return the line of the job's name."""
        return self.key.line

    def keyword(self, name: str) -> Node | None:
        """Return what a keyword has in the end, None where it is not given."""
        return self.keywords.get(name)

    def line_of(self, name: str) -> int | None:
        """Return the line of a keyword, wherever it was inherited from."""
        return self.keywords.line_of(name) if self.keywords.get(name) is not None else None

    def steps_of(self, *sections: Section) -> Iterator[Step]:
        """Yield the commands of some of the scripts."""
        return (step for step in self.steps if step.section in sections)

    @property
    def known_variables(self) -> dict[str, str]:
        """Return the values that a script begins with; what a rule or the matrix may change is not among them."""
        changing = {name for rule in self.rules for name in rule.variables} | {n for one in self.matrix for n in one}
        changing |= self.of_workflow - self.keywords.pairs("variables").keys.keys()
        return {name: one.value for name, one in self.variables.items() if name not in changing}


@dataclass(frozen=True)
class CiFile:
    """A whole CI file, included files that could be read merged in.

    `root` is the document as written, `merged` with its includes; `header` is the document of `spec:`. What is not
    among the `problems` was read. `is_whole` is false where parts of the configuration are not here: files that were
    not read, or broken places that were left out; then nothing is said about names that lead nowhere.
    """

    jobs: Mapping[str, Job] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    default: Pairs = field(default_factory=Pairs)
    root: Pairs = field(default_factory=Pairs)
    merged: Pairs = field(default_factory=Pairs)
    header: Pairs | None = None
    includes: tuple[Include, ...] = ()
    workflow_rules: tuple[Rule, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_whole: bool = True

    @property
    def visible_jobs(self) -> Iterator[Job]:
        """Yield the jobs that can run."""
        return (job for job in self.jobs.values() if not job.is_hidden)
