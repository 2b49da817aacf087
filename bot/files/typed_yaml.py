"""Reads YAML into a typed model and says in plain sentences, with line numbers, what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
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

from bot.files.quantities import Growth, read_growth, read_percent, read_seconds, read_size

__all__ = ["Duration", "Field", "GrowthLimit", "Model", "Percent", "Size", "Tree", "YamlError", "parse", "read"]

SIZE_LIMIT_BYTES = 256 * 1024
DEPTH_LIMIT = 24
PROBLEM_LIMIT = 10
PLAIN_VALUES: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}

Path = tuple[str | int, ...]
_Node = ScalarEvent | MappingStartEvent | SequenceStartEvent


def _written(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": list(examples)})


_AMOUNT = r"^[0-9]{1,9}(\.[0-9]{1,3})? ?"
_BYTES = "(B|kB|KB|MB|GB|KiB|MiB|GiB)"
Size = Annotated[int, BeforeValidator(read_size), _written(f"{_AMOUNT}{_BYTES}$", "20MiB", "500MB")]
Percent = Annotated[float, BeforeValidator(read_percent), _written(f"{_AMOUNT}%$", "5%")]
Duration = Annotated[float, BeforeValidator(read_seconds), _written(f"{_AMOUNT}(s|min|h)$", "90s", "10min")]
GrowthLimit = Annotated[Growth, BeforeValidator(read_growth), _written(f"{_AMOUNT}({_BYTES}|%)$", "20MiB", "5%")]


class Model(BaseModel):
    """A frozen model whose keys are written with hyphens and of which no key may be invented."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.replace("_", "-"),
        validate_by_name=True,
        validate_by_alias=True,
    )


ModelT = TypeVar("ModelT", bound=Model)


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


def read(text: str, model: type[ModelT]) -> tuple[ModelT, tuple[str, ...]]:
    """Return the model of a text and its problems; with any problem the model is the one of an empty text."""
    try:
        tree = parse(text)
    except YamlError as error:
        return model(), (str(error),)
    if tree.value is None:
        return model(), ()
    if not isinstance(tree.value, dict):
        return model(), ('line 1: the file must hold keys with values, such as "comment: always"',)
    try:
        return model.model_validate(tree.value, by_alias=True, by_name=False), ()
    except ValidationError as error:
        return model(), tuple(_problems(error, tree, model))


def parse(text: str, *, allow_aliases: bool = False) -> Tree:
    """Return the values of one YAML document; aliases are shared, never copied, so that a bomb stays small."""
    if len(text.encode(errors="replace")) > SIZE_LIMIT_BYTES:
        raise YamlError(1, f"the file is larger than {SIZE_LIMIT_BYTES // 1024} KiB")
    builder = _Builder(allow_aliases=allow_aliases)
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
    root: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, object] = field(default_factory=dict)
    documents: int = 0

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


def _problems(error: ValidationError, tree: Tree, model: type[Model]) -> Iterator[str]:
    keys = _keys(model)
    for detail in error.errors(include_url=False, include_context=False)[:PROBLEM_LIMIT]:
        path: Path = tuple(detail["loc"])
        line = next((tree.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in tree.lines), 1)
        yield f"line {line}: {_sentence(detail['type'], detail['msg'], path, keys)}"


def _sentence(kind: str, message: str, path: Path, keys: dict[int, list[str]]) -> str:
    name = f'"{path[-1]!s:.60}"' if path else "the file"
    if kind == "extra_forbidden":
        known = keys.get(len(path), [])
        close = get_close_matches(str(path[-1]), known, n=1)
        hint = f'did you mean "{close[0]}"?' if close else f"write one of {', '.join(known)}"
        return f"{name} is no key here; {hint}"
    if kind == "value_error":
        return f"{name}: {message.removeprefix('Value error, ')}"
    if kind in {"model_type", "dict_type"}:
        return f"{name} must hold keys with values, indented below it"
    if kind in {"literal_error", "enum"}:
        return f"{name}: {message[0].lower()}{message[1:]}".replace("'", '"').replace("input should be", "write")
    return f"{name}: {message[0].lower()}{message[1:]}"


def _keys(model: type[Model]) -> dict[int, list[str]]:
    """Return the keys of a model by their depth; below a map the depth counts the map's own key too."""
    found: dict[int, list[str]] = {1: [_key(name) for name in model.model_fields]}
    schema = model.model_json_schema(by_alias=True)
    found[3] = [key for part in schema.get("$defs", {}).values() for key in part.get("properties", {})]
    return found


def _key(name: str) -> str:
    return name.replace("_", "-")
