"""Walks the syntax tree of a script and tells of each command what surrounds it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, pairwise

from bot.files.shell import syntax
from bot.files.shell.chains import CHAINS, fallback, links
from bot.files.shell.commands import DECLARATIONS, assignments_of, read_command
from bot.files.shell.model import Command, Loop, Script, Word
from bot.files.shell.syntax import Node
from bot.files.shell.words import word_of
from bot.files.shell.wrappers import program_at

MOST_MARKS = 2000
MOST_MARKS_OF_A_LINE = 400
"""Of a longer text each line is read for itself; a line with more is not read."""
MOST_DEPTH = 60
MOST_SHELLS = 4
"""How deep `sh -c "sh -c …"` is followed."""
SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
_TESTS = frozenset({"test_command", "negated_command"})
_SUBSTITUTIONS = frozenset({"command_substitution", "process_substitution"})
_WORDS = frozenset({"word", "string", "raw_string", "concatenation", "simple_expansion", "expansion", "number"})


def read_script(text: str, *, stops_on_failure: bool = True) -> Script:
    """Return the commands of a text; what is no shell becomes words as far as it has some. Raises nothing.

    `stops_on_failure` tells whether `set -e` holds where the text begins, as GitLab Runner sets it for every script.
    """
    reader = _Reader(text, stops_on_failure)
    unread: list[int] = []
    if syntax.marks(text) <= MOST_MARKS:
        if not reader.read(syntax.parse(text)):
            unread.append(0)
        return Script(tuple(reader.commands), reader.stops, tuple(unread))
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        is_read = syntax.marks(line) <= MOST_MARKS_OF_A_LINE
        if is_read and line.strip():
            is_read = reader.read(syntax.parse(text, start, end))
        if not is_read:
            unread.append(start)
        start = end + 1
    return Script(tuple(reader.commands), reader.stops, tuple(unread))


@dataclass(frozen=True)
class _Around:
    """What surrounds a command; the first fields are those of Command."""

    tolerated_by: str = ""
    is_conditional: bool = False
    subshells: tuple[int, ...] = ()
    is_remote: bool = False
    function: str = ""
    loops: tuple[Loop, ...] = ()
    piped_from: Command | None = None
    shells: int = 0

    def tolerated(self, reason: str) -> "_Around":
        return replace(self, tolerated_by=self.tolerated_by or reason) if reason else self

    @property
    def perhaps(self) -> "_Around":
        return replace(self, is_conditional=True)


@dataclass
class _Reader:
    """Reads one text; `stops` follows `set -e` and `set +e`."""

    text: str
    stops: bool
    commands: list[Command] = field(default_factory=list)
    depth: int = 0
    shells: Iterator[int] = field(default_factory=lambda: count(1))

    def read(self, node: Node) -> bool:
        """Read a whole text; return false where it is nested too deeply, as a chain of a thousand `&&`."""
        try:
            self.walk(node, _Around())
        except RecursionError:
            return False
        return True

    def walk(self, node: Node, around: _Around) -> None:
        """Read a node and all below it."""
        kind = node.type
        if kind not in _HANDLERS or self.depth > MOST_DEPTH:
            return
        self.depth += 1
        _HANDLERS[kind](self, node, around)
        self.depth -= 1

    def group(self, node: Node, around: _Around) -> None:
        """Read what stands one after the other."""
        around = self._below(around) if node.type == "subshell" else around
        children = node.children
        for child, following in zip(children, [*children[1:], None], strict=False):
            is_background = following is not None and following.type == "&"
            self.walk(child, around.tolerated("&") if is_background else around)

    def broken(self, node: Node, around: _Around) -> None:
        """Read what the grammar could not: the commands in it, and the words that belong to none."""
        words = [word_of(child, self.text) for child in node.children if child.type in _WORDS]
        if words:
            self._add(Command(tuple(words), start=words[0].start, end=words[-1].end), around)
        self.group(node, around)

    def chain(self, node: Node, around: _Around) -> None:
        """Read what `&&`, `||` and pipes join."""
        chain = links(node)
        for place, link in enumerate(chain):
            before = chain[place - 1].parts[-1].type if place else ""
            if link.operator == "||" or before in _TESTS:
                around = around.perhaps
            self._pipeline(link.parts, around.tolerated(fallback(chain[place + 1 :], self.text)))

    def _pipeline(self, parts: Sequence[Node], around: _Around) -> None:
        source = around.piped_from
        for part in parts:
            inside = replace(self._below(around), piped_from=source) if len(parts) > 1 else around
            before = len(self.commands)
            if part.type == "redirected_statement":
                self._redirected(part, inside)
            else:
                self.walk(part, inside)
            source = self.commands[-1] if len(self.commands) > before else None

    def _redirected(self, node: Node, around: _Around) -> None:
        body = node.child_by_field_name("body")
        redirects = node.children_by_field_name("redirect")
        if body is not None and body.type != "command" and body.type not in DECLARATIONS:
            self.walk(body, around)
        elif body is not None or redirects:
            self._read(body if body is not None else redirects[0], redirects, around)

    def question(self, node: Node, around: _Around) -> None:
        """Read `if`, `elif` and `while`: what stands before `then` or `do` may fail, what stands behind may not run."""
        word = node.children[0].type if node.children else "if"
        here = (around.perhaps if word == "elif" else around).tolerated(word)
        for child in node.children:
            if child.type in {"then", "do_group"}:
                here = around.perhaps
            self.walk(child, around.perhaps if child.type in {"elif_clause", "else_clause"} else here)

    def loop(self, node: Node, around: _Around) -> None:
        """Read `for`; it runs at least once where words are written for it."""
        name = node.child_by_field_name("variable")
        words = tuple(word_of(child, self.text) for child in node.children_by_field_name("value"))
        loops = (*around.loops, Loop(self._slice(name), words)) if name is not None else around.loops
        for child in node.children:
            self.walk(child, replace(around if words else around.perhaps, loops=loops))

    def branches(self, node: Node, around: _Around) -> None:
        """Read what may not run."""
        for child in node.children:
            self.walk(child, around.perhaps)

    def function(self, node: Node, around: _Around) -> None:
        """Read a function's body as if it were called once."""
        name = node.child_by_field_name("name")
        self.branches(node, replace(around, function=self._slice(name) if name is not None else ""))

    def negated(self, node: Node, around: _Around) -> None:
        """Read what stands behind `!`."""
        for child in node.children:
            self.walk(child, around.tolerated("!"))

    def assignment(self, node: Node, around: _Around) -> None:
        """Read assignments without a command."""
        self._substitutions(node, around)
        nodes = [node] if node.type == "variable_assignment" else node.children
        assignments = tuple(assignments_of(nodes, self.text))
        self._add(Command((), assignments, start=node.start_byte, end=node.end_byte), around)

    def command(self, node: Node, around: _Around) -> None:
        """Read a command without redirections behind it."""
        self._read(node, [], around)

    def test(self, node: Node, around: _Around) -> None:
        """Read `[ … ]`: of it only the commands in its words."""
        self._substitutions(node, around)

    def _read(self, node: Node, redirects: Sequence[Node], around: _Around) -> None:
        for one in [node, *redirects]:
            self._substitutions(one, around)
        command = self._add(read_command(node, redirects, self.text), around)
        self._note_set(command)
        self._inner_shell(command, around)

    def _add(self, command: Command, around: _Around) -> Command:
        placed = Command(
            command.words,
            command.assignments,
            command.redirections,
            command.start,
            command.end,
            tolerated_by=around.tolerated_by or ("" if self.stops else "set +e"),
            is_conditional=around.is_conditional,
            subshells=around.subshells,
            is_remote=around.is_remote,
            function=around.function,
            loops=around.loops,
            piped_from=around.piped_from,
        )
        self.commands.append(placed)
        return placed

    def _note_set(self, command: Command) -> None:
        """Follow `set -e` and `set +e`."""
        texts = command.texts
        if texts[:1] != ("set",) or command.is_subshell:
            return
        for option, value in zip(texts[1:], (*texts[2:], ""), strict=True):
            names_it = "e" in option.partition("o")[0] or (option.endswith("o") and value == "errexit")
            if option[:1] in {"-", "+"} and names_it:
                self.stops = option[0] == "-"

    def _inner_shell(self, command: Command, around: _Around) -> None:
        """Read the script that a command hands to another shell."""
        words = command.words[program_at(command.texts) :]
        program = words[0].text.rpartition("/")[2] if words else ""
        script = _script_word(program, words)
        if script is None or around.shells >= MOST_SHELLS or syntax.marks(script.text) > MOST_MARKS_OF_A_LINE:
            return
        inside = around if program == "eval" else self._below(around)
        inside = replace(inside, shells=around.shells + 1, is_remote=around.is_remote or program == "ssh")
        start = self.text.find(script.text, script.start, script.end)
        # Where escapes stand between what is written and what the inner shell sees, only the first line has its place.
        text = self.text if start >= 0 else " " * script.start + script.text
        first, last = (start, start + len(script.text)) if start >= 0 else (script.start, len(text))
        inner = _Reader(text, self.stops, shells=self.shells)
        inner.walk(syntax.parse(text, first, last), inside)
        self.commands += inner.commands

    def _substitutions(self, node: Node, around: _Around) -> None:
        """Read the commands whose output a word takes in; they run first."""
        written = self._slice(node)
        if not any(mark in written for mark in ("$(", "`", "<(", ">(")):
            return
        waiting = list(reversed(node.children))
        while waiting:
            one = waiting.pop()
            if one.type in _SUBSTITUTIONS:
                self.group(one, replace(self._below(around), piped_from=None))
            elif one.type not in {"command", *CHAINS}:
                waiting += reversed(one.children)

    def _below(self, around: _Around) -> _Around:
        return replace(around, subshells=(*around.subshells, next(self.shells)))

    def _slice(self, node: Node) -> str:
        return self.text[node.start_byte : node.end_byte]


