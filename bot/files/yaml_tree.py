"""Reads YAML into plain values and keeps the line of each; what could mean two things stays text."""

from dataclasses import dataclass, field

from bot.files.yaml_events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    Places,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    YamlError,
    events,
)

__all__ = ["DEPTH_LIMIT", "SIZE_LIMIT_BYTES", "Path", "Tree", "YamlError", "parse"]

SIZE_LIMIT_BYTES = 256 * 1024
DEPTH_LIMIT = 64
PLAIN_VALUES: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}

Path = tuple[str | int, ...]
_Node = ScalarEvent | MappingStartEvent | SequenceStartEvent


@dataclass(frozen=True)
class Tree:
    """A parsed document: plain values, and the line of each value by its path."""

    value: object
    lines: dict[Path, int]


def parse(text: str, *, value_limit: int | None = None) -> Tree:
    """Return the values of one YAML document, which may use neither anchors nor tags."""
    if len(text.encode(errors="replace")) > SIZE_LIMIT_BYTES:
        raise YamlError(1, f"the file is larger than {SIZE_LIMIT_BYTES // 1024} KiB")
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    builder = _Builder(Places(text), value_limit)
    for event in events(text, DEPTH_LIMIT):
        builder.take(event)
    return Tree(builder.root, builder.lines)


@dataclass
class _Open:
    """A mapping or list that has not ended; `key` is the mapping key that waits for its value."""

    value: dict[str, object] | list[object]
    path: Path
    key: str | None = None


@dataclass
class _Builder:
    """Builds plain values from events; no recursion, so depth costs nothing before the cap refuses it."""

    places: Places
    value_limit: int | None = None
    root: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0
    values: int = 0

    def take(self, event: Event) -> None:
        """Take the next event of the parser."""
        line, _ = self.places(event.start_mark)
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise YamlError(line, 'the file holds a second document; remove the line "---"')
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.stack.pop()
        elif isinstance(event, AliasEvent):
            raise YamlError(line, "aliases (*name) are not read here; write the value out")
        elif isinstance(event, _Node):
            self._node(event, line)

    def _node(self, event: _Node, line: int) -> None:
        if event.tag or event.anchor:
            raise YamlError(line, "tags (!name) and anchors (&name) are not read here; write the plain value")
        if isinstance(event, ScalarEvent):
            self._scalar(event, line)
        elif self._wants_key():
            raise YamlError(line, "a key must be plain text")
        else:
            opened: dict[str, object] | list[object] = {} if isinstance(event, MappingStartEvent) else []
            self.stack.append(_Open(opened, self._put(opened, line)))

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        if self._wants_key():
            self._key(event.value, line)
        else:
            self._put(_scalar_value(event), line)

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _key(self, key: str, line: int) -> None:
        top = self.stack[-1]
        if isinstance(top.value, dict) and key in top.value:
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
