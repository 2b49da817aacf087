"""Writes frozen facts down as JSON values, and reads them again; the only place that knows how."""

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from zlib import crc32

import msgspec

Fact = TypeVar("Fact")

_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


def write(fact: Any) -> Any:
    """Return a fact, or a tuple of facts, as JSON values; a field that has its default is left out."""
    kind = type(fact)
    if kind in _AS_IT_IS:
        return fact
    if is_dataclass(kind):
        values = ((name, getattr(fact, name), default) for name, default in _defaults(kind))
        return {name: write(value) for name, value, default in values if value != default}
    if kind is tuple:
        return [write(one) for one in fact]
    if isinstance(fact, datetime):
        return fact.isoformat()
    if isinstance(fact, StrEnum):
        return fact.value
    raise TypeError(f"{kind.__name__} is no kind of fact that can be written down")


def read(value: Any, kind: type[Fact]) -> Fact:
    """Return what was written."""
    return msgspec.convert(value, kind)


@cache
def shape(kind: Any) -> str:
    """Return a short name for the fields of a fact: it changes with them, so that no version reads another's."""
    return f"{crc32(json.dumps(msgspec.json.schema(kind), sort_keys=True).encode()):08x}"


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((one.name, one.default) for one in fields(kind))
