"""Edits of the shell in a RUN instruction."""

from collections.abc import Collection, Sequence

from bot.files.dockerfile import Instruction
from bot.files.dockerfile.run_script import RunCommand
from bot.lint.edits import indent_of, replace_lines
from bot.lint.finding import Edit
from bot.lint.sources import DockerfileSource


def add_option(
    source: DockerfileSource, commands: Sequence[RunCommand], verbs: Collection[str], option: str
) -> tuple[Edit, ...]:
    """Return the edits that put an option behind the verb of commands; none where one of the verbs is not found."""
    lines: dict[int, str] = {}
    for command in reversed(commands):
        place = _verb_place(source, command, verbs)
        if place is None:
            return ()
        number, end = place
        line = lines.get(number, source.line(number))
        lines[number] = f"{line[:end]} {option}{line[end:]}"
    return tuple(replace_lines(source, number, number, line) for number, line in sorted(lines.items()))


def add_command(source: DockerfileSource, instruction: Instruction, command: str) -> tuple[Edit, ...]:
    """Return the edits that make a command the last one of a RUN; none where its end cannot be added to."""
    line = source.line(instruction.last_line)
    if instruction.is_json or instruction.heredocs or line.rstrip().endswith((source.file.escape, "&", ";")):
        return ()
    text = line.rstrip()
    if not text or text.lstrip().startswith("#") or " #" in text:
        return ()
    indent = indent_of(line) if instruction.last_line > instruction.line else "    "
    added = (f"{text} {source.file.escape}", f"{indent}&& {command}")
    return (replace_lines(source, instruction.last_line, instruction.last_line, *added),)


def _verb_place(source: DockerfileSource, command: RunCommand, verbs: Collection[str]) -> tuple[int, int] | None:
    """Return line and end of a command's verb, the end as an index into the line."""
    verb = next((word for word in command.arguments if word in verbs), None)
    if verb is None:
        return None
    for number in range(command.line, command.last_line + 1):
        line = source.line(number)
        start = command.column - 1 if number == command.line else 0
        found = f" {line[start:]} ".replace("\t", " ").find(f" {verb} ")
        if found >= 0:
            return number, start + found + len(verb)
    return None
