"""Edits of several words of one command at a time, and the places of its options."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.files.ci_file import Step
from bot.files.shell import Word
from bot.lint.ci_edits import written
from bot.lint.edits import replace_lines
from bot.lint.finding import Edit
from bot.lint.sources import CiSource, Source


@dataclass(frozen=True)
class Option:
    """An option as it stands: its words (one with `=`, else two), and the value as written, quotes and all."""

    name: str
    words: tuple[Word, ...]
    value: str

    @property
    def plain(self) -> str:
        """Return the value without quotes around it."""
        return self.value.strip("'\"")


def options_of(step: Step, *names: str) -> Iterator[Option]:
    """Yield the options of some names, each with its value."""
    words = step.command.words
    for place, word in enumerate(words):
        name, equals, _ = word.text.partition("=")
        if name not in names:
            continue
        text = written(step, word)
        if equals:
            yield Option(name, (word,), text.partition("=")[2])
        elif place + 1 < len(words):
            yield Option(name, (word, words[place + 1]), written(step, words[place + 1]))


def changes(source: CiSource, step: Step, new: Mapping[Word, str]) -> tuple[Edit, ...] | None:
    """Return the edits that put other texts in the place of words; an empty one takes the word out.

    A line of which nothing is left goes whole. None where a word does not stand in the file as the script has it.
    """
    part = source.part(step.path)
    by_line: dict[int, list[tuple[int, str, str]]] = {}
    for word, text in new.items():
        line, column = step.word_place(word)
        old = written(step, word)
        if "\n" in old or part.line(line)[column - 1 : column - 1 + len(old)] != old:
            return None
        by_line.setdefault(line, []).append((column - 1, old, text))
    lines = {line: _changed(part.line(line), swaps) for line, swaps in by_line.items()}
    return _edits(part, lines)


def _changed(text: str, swaps: Sequence[tuple[int, str, str]]) -> str:
    for start, old, new in sorted(swaps, reverse=True):
        head, tail = text[:start], text[start + len(old) :]
        if not new:
            is_last = not tail.strip()
            head, tail = (head.rstrip(), "") if is_last and head.strip() else (head, tail.lstrip())
        text = head + new + tail
    return text


def _edits(part: Source, lines: Mapping[int, str]) -> tuple[Edit, ...] | None:
    """Return one edit for each line; the last line of a command that goes takes the backslash before it along."""
    edits = []
    for line, text in sorted(lines.items()):
        if text.strip() not in {"", "\\"}:
            edits.append(replace_lines(part, line, line, text))
            continue
        before = part.line(line - 1)
        ends = not text.strip() and before.rstrip().endswith("\\")
        if ends and line - 1 in lines:
            return None
        if ends:
            edits.append(replace_lines(part, line - 1, line, before.rstrip().removesuffix("\\").rstrip()))
        else:
            edits.append(replace_lines(part, line, line))
    return tuple(edits)
