"""Reads YAML into a typed model and says in plain sentences, with line numbers, what is wrong with it."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, TypeGuard, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from bot.files.quantities import (
    VARIABLE_NAME,
    Growth,
    read_growth,
    read_percent,
    read_seconds,
    read_size,
    read_variable_name,
)
from bot.files.yaml_tree import Path, Tree, YamlError, parse

__all__ = [
    "Duration",
    "Field",
    "GrowthLimit",
    "Model",
    "Path",
    "Percent",
    "Size",
    "Tree",
    "VariableName",
    "YamlError",
    "keys_at",
    "parse",
    "read",
]

LINE_LIMIT = 400
VALUE_LIMIT = 1_000
PROBLEM_LIMIT = 10


def _written(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": list(examples)})


_AMOUNT = r"^[0-9]{1,9}(\.[0-9]{1,3})? ?"
_BYTES = "(B|kB|KB|MB|GB|KiB|MiB|GiB)"
Size = Annotated[int, BeforeValidator(read_size), _written(f"{_AMOUNT}{_BYTES}$", "20MiB", "500MB")]
Percent = Annotated[float, BeforeValidator(read_percent), _written(f"{_AMOUNT}%$", "5%")]
Duration = Annotated[float, BeforeValidator(read_seconds), _written(f"{_AMOUNT}(s|min|h)$", "90s", "10min")]
VariableName = Annotated[str, BeforeValidator(read_variable_name), _written(f"^{VARIABLE_NAME.pattern}$", "NO_CACHE")]
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


def read(text: str, model: type[ModelT], *, is_foreign: bool = False) -> tuple[ModelT, tuple[str, ...]]:
    """Return the model of a text and its problems; with any problem the model is the one of an empty text.

    A foreign text is one that others than our operators wrote: it is also limited in what it may cost to read.
    """
    try:
        if is_foreign:
            _refuse_what_costs(text)
        tree = parse(text, value_limit=VALUE_LIMIT if is_foreign else None)
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


def _refuse_what_costs(text: str) -> None:
    """Refuse lines that no setting needs: the scanner's time grows with the square of what stands in one line."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LINE_LIMIT:
            raise YamlError(number, f"the line is longer than {LINE_LIMIT} characters; break it into several")
        if "\N{REPLACEMENT CHARACTER}" in line:
            raise YamlError(number, "the line is not in UTF-8; save the file in UTF-8")


def _problems(error: ValidationError, tree: Tree, model: type[Model]) -> Iterator[str]:
    for detail in error.errors(include_url=False, include_context=False)[:PROBLEM_LIMIT]:
        path: Path = tuple(detail["loc"])
        line = next((tree.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in tree.lines), 1)
        yield f"line {line}: {_sentence(detail['type'], detail['msg'], path, model)}"


def _sentence(kind: str, message: str, path: Path, model: type[Model]) -> str:
    name = f'"{path[-1]!s:.60}"' if path else "the file"
    if kind == "extra_forbidden":
        return f"{name} is no key here; {_hint(path, model)}"
    if kind == "value_error":
        return f"{name}: {message.removeprefix('Value error, ')}"
    if kind in {"model_type", "dict_type"}:
        return f"{name} must hold keys with values, indented below it"
    if kind in {"literal_error", "enum"}:
        return f"{name}: {message[0].lower()}{message[1:]}".replace("'", '"').replace("input should be", "write")
    return f"{name}: {message[0].lower()}{message[1:]}"


def _hint(path: Path, model: type[Model]) -> str:
    """Say what was meant, or where the key belongs, or which keys there are."""
    key, known = str(path[-1]), keys_at(model, path[:-1])
    homes = [one for one in keys_at(model, ()) if key in keys_at(model, (one, "name"))]
    if homes:
        named = " or ".join(f'"{home}"' for home in homes)
        return f"it belongs deeper, below {named}"
    close = get_close_matches(key, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"write one of {', '.join(known)}"


def keys_at(model: type[Model], path: Path) -> list[str]:
    """Return the keys that may stand below a path."""
    here: object = model
    for part in path:
        here = _value_of(here, part)
    return [_key(name) for name in here.model_fields] if _is_model(here) else []


def _value_of(kind: object, part: str | int) -> object:
    """Return the type of what stands below a key; in a map or a list every value is of the same type."""
    if _is_model(kind):
        return next((field.annotation for name, field in kind.model_fields.items() if _key(name) == part), None)
    return next(filter(_is_model, get_args(kind)), None)


def _is_model(kind: object) -> TypeGuard[type[Model]]:
    return isinstance(kind, type) and issubclass(kind, Model)


def _key(name: str) -> str:
    return name.replace("_", "-")
