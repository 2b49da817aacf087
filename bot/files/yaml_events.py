"""The one place that knows PyYAML: the events of a text, read by libyaml, which is the parser that GitLab reads with.

Events and not values, because values would come without lines, tags and the first of two equal keys. libyaml takes tabs
and anchors defined twice, as GitLab does; parsers in pure Python refuse both.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Protocol

from yaml import CSafeLoader, YAMLError
from yaml import parse as _parse
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import ReaderError

__all__ = [
    "AliasEvent",
    "DocumentStartEvent",
    "Event",
    "MappingEndEvent",
    "MappingStartEvent",
    "Mark",
    "Places",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "TooMuchError",
    "YamlError",
    "events",
]

ONLY_YAML_BREAKS = ("\r", "\N{NEXT LINE}", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}")
"""Characters that end a line for YAML 1.1 and for no editor."""

_LIBYAML_TOO_DEEP = "exceeded maximum nesting depth"
"""libyaml's own limit, which is above every limit of ours; its scanner may meet it before the first event."""


class YamlError(Exception):
    """The text is no YAML that we read; `line` and `column` count from 1."""

    def __init__(self, line: int, text: str, column: int = 1) -> None:
        super().__init__(f"line {line}: {text}")
        self.line = line
        self.column = column
        self.text = text


class TooMuchError(YamlError):
    """The text is YAML, and more of it than is read."""


class Mark(Protocol):
    """A place as libyaml tells it, all from 0; `index` counts characters."""

    @property
    def index(self) -> int:
        """Return the number of characters before."""

    @property
    def line(self) -> int:
        """Return the number of lines before."""

    @property
    def column(self) -> int:
        """Return the number of characters before on this line."""


class Places:
    """Tells line and column of a mark as an editor shows them, from 1."""

    def __init__(self, text: str) -> None:
        plain = text.replace("\r\n", "\n") if "\r" in text else text
        self._is_plain = not any(one in plain for one in ONLY_YAML_BREAKS)
        self._starts = [] if self._is_plain else [0, *(n + 1 for n, one in enumerate(text) if one == "\n")]

    def __call__(self, mark: Mark | None) -> tuple[int, int]:
        """Return line and column; libyaml's events always have marks, whatever their types say."""
        if mark is None:
            return 1, 1
        if self._is_plain:
            return mark.line + 1, mark.column + 1
        line = bisect_right(self._starts, mark.index)
        return line, mark.index - self._starts[line - 1] + 1


def events(text: str, most_depth: int) -> Iterator[Event]:
    """Yield what libyaml finds in a text without a byte order mark; raise YamlError where it finds no YAML."""
    places, depth = Places(text), 0
    try:
        for event in _parse(text, Loader=CSafeLoader):
            depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
            depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
            if depth > most_depth:
                raise _too_deep(places(event.start_mark), most_depth)
            yield event
    except MarkedYAMLError as error:
        raise _explained(error, text, most_depth) from error
    except ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise YamlError(line, "the file holds a character that YAML does not allow") from error
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise YamlError(line, "the file holds a character that YAML does not allow") from error
    except YAMLError as error:
        raise YamlError(1, f"this is no valid YAML ({error})") from error


def _too_deep(place: tuple[int, int], most_depth: int) -> TooMuchError:
    return TooMuchError(place[0], f"the file is nested deeper than {most_depth} levels", place[1])


def _explained(error: MarkedYAMLError, text: str, most_depth: int) -> YamlError:
    mark, start = error.problem_mark, error.context_mark
    if error.problem == _LIBYAML_TOO_DEEP:
        return _too_deep(Places(text)(mark), most_depth)
    # What nothing closes is noticed at the end of the file; what is wrong stands where it began.
    is_unclosed = mark is not None and mark.index >= len(text.rstrip())
    # So with brackets, where the parser goes on until something stands where only a comma may.
    if start is not None and (is_unclosed or "flow" in (error.context or "")):
        mark = start
    if mark is None:
        return YamlError(1, f"this is no valid YAML ({error.problem})")
    place = Places(text)(mark)
    line = min(place[0], text.rstrip().count("\n") + 1)
    if text[mark.index : mark.index + 1] == "\t":
        return YamlError(line, "a tab stands where YAML wants spaces; indent with spaces", place[1])
    said = f"this is no valid YAML ({error.problem or error.context}); check indentation, colons and quotes"
    return YamlError(line, said, place[1])
