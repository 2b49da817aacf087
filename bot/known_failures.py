"""The signatures as data: each plug-in with its defaults filled in, and all that a scanner must look for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from bot import plugins, signatures
from bot.signatures import FailureClass, Role

ALL_OTHERS = "*"


@dataclass(frozen=True)
class Signature:
    """What a plug-in says of itself; `name` is its id, `explanation` the first line of its docstring."""

    name: str
    failure_class: FailureClass
    patterns: tuple[bytes, ...]
    explanation: str
    fix: Callable[[str, Mapping[str, str]], str]
    retry_helps: bool
    retry_reason: str
    role: Role = Role.CAUSE
    outranks: frozenset[str] = frozenset()
    yields: bool = False
    after: bytes | None = None


@cache
def known() -> Mapping[str, Signature]:
    """Return all signatures by their ids."""
    return {name: _signature(name, plugin) for name, plugin in plugins.load(signatures).items()}


def _signature(name: str, plugin: ModuleType) -> Signature:
    return Signature(
        name=name,
        failure_class=plugin.CLASS,
        patterns=plugin.PATTERNS,
        explanation=plugins.summary(plugin),
        fix=getattr(plugin, "fix", None) or (lambda _evidence, _clues: plugin.FIX),
        retry_helps=plugin.RETRY_HELPS,
        retry_reason=plugin.RETRY_REASON,
        role=getattr(plugin, "ROLE", Role.CAUSE),
        outranks=frozenset(getattr(plugin, "OUTRANKS", ())),
        yields=getattr(plugin, "YIELDS", False),
        after=getattr(plugin, "AFTER", None),
    )


@cache
def by_pattern() -> Mapping[str, Signature]:
    """Return the signatures by the names under which a scanner looks for their patterns."""
    return {f"signature:{one.name}:{n}": one for one in known().values() for n in range(len(one.patterns))}


@cache
def patterns() -> Mapping[str, bytes]:
    """Return the patterns of all signatures, of what must stand before some, and of what explains others."""
    plugs = plugins.load(signatures)
    clues = {f"clue:{name}": clue for plug in plugs.values() for name, clue in getattr(plug, "CLUES", {}).items()}
    after = {f"after:{one.name}": one.after for one in known().values() if one.after}
    named = by_pattern()
    return {name: one.patterns[int(name.rpartition(":")[2])] for name, one in named.items()} | after | clues


def strongest(found: Iterable[Signature]) -> list[Signature]:
    """Leave out the signatures that are outranked by others in the same line."""
    unique = {one.name: one for one in found}
    kept = [one for one in unique.values() if not any(_outranks(other, one) for other in unique.values())]
    # Two that outrank each other would leave nothing: then each says half of the truth.
    return kept or list(unique.values())


def _outranks(one: Signature, other: Signature) -> bool:
    if one.name == other.name:
        return False
    if other.name in one.outranks or ALL_OTHERS in one.outranks:
        return True
    firm = {Role.CAUSE, Role.STEP}
    return other.yields and not one.yields and one.role in firm and one.name not in other.outranks
