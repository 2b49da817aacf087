"""Reads the shell of a RUN instruction: its commands, each with its place in the Dockerfile."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.files.dockerfile.model import Instruction
from bot.files.shell import Command, read_script
from bot.files.shell.wrappers import program_at


@dataclass(frozen=True)
class RunCommand:
    """A command and where it stands: lines and column from 1, both ends included."""

    command: Command
    line: int
    column: int
    last_line: int
    last_column: int

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return program and arguments, without what only says how it is run (`sudo`, `env`)."""
        texts = self.command.texts
        return texts[program_at(texts) :]

    @cached_property
    def program(self) -> str:
        """Return the program's name without its folder, empty for a bare assignment."""
        return self.words[0].rpartition("/")[2] if self.words else ""

    @cached_property
    def text(self) -> str:
        """Return the command as one text, its program without a folder."""
        return " ".join([self.program, *self.words[1:]])

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return the words behind the program."""
        return self.words[1:]

    @property
    def bare(self) -> tuple[str, ...]:
        """Return the arguments that are no options."""
        return tuple(word for word in self.arguments if not word.startswith("-"))


def commands_of(instruction: Instruction, lines: Sequence[str], escape: str = "\\") -> tuple[RunCommand, ...]:
    """Return the commands of a RUN, those of its heredocs too; `lines` are those of the whole Dockerfile."""
    if instruction.keyword != "RUN":
        return ()
    if instruction.is_json:
        return tuple(_of_words(instruction))
    return tuple(_of_lines(instruction, lines, escape))


def _of_words(instruction: Instruction) -> Iterator[RunCommand]:
    for command in read_script(shlex.join(instruction.arguments)).commands:
        yield RunCommand(command, instruction.line, 1, instruction.last_line, 1)


def _of_lines(instruction: Instruction, lines: Sequence[str], escape: str) -> Iterator[RunCommand]:
    end = min((heredoc.line - 1 for heredoc in instruction.heredocs), default=instruction.last_line)
    own = list(lines[instruction.line - 1 : end])
    script = _script(own, escape, instruction)
    found = list(_placed(script, instruction.line))
    # `RUN <<EOF` alone hands the text to the shell, and so does `RUN bash <<EOF`.
    if not found or all(one.program in {"sh", "bash", "ash", ""} for one in found):
        found = [one for heredoc in instruction.heredocs for one in _placed(heredoc.text, heredoc.line)]
    yield from found


def _placed(script: str, first_line: int) -> Iterator[RunCommand]:
    for command in read_script(script).commands:
        line, column = _place(script, command.start)
        last_line, last_column = _place(script, max(command.end - 1, command.start))
        yield RunCommand(command, first_line + line, column, first_line + last_line, last_column)


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset)


def _script(lines: list[str], escape: str, instruction: Instruction) -> str:
    """Return the shell of some lines, every character at its old place: RUN, its flags and remarks become blanks."""
    lines = [_without_escape(line, escape) for line in lines]
    for number, line in enumerate(lines):
        if number and (line.lstrip().startswith("#") or not line.strip()):
            lines[number] = " " * max(len(line) - 1, 0) + "\\"
    text = "\n".join(lines)
    start = _behind_flags(text, instruction)
    return "".join("\n" if one == "\n" else " " for one in text[:start]) + _without_heredocs(text[start:], instruction)


def _without_escape(line: str, escape: str) -> str:
    stripped = line.rstrip()
    return f"{stripped[:-1]}\\" if escape != "\\" and stripped.endswith(escape) else stripped


def _behind_flags(text: str, instruction: Instruction) -> int:
    """Return where the command begins: behind RUN, its flags and the line ends between them."""
    place = len(text) - len(text.lstrip())
    place += len(text[place:].split(maxsplit=1)[0]) if text[place:] else 0
    for _ in range(len(instruction.flags) + 1):
        place = _behind_blanks(text, place)
        if text.startswith("--", place) and instruction.flags:
            place += _word_length(text[place:])
    return place


def _behind_blanks(text: str, place: int) -> int:
    while place < len(text) and (text[place].isspace() or text.startswith("\\\n", place)):
        place += 1
    return place


def _word_length(text: str) -> int:
    quote = ""
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character.isspace():
            return place
    return len(text)


def _without_heredocs(text: str, instruction: Instruction) -> str:
    """Return a command line with its `<<EOF` marks blanked, for their texts are not here."""
    for heredoc in instruction.heredocs:
        for mark in (f'"{heredoc.name}"', f"'{heredoc.name}'", heredoc.name):
            for dash in ("<<-", "<<"):
                word = f"{dash}{mark}"
                text = text.replace(word, " " * len(word), 1)
    return text
