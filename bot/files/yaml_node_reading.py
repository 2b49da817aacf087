"""Builds nodes from the events of a YAML text, and refuses what would cost more than a person's file ever does."""

import re
from collections.abc import Iterator
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
    TooMuchError,
    events,
)
from bot.files.yaml_nodes import Items, Node, Pairs, Scalar

MOST_CHARACTERS = 2 * 2**20
MOST_DEPTH = 100
"""Both are GitLab's own limits for a CI file."""
MOST_NODES = 100_000
"""With aliases unfolded."""
MERGE_KEY = "<<"
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
"""The anchor and the tag before a value; libyaml's mark stands before them."""
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "e": "\x1b"}


@dataclass(frozen=True)
class Complaint:
    """Something that GitLab would refuse, where the rest can still be read."""

    line: int
    column: int
    text: str


@dataclass(frozen=True)
class Documents:
    """The documents of a text, None for an empty one."""

    roots: tuple[Node | None, ...]
    complaints: tuple[Complaint, ...]


def read_documents(text: str, path: str = "") -> Documents:
    """Return the nodes of a text without a byte order mark; raise YamlError where it cannot be read."""
    if len(text) > MOST_CHARACTERS:
        raise TooMuchError(1, f"the file is larger than {MOST_CHARACTERS // 2**20} MiB and was not read")
    builder = _Builder(text.split("\n"), Places(text), path)
    for event in events(text, MOST_DEPTH):
        builder.take(event)
    return Documents(tuple(builder.roots), tuple(builder.complaints))


@dataclass
class _Open:
    """A list or mapping that has not ended; in a mapping every second node is a key."""

    event: MappingStartEvent | SequenceStartEvent
    line: int
    column: int
    last_line: int
    nodes: list[Node] = field(default_factory=list)
    weight: int = 1
    depth: int = 1

    def add(self, node: Node, path: str) -> None:
        self.nodes.append(node)
        self.weight += node.weight
        if node.depth >= self.depth:
            self.depth = node.depth + 1
        if node.last_line > self.last_line and node.path == path:
            self.last_line = node.last_line


@dataclass
class _Builder:
    """Builds nodes without recursion, so that depth costs nothing before it is refused."""

    lines: list[str]
    places: Places
    path: str
    roots: list[Node | None] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    count: int = 0

    def take(self, event: Event) -> None:
        """Take the next event of the parser."""
        if isinstance(event, ScalarEvent):
            self._put(self._scalar(event), event.anchor)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            line, column = self.places(event.start_mark)
            self.stack.append(_Open(event, line, column, line))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            top = self.stack.pop()
            self._put(self._closed(top), top.event.anchor)
        elif isinstance(event, AliasEvent):
            self._put(self._alias(event), None)
        elif isinstance(event, DocumentStartEvent):
            self.roots.append(None)
            self.anchors.clear()

    def _put(self, node: Node, anchor: str | None) -> None:
        self.count += 1
        if self.count > MOST_NODES or node.weight > MOST_NODES:
            raise TooMuchError(node.line, f"the file holds more than {MOST_NODES:,} values, aliases (*name) unfolded")
        if node.depth > MOST_DEPTH:
            raise TooMuchError(node.line, f"the file is nested deeper than {MOST_DEPTH} levels, aliases unfolded")
        if anchor:
            self.anchors[anchor] = node
        if self.stack:
            self.stack[-1].add(node, self.path)
        else:
            self.roots[-1] = node

    def _alias(self, event: AliasEvent) -> Node:
        place = self.places(event.start_mark)
        if event.anchor in self.anchors:
            return self.anchors[event.anchor]
        self.complaints.append(Complaint(*place, f"the alias *{event.anchor:.60} names no anchor above it"))
        return Scalar("", *place, place[0], path=self.path)

    def _scalar(self, event: ScalarEvent) -> Scalar:
        line, column = self.places(event.start_mark)
        if (event.anchor or event.tag) and (found := _PROPERTIES.match(self.lines[line - 1], column - 1)):
            column = found.end() + 1
        style = event.style or ""
        parts: tuple[tuple[int, int, int], ...] = ()
        last = line
        end = self.places(event.end_mark)
        if end[0] > line:
            parts = tuple(self._parts(event, style, (line, column), end))
            last = parts[-1][1] if parts else line
        return Scalar(event.value, line, column, last, style, event.tag, self.path, parts)

    def _parts(
        self, event: ScalarEvent, style: str, start: tuple[int, int], stop: tuple[int, int]
    ) -> Iterator[tuple[int, int, int]]:
        """Find the lines of the file again in the text that libyaml made of them."""
        is_block = style in {"|", ">"}
        (first, column), (last, end) = start, stop
        offset = 0
        for line in range(first + is_block, last + 1):
            written = self.lines[line - 1] if line <= len(self.lines) else ""
            written = written[: end - 1] if line == last else written
            left = column - 1 + bool(style) if line == first else 0
            piece = _unescaped(written[left:].strip(), style)
            found = event.value.find(piece, offset) if piece else -1
            if found >= 0:
                yield found, line, left + len(written[left:]) - len(written[left:].lstrip()) + 1
                offset = found + len(piece)

    def _closed(self, top: _Open) -> Items | Pairs:
        common = (top.line, top.column, top.last_line, top.event.tag, self.path, top.weight, top.depth)
        if isinstance(top.event, SequenceStartEvent):
            return Items(tuple(top.nodes), *common)
        values, keys, lost = self._pairs(top.nodes)
        return Pairs(values, keys, lost, *common)

    def _pairs(self, nodes: list[Node]) -> tuple[dict[str, Node], dict[str, Scalar], tuple[Scalar, ...]]:
        """Join keys and values; a merge key counts where it stands, over what is above it, as Ruby's Psych does it."""
        values: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        own: dict[str, Scalar] = {}
        lost: list[Scalar] = []
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.complaints.append(Complaint(key.line, key.column, "a key must be plain text"))
            elif key.text == MERGE_KEY:
                for pairs in self._merged(key, value):
                    values |= pairs.values
                    keys |= pairs.keys
            else:
                if key.text in own:
                    lost.append(own[key.text])
                own[key.text] = keys[key.text] = key
                values[key.text] = value
        return values, keys, tuple(lost)

    def _merged(self, key: Scalar, value: Node) -> list[Pairs]:
        """Return the mappings behind a merge key, the one that wins last."""
        listed = list(reversed(value.values)) if isinstance(value, Items) else [value]
        if not all(isinstance(one, Pairs) for one in listed):
            said = "the merge key << takes an alias of a mapping, or a list of them"
            self.complaints.append(Complaint(key.line, key.column, said))
        return [one for one in listed if isinstance(one, Pairs)]


def _unescaped(written: str, style: str) -> str:
    if style == "'":
        return written.removesuffix("'").replace("''", "'")
    if style != '"':
        return written
    return _ESCAPE.sub(_character, written.removesuffix('"').removesuffix("\\"))


def _character(found: re.Match[str]) -> str:
    code = found[0][1:]
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPED.get(code, code)
