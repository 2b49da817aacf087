"""Reads YAML into plain values and keeps the line of each; what could mean two things stays text."""

from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

SIZE_LIMIT_BYTES = 256 * 1024
DEPTH_LIMIT = 64
PLAIN_VALUES: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}

Path = tuple[str | int, ...]
_Node = ScalarEvent | MappingStartEvent | SequenceStartEvent


class YamlError(Exception):
    """The text is no YAML that we read; `line` counts from 1."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"line {line}: {text}")
        self.line = line


@dataclass(frozen=True)
class Tree:
    """A parsed document: plain values, and the line of each value by its path."""

    value: object
    lines: dict[Path, int]


def parse(text: str, *, allow_aliases: bool = False, value_limit: int | None = None) -> Tree:
    """Return the values of one YAML document; aliases are shared, never copied, so that a bomb stays small."""
    if len(text.encode(errors="replace")) > SIZE_LIMIT_BYTES:
        raise YamlError(1, f"the file is larger than {SIZE_LIMIT_BYTES // 1024} KiB")
    builder = _Builder(allow_aliases=allow_aliases, value_limit=value_limit)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(mark.line + 1 if mark else 1, _plain(str(error.problem or error.context))) from error
    except YAMLError as error:
        raise YamlError(1, "the file holds a character that YAML does not allow") from error
    return Tree(builder.root, builder.lines)


def _plain(problem: str) -> str:
    if "\\t" in problem or "tab" in problem:
        return "a tab stands where YAML wants spaces; indent with spaces"
    return f"this is no valid YAML ({problem}); check indentation, colons and quotes"


@dataclass
class _Open:
    """A mapping or list that has not ended; `key` is the mapping key that waits for its value."""

    value: dict[str, object] | list[object]
    path: Path
    anchor: str | None = None
    key: str | None = None


@dataclass
class _Builder:
    """Builds plain values from events; no recursion, so depth costs nothing before the cap refuses it."""

    allow_aliases: bool
    value_limit: int | None = None
    root: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, object] = field(default_factory=dict)
    documents: int = 0
    values: int = 0

    def take(self, event: Event) -> None:
        """Take the next event of the parser."""
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise YamlError(line, 'the file holds a second document; remove the line "---"')
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.stack.pop()
        elif isinstance(event, AliasEvent):
            self._alias(event, line)
        elif isinstance(event, _Node):
            self._node(event, line)

    def _alias(self, event: AliasEvent, line: int) -> None:
        if not self.allow_aliases:
            raise YamlError(line, "aliases (*name) are not read here; write the value out")
        if event.anchor not in self.anchors:
            raise YamlError(line, "this alias names no anchor above it")
        value = self.anchors[event.anchor]
        if self._wants_key():
            if not isinstance(value, str):
                raise YamlError(line, "a key must be plain text")
            self._key(value, line)
        else:
            self._put(value, line)

    def _node(self, event: _Node, line: int) -> None:
        if not self.allow_aliases and (event.tag or event.anchor):
            raise YamlError(line, "tags (!name) and anchors (&name) are not read here; write the plain value")
        if isinstance(event, ScalarEvent):
            self._scalar(event, line)
        elif self._wants_key():
            raise YamlError(line, "a key must be plain text")
        else:
            opened: dict[str, object] | list[object] = {} if isinstance(event, MappingStartEvent) else []
            self.stack.append(_Open(opened, self._put(opened, line)))
            self._remember(event, opened)
            if len(self.stack) > DEPTH_LIMIT:
                raise YamlError(line, f"the file is nested deeper than {DEPTH_LIMIT} levels")

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        if self._wants_key():
            self._remember(event, event.value)
            self._key(event.value, line)
            return
        value = _scalar_value(event)
        self._remember(event, value)
        self._put(value, line)

    def _remember(self, event: _Node, value: object) -> None:
        if event.anchor:
            self.anchors[event.anchor] = value

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _key(self, key: str, line: int) -> None:
        top = self.stack[-1]
        # The merge key may stand twice; every other duplicate would silently lose one of the two values.
        if isinstance(top.value, dict) and key in top.value and key != "<<":
            raise YamlError(line, f'"{key:.60}" stands here a second time; keep one of the two')
        top.key = key
        self.lines[(*top.path, key)] = line

    def _put(self, value: object, line: int) -> Path:
        self.values += 1
        if self.value_limit is not None and self.values > self.value_limit:
            raise YamlError(line, f"the file holds more than {self.value_limit} values")
        if not self.stack:
            self.root = value
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
            self.lines[path] = line
            return path
        key = top.key or ""
        top.key = None
        top.value[key] = value
        return (*top.path, key)


def _scalar_value(event: ScalarEvent) -> object:
    if event.style:
        return event.value
    if event.value in PLAIN_VALUES:
        return PLAIN_VALUES[event.value]
    if event.value.isascii() and event.value.isdigit() and len(event.value) < len("1000000000000"):
        return int(event.value)
    return event.value
