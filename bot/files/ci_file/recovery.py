"""Reads the documents of a file around what is broken: a broken top-level block costs itself and not the rest."""

import re

from bot.files.ci_file.model import Problem
from bot.files.yaml_events import TooMuchError, YamlError
from bot.files.yaml_node_reading import Documents, read_documents

MOST_TRIES = 12
TRIES_UP_TO_CHARACTERS = 100_000
"""Each try costs a pass over the file; of a larger one the rest is cut off at once."""
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def read_around_problems(text: str, path: str) -> tuple[Documents, list[Problem]]:
    """Return what can be read of a text, and what cannot. Raises nothing."""
    if "\0" in text[:8192]:
        return Documents((), ()), [Problem(1, 1, "this is a binary file and was not read", path)]
    problems = _bad_characters(text, path)
    lines = _CONTROL.sub(" ", text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")).split("\n")
    last_broken = 0
    for number in range(MOST_TRIES):
        try:
            documents = read_documents("\n".join(lines), path)
        except TooMuchError as error:
            return Documents((), ()), [*problems, Problem(error.line, error.column, error.text, path)]
        except YamlError as error:
            problem = Problem(error.line, error.column, error.text, path)
            # Of what follows from one mistake only the first is told.
            if error.line > last_broken:
                problems.append(problem)
            is_cut = len(text) > TRIES_UP_TO_CHARACTERS or number == MOST_TRIES - 2
            last_broken = max(last_broken, _take_out(lines, error.line, is_cut=is_cut))
        else:
            return documents, problems
    return Documents((), ()), problems


def _bad_characters(text: str, path: str) -> list[Problem]:
    """Return a problem for the first character that is no UTF-8 and for the first that YAML does not take."""
    found = []
    for pattern, said in (("\N{REPLACEMENT CHARACTER}", "the file is not in UTF-8; save it in UTF-8"), (_CONTROL, "")):
        match = re.search(pattern, text)
        if match is not None:
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            found.append(Problem(line, column, said or "a control character stands here; take it out", path))
    return found


def _take_out(lines: list[str], line: int, *, is_cut: bool) -> int:
    """Empty the top-level block around a line, all lines from it on where that was not enough; return its last line."""
    place = min(line, len(lines)) - 1
    start = next((number for number in range(place, -1, -1) if _begins_block(lines[number])), 0)
    end = next((number for number in range(place + 1, len(lines)) if _begins_block(lines[number])), len(lines))
    if is_cut or not any(one.strip() for one in lines[start:end]):
        start, end = min(start, place), len(lines)
    lines[start:end] = [""] * (end - start)
    return end


def _begins_block(line: str) -> bool:
    return bool(line) and line[0] not in " \t#-]}" and not line.isspace()
