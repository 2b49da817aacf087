"""Reads YAML that people write into typed models, and says with a line number what is wrong with it."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

__all__ = ["Duration", "Field", "Model", "Percent", "Problem", "Size", "load_plain", "read", "schema"]

MAX_CHARACTERS = 256 * 1024
MAX_DEPTH = 20
_UNITS = {"B": 1, "kB": 1000, "MB": 1000**2, "GB": 1000**3, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_SECONDS = {"s": 1, "min": 60, "h": 3600}


class Model(BaseModel):
    """A mapping with known keys; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-"))


@dataclass(frozen=True)
class Problem:
    """What is wrong in a file, in one sentence; `line` counts from 1."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


AnyModel = TypeVar("AnyModel", bound=Model)


def read(text: str, model: type[AnyModel]) -> tuple[AnyModel, tuple[Problem, ...]]:
    """Return the model that a YAML text holds, or the model's defaults and the problems that forced them."""
    try:
        problem = _refusal(text)
        data = None if problem else _loader().load(StringIO(text))
    except MarkedYAMLError as error:
        problem = Problem((error.problem_mark.line + 1) if error.problem_mark else 1, f"{error.problem or error}")
    except (YAMLError, ValueError, RecursionError) as error:
        problem = Problem(1, f"this is not YAML: {str(error).splitlines()[0]}")
    if problem:
        return model(), (problem,)
    if data is None:
        return model(), ()
    if not isinstance(data, Mapping):
        return model(), (Problem(1, "the file must hold `key: value` lines"),)
    try:
        return model.model_validate(data), ()
    except ValidationError as error:
        return model(), tuple(_problem(data, model, dict(item)) for item in error.errors(include_url=False))


def load_plain(text: str) -> Any:
    """Return YAML as plain dictionaries, lists and scalars; raise ValueError where it cannot be read safely."""
    try:
        if problem := _refusal(text, allows_aliases=True):
            raise ValueError(problem.text)
        yaml = YAML(typ="rt")
        yaml.allow_duplicate_keys = True
        return yaml.load(StringIO(text))
    except (YAMLError, RecursionError) as error:
        raise ValueError(str(error).splitlines()[0]) from None


def schema(model: type[Model]) -> dict[str, Any]:
    """Return the JSON Schema of a model, with the keys as people write them."""
    return model.model_json_schema(by_alias=True)


def _loader() -> YAML:
    return YAML(typ="rt")


def _refusal(text: str, *, allows_aliases: bool = False) -> Problem | None:
    """Look at the events of a text before anything is built of it, so that a bomb never unfolds."""
    if len(text) > MAX_CHARACTERS:
        return Problem(1, f"the file is longer than {MAX_CHARACTERS // 1024} KiB")
    depth = 0
    for event in _events(text):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) and not allows_aliases:
            return Problem(line, "aliases (`*name`) are not used here; write the value out")
        tag = getattr(event, "ctag", None)
        if isinstance(event, ScalarEvent) and tag is not None and str(tag).startswith("!") and not allows_aliases:
            return Problem(line, f"the tag `{tag}` is not used here; write a plain value")
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            depth += 1
        elif type(event).__name__.endswith("EndEvent"):
            depth -= 1
        if depth > MAX_DEPTH * (4 if allows_aliases else 1):
            return Problem(line, "the file nests too deeply")
    return None


def _events(text: str) -> Iterator[Any]:
    yield from YAML(typ="rt").parse(StringIO(text))


def _problem(data: Any, model: type[Model], error: dict[str, Any]) -> Problem:
    location = tuple(error["loc"])
    line = _line_of(data, location)
    key = ".".join(str(part) for part in location)
    if error["type"] == "extra_forbidden":
        return Problem(line, f"unknown key `{key}`{_did_you_mean(str(location[-1]), _keys_at(model, location[:-1]))}")
    said = str(error["msg"]).removeprefix("Value error, ")
    return Problem(line, f"`{key}`: {said[:1].lower()}{said[1:]}")


def _did_you_mean(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"; did you mean `{close[0]}`?"
    return f"; known keys: {', '.join(f'`{name}`' for name in known)}" if known else ""


def _keys_at(model: type[Model], path: tuple[Any, ...]) -> list[str]:
    """Return the keys that the model knows at a path, by walking its JSON Schema."""
    whole = schema(model)
    node: Any = whole
    for part in path:
        node = _resolve(whole, node)
        is_item = isinstance(part, int)
        node = node.get("items" if is_item else "properties", {}) if is_item else _child(node, str(part))
    return sorted(_resolve(whole, node).get("properties", {}))


def _child(node: Mapping[str, Any], name: str) -> Any:
    inner = node.get("properties", {}).get(name)
    return inner if inner is not None else node.get("additionalProperties") or {}


def _resolve(whole: Mapping[str, Any], node: Any) -> Mapping[str, Any]:
    while isinstance(node, Mapping) and "$ref" in node:
        node = whole["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    return node if isinstance(node, Mapping) else {}


def _line_of(data: Any, location: tuple[Any, ...]) -> int:
    line = 1
    for part in location:
        marks = getattr(data, "lc", None)
        if marks is None or marks.data is None or part not in marks.data:
            break
        line = marks.data[part][0] + 1
        data = data[part]
    return int(line)


def _size(value: Any) -> Any:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kMGK]?i?B)", value.strip()) if isinstance(value, str) else None
    if found is None or found[2] not in _UNITS:
        raise ValueError(f"`{value}` is no size; write for example `20MiB` or `500 MB`")
    return round(float(found[1]) * _UNITS[found[2]])


def _percent(value: Any) -> Any:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"`{value}` is no share; write for example `5%`")
    return float(found[1])


def _duration(value: Any) -> Any:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|min|h)", value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"`{value}` is no time; write for example `90s` or `10min`")
    return float(found[1]) * _SECONDS[found[2]]


def _written(example: str, pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example]})


Size = Annotated[int, BeforeValidator(_size), _written("20MiB", r"^\d+(\.\d+)?\s*([kMG]?B|[KMG]iB)$")]
"""Bytes, written with a unit."""
Percent = Annotated[float, BeforeValidator(_percent), _written("5%", r"^\d+(\.\d+)?\s*%$")]
"""A share in percent, written with its sign."""
Duration = Annotated[float, BeforeValidator(_duration), _written("10min", r"^\d+(\.\d+)?\s*(s|min|h)$")]
"""Seconds, written with a unit."""
