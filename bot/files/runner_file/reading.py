"""Turns the text of a config.toml into runners; a broken line costs itself and not the rest."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.files.runner_file import syntax
from bot.files.runner_file.model import Problem, Runner, RunnerFile, Setting

MOST_BYTES = 256 * 1024
MOST_PROBLEMS = 50
"""Each costs a pass over the file."""
_REMARK = re.compile(
    r"^(?P<head>\s*[^#=]+=.*?\S)(?P<gap>\s+)(?:<[-=]+|[-=]+>|//|--|;|[\u2190\u2192\u2013\u2014])(?P<text>.*)$"
)
"""A value and what people write behind it in place of a comment: arrows, slashes, dashes."""


def read_runner_file(text: str) -> RunnerFile:
    """Return what a config.toml says; `problems` tells what could not be read, with its line. Raises nothing."""
    if len(text) > MOST_BYTES:
        return RunnerFile(
            problems=(Problem(1, 1, f"the file is larger than {MOST_BYTES // 1024} KiB and was not read"),)
        )
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    readable, problems = _mend(text)
    return _assemble(syntax.entries(readable), problems)


def _mend(text: str) -> tuple[str, tuple[Problem, ...]]:
    """Return a text that is TOML and what had to be changed for it: a remark goes, else the whole line."""
    lines = text.split("\n")
    problems: list[Problem] = []
    while len(problems) < MOST_PROBLEMS:
        try:
            syntax.check("\n".join(lines))
        except syntax.BrokenError as error:
            place = _last_written(lines, error.line)
            problem, lines[place - 1] = _mend_line(error, place, lines[place - 1])
            problems.append(problem)
        else:
            return "\n".join(lines), tuple(problems)
    return "", tuple(problems)


def _mend_line(error: syntax.BrokenError, line: int, written: str) -> tuple[Problem, str]:
    found = _REMARK.match(written)
    if found and _is_toml(found["head"]):
        mended = f"{found['head']}{found['gap']}# {found['text'].strip()}"
        text = "what follows the value is no comment; TOML comments begin with #"
        return Problem(line, found.end("gap") + 1, text, mended), found["head"]
    column = error.column if error.line == line else len(written) + 1
    return Problem(line, column, f"this is no valid TOML ({error.text[:1].lower()}{error.text[1:]})"), ""


def _last_written(lines: list[str], line: int) -> int:
    """Return the line that can be blanked: an error is told where it is noticed, which may be behind the last text."""
    place = min(line, len(lines))
    while place > 1 and not lines[place - 1].strip():
        place -= 1
    return place


def _is_toml(text: str) -> bool:
    try:
        syntax.check(text)
    except syntax.BrokenError:
        return False
    return True


@dataclass
class _Draft:
    line: int
    is_whole: bool
    settings: dict[str, Setting] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)

    def runner(self) -> Runner:
        return Runner(self.line, self.settings, self.tables, self.is_whole)


def _assemble(entries: Iterable[syntax.Entry], problems: tuple[Problem, ...]) -> RunnerFile:
    settings: dict[str, Setting] = {}
    drafts: list[_Draft] = []
    table: tuple[str, ...] = ()
    for entry in entries:
        if entry.is_header:
            table = entry.path
            _open(drafts, entry)
            continue
        path = (*table, *entry.path)
        if path[0] == "runners" and not drafts:
            drafts.append(_Draft(entry.line, is_whole=False))
        into = drafts[-1].settings if path[0] == "runners" else settings
        inner = path[1:] if path[0] == "runners" else path
        into |= {name: _setting(entry, value) for name, value in _flat(inner, entry.value)}
    return RunnerFile(settings, tuple(draft.runner() for draft in drafts), problems)


def _open(drafts: list[_Draft], entry: syntax.Entry) -> None:
    if entry.path[0] != "runners":
        return
    if entry.path == ("runners",):
        drafts.append(_Draft(entry.line, is_whole=entry.is_array))
        return
    if not drafts:
        drafts.append(_Draft(entry.line, is_whole=False))
    drafts[-1].tables.setdefault(".".join(entry.path[1:]), entry.line)


def _setting(entry: syntax.Entry, value: object) -> Setting:
    return Setting(value, entry.line, entry.last_line, entry.column)


def _flat(path: tuple[str, ...], value: object) -> Iterator[tuple[str, object]]:
    """Yield the values of inline tables by dotted names; keys of a repeated table below a runner overwrite."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat((*path, key), inner)
    elif path:
        yield ".".join(path), value