def _script_word(program: str, words: Sequence[Word]) -> Word | None:
    """Return the word that another shell reads: behind `sh -c`, or the last one of `eval` and `ssh`."""
    if program in SHELLS:
        return next((script for option, script in pairwise(words[1:]) if _is_c(option.text)), None)
    if program in {"eval", "ssh"} and len(words) > 1 and " " in words[-1].text:
        return words[-1]
    return None


def _is_c(option: str) -> bool:
    return option.startswith("-") and not option.startswith("--") and option.endswith("c")


_HANDLERS: Mapping[str, Callable[[_Reader, Node, _Around], None]] = {
    **dict.fromkeys(CHAINS, _Reader.chain),
    **dict.fromkeys(("program", "compound_statement", "do_group", "subshell"), _Reader.group),
    **dict.fromkeys(("if_statement", "elif_clause", "while_statement"), _Reader.question),
    **dict.fromkeys(("else_clause", "case_statement", "case_item"), _Reader.branches),
    **dict.fromkeys(("for_statement", "c_style_for_statement"), _Reader.loop),
    **dict.fromkeys(("variable_assignment", "variable_assignments"), _Reader.assignment),
    **dict.fromkeys(("command", *DECLARATIONS), _Reader.command),
    "ERROR": _Reader.broken,
    "function_definition": _Reader.function,
    "negated_command": _Reader.negated,
    "test_command": _Reader.test,
}
