"""Merges mappings as GitLab does it: keys side by side, mappings key by key, everything else the later one."""

from collections.abc import Sequence

from bot.files.ci_file.problems import Problems
from bot.files.yaml_nodes import Node, Pairs, Scalar, scalars

MOST_LEVELS = 10
"""Of `extends`; GitLab refuses more (Ci::Config::Extendable)."""


def merge(below: Pairs, above: Pairs, problems: Problems) -> Pairs:
    """Return two mappings as one; where both have a key, `above` wins. The places stay those of each part."""
    problems.spend(len(below.values) + len(above.values))
    values: dict[str, Node] = dict(below.values)
    for key, value in above.values.items():
        old = values.get(key)
        both = isinstance(old, Pairs) and isinstance(value, Pairs)
        values[key] = merge(old, value, problems) if both else value  # type: ignore[arg-type] # both says what they are
    return Pairs(
        values,
        {**below.keys, **above.keys},
        above.lost,
        above.line,
        above.column,
        above.last_line,
        above.tag,
        above.path,
        below.weight + above.weight,
        max(below.depth, above.depth),
    )


def extend(root: Pairs, problems: Problems) -> Pairs:
    """Return a configuration in which every mapping holds what it extends."""
    extender = _Extender(root, problems)
    values = {
        name: extender.resolve(name, ()) if isinstance(node, Pairs) else node for name, node in root.values.items()
    }
    return Pairs(values, root.keys, root.lost, root.line, root.column, root.last_line, root.tag, root.path, root.weight)


class _Extender:
    def __init__(self, root: Pairs, problems: Problems) -> None:
        self._root = root
        self._problems = problems
        self._done: dict[str, Pairs] = {}
        self._levels: dict[str, int] = {}

    def resolve(self, name: str, below: tuple[str, ...]) -> Pairs:
        """Return a mapping with its ancestors; `below` are the names that led here."""
        own = self._root.pairs(name)
        if name in self._done:
            return self._done[name]
        merged = Pairs()
        for base in self._bases(name, own, below):
            merged = merge(merged, self.resolve(base.text, (*below, name)), self._problems)
            self._levels[name] = max(self._levels.get(name, 0), self._levels.get(base.text, 0) + 1)
            if self._levels[name] == MOST_LEVELS + 1:
                self._problems.add(base, f'"{name:.80}" extends over more than {MOST_LEVELS} levels')
        found = merge(merged, own, self._problems) if merged.values else own
        self._done[name] = found
        return found

    def _bases(self, name: str, own: Pairs, below: tuple[str, ...]) -> Sequence[Scalar]:
        # Deeper than GitLab goes, so that what is wrong is told with the name that is one too many.
        written = list(scalars(own.get("extends"))) if len(below) < 2 * MOST_LEVELS else []
        return [one for one in written if self._is_base(one, name, below)]

    def _is_base(self, base: Scalar, name: str, below: tuple[str, ...]) -> bool:
        if base.text in (*below, name):
            self._problems.add(base, f'"{base.text:.80}" extends itself in a circle')
            return False
        if not isinstance(self._root.values.get(base.text), Pairs):
            self._problems.add_missing(base, f'extends names "{base.text:.80}", which is not here')
            return False
        return True
