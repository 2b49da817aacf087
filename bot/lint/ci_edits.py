"""Edits of a CI file: of a word in a script, of a whole command, of a job's keywords."""

from bot.files.ci_file import Job, Section, Step
from bot.files.shell import Word
from bot.files.yaml_nodes import scalars
from bot.lint.edits import indent_of, insert_above, insert_below, replace_lines
from bot.lint.finding import Edit
from bot.lint.sources import CiSource, Source


def written(step: Step, word: Word) -> str:
    """Return a word as it stands in the script, quotes and all."""
    return step.node.text[word.start : word.end]


def swap_word(source: CiSource, step: Step, word: Word, new: str) -> Edit | None:
    """Return the edit that puts another word (quoted as the shell needs it) in the place of one.

    None where the script's text stands otherwise in the file, as behind the escapes of a double-quoted YAML text.
    """
    part, place = source.part(step.path), step.word_place(word)
    line = _with(part, place, written(step, word), new)
    return None if line is None else replace_lines(part, place[0], place[0], line)


def cut_words(source: CiSource, step: Step, *words: Word) -> Edit | None:
    """Return the edit that takes neighbouring words of one line out; a line with nothing else goes whole."""
    part, (number, column) = source.part(step.path), step.word_place(words[0])
    text = written(step, Word((), words[0].start, words[-1].end))
    line = part.line(number)
    if "\n" in text or line[column - 1 : column - 1 + len(text)] != text:
        return None
    head, tail = line[: column - 1], line[column - 1 + len(text) :]
    if head.strip() or tail.strip() not in {"", "\\"}:
        is_last = tail.strip() in {"", "\\"}
        left = f"{head.rstrip()}{tail}" if is_last or not tail[:1].isspace() else head + tail.lstrip()
        return replace_lines(part, number, number, left)
    before = part.line(number - 1)
    if tail.strip() or not before.rstrip().endswith("\\"):
        return replace_lines(part, number, number)
    # What was the last line of the command is now the one before it, which must not go on.
    return replace_lines(part, number - 1, number, before.rstrip().removesuffix("\\").rstrip())


def cut_step(source: CiSource, step: Step) -> Edit | None:
    """Return the edit that takes a command out which is all of its list item, or all of its lines in a block."""
    part, command = source.part(step.path), step.command
    first, last = step.line, step.last_line
    whole = step.node.text
    if whole.strip() == whole[command.start : command.end].strip():
        return _cut_item(part, step)
    before, after = whole[: command.start].rpartition("\n")[2], whole[command.end :].partition("\n")[0]
    if step.node.style != "|" or before.strip() or after.strip():
        return None
    return replace_lines(part, first, last)


def _cut_item(part: Source, step: Step) -> Edit | None:
    first, last = step.node.line, step.node.last_line
    if not part.line(first).lstrip().startswith("- "):
        return None
    return replace_lines(part, first, last)


def add_keyword(source: CiSource, job: Job, *lines: str) -> Edit | None:
    """Return the edit that gives a job keywords, the first of its own; `lines` are indented as from the left edge.

    None where the job is not written as a block.
    """
    part, number = source.part(job.key.path), job.line
    own = [key for key in job.own.keys.values() if key.path == job.key.path and key.line > number]
    head = part.line(number).partition(" #")[0].rstrip()
    if not own or head.endswith(("}", "{", ",")):
        return None
    first = min(own, key=lambda key: key.line)
    indent = indent_of(part.line(first.line))
    if first.column != len(indent) + 1:
        return None
    return insert_below(part, number, *(f"{indent}{line}" for line in lines))


def cut_with_fallback(source: CiSource, job: Job, step: Step) -> Edit | None:
    """Return the edit that takes a command out, and what only speaks when it fails; a script left empty goes whole.

    None where other commands stand beside it.
    """
    beside = [one for one in job.steps if one.node is step.node and one.command is not step.command]
    others = [one for one in beside if one.command.texts[:1] not in {("true",), (":",), ("echo",)}]
    if not others:
        return _cut_section(source, job, step) or _cut_item(source.part(step.path), step)
    lines = range(step.line, step.last_line + 1)
    if step.node.style != "|" or any(one.line in lines or one.last_line in lines for one in others):
        return None
    before = step.node.text[: step.command.start].rstrip()
    is_open = before.endswith(("\\", "&&", "||", "|"))
    return None if is_open else replace_lines(source.part(step.path), step.line, step.last_line)


def insert_before(source: CiSource, step: Step, *commands: str) -> Edit | None:
    """Return the edit that puts commands before one: as list items of their own, or as lines of its block."""
    part, node = source.part(step.path), step.node
    if node.style == "|":
        line = part.line(step.line)
        is_first = not node.text[: step.command.start].rpartition("\n")[2].strip()
        is_open = node.text[: step.command.start].rstrip().endswith(("\\", "&&", "||"))
        return (
            insert_above(part, step.line, *(f"{indent_of(line)}{one}" for one in commands))
            if (is_first and not is_open)
            else None
        )
    line = part.line(node.line)
    if not line.lstrip().startswith("- "):
        return None
    return insert_above(part, node.line, *(f"{indent_of(line)}- {one}" for one in commands))


def _cut_section(source: CiSource, job: Job, step: Step) -> Edit | None:
    """Return the edit that takes a whole script out of which one item is all; GitLab wants `script` itself."""
    key, value = job.own.keys.get(step.section), job.own.get(step.section)
    part = source.part(step.path)
    if key is None or step.section is Section.SCRIPT or list(scalars(value)) != [step.node]:
        return None
    if part.line(key.line).strip() != f"{step.section}:" or key.path != step.path:
        return None
    return replace_lines(part, key.line, step.node.last_line)


def insert_command(source: CiSource, step: Step, command: str) -> Edit | None:
    """Return the edit that puts another command behind one: a list item of its own, or a line of its block."""
    part, node = source.part(step.path), step.node
    if node.style == "|" and step.command.words:
        first, last = part.line(step.line), part.line(step.last_line)
        text, end = node.text, node.text[step.command.end :].partition("\n")[0]
        before = text[: step.command.start].rpartition("\n")[2]
        is_whole = not before.strip() and not end.strip() and not last.rstrip().endswith("\\")
        return insert_below(part, step.last_line, f"{indent_of(first)}{command}") if is_whole else None
    line = part.line(node.line)
    if not line.lstrip().startswith("- "):
        return None
    return insert_below(part, node.last_line, f"{indent_of(line)}- {command}")


def _with(part: Source, place: tuple[int, int], old: str, new: str) -> str | None:
    line, start = part.line(place[0]), place[1] - 1
    if "\n" in old or line[start : start + len(old)] != old:
        return None
    return line[:start] + new + line[start + len(old) :]
