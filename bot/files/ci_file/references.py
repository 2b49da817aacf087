"""Puts what `!reference [job, keyword]` names in its place."""

from collections.abc import Iterable

from bot.files.ci_file.problems import Problems
from bot.files.yaml_node_reading import MOST_DEPTH, MOST_NODES
from bot.files.yaml_nodes import Items, Node, Pairs, Scalar

TAG = "!reference"
MOST_LEVELS = 10
"""GitLab's limit for references in references."""


def resolve_references(root: Pairs, problems: Problems) -> Pairs:
    """Return a configuration without references; one that leads nowhere becomes nothing."""
    resolved = _Resolver(root, problems).resolve(root, ())
    return resolved if isinstance(resolved, Pairs) else root


class _Resolver:
    def __init__(self, root: Pairs, problems: Problems) -> None:
        self._root = root
        self._problems = problems
        self._done: dict[tuple[str, ...], Node] = {}

    def resolve(self, node: Node, trail: tuple[tuple[str, ...], ...]) -> Node:
        """Return a node in which all references are resolved; `trail` are those that led here."""
        if isinstance(node, Scalar):
            return node
        if isinstance(node, Items) and node.tag == TAG:
            return self._referenced(node, trail)
        self._problems.spend(1)
        if isinstance(node, Items):
            return self._items(node, trail)
        values = {key: self.resolve(value, trail) for key, value in node.values.items()}
        if all(values[key] is value for key, value in node.values.items()):
            return node
        weight, depth = self._size(node, values.values())
        return Pairs(
            values, node.keys, node.lost, node.line, node.column, node.last_line, node.tag, node.path, weight, depth
        )

    def _items(self, node: Items, trail: tuple[tuple[str, ...], ...]) -> Items:
        values = tuple(self.resolve(value, trail) for value in node.values)
        if all(new is old for new, old in zip(values, node.values, strict=True)):
            return node
        weight, depth = self._size(node, values)
        if weight > MOST_NODES or depth > MOST_DEPTH:
            self._problems.add(node, "references unfold to more than is read here")
            return Items((), node.line, node.column, node.last_line, None, node.path)
        return Items(values, node.line, node.column, node.last_line, node.tag, node.path, weight, depth)

    def _referenced(self, node: Items, trail: tuple[tuple[str, ...], ...]) -> Node:
        nothing = Scalar("", node.line, node.column, node.line, path=node.path)
        path = tuple(value.text for value in node.values if isinstance(value, Scalar))
        if path in trail:
            self._problems.add(node, f"{_shown(path)} leads in a circle")
            return nothing
        if len(trail) >= MOST_LEVELS:
            self._problems.add(node, f"{_shown(path)} is nested deeper than {MOST_LEVELS} levels")
            return nothing
        if path in self._done:
            return self._done[path]
        found = self._at(path)
        if found is None:
            self._problems.add_missing(node, f"{_shown(path)} is not here")
            return nothing
        resolved = self.resolve(found, (*trail, path))
        if resolved.depth <= MOST_DEPTH:
            self._done[path] = resolved
        return resolved

    def _at(self, path: tuple[str, ...]) -> Node | None:
        here: Node | None = self._root
        for key in path:
            here = here.get(key) if isinstance(here, Pairs) else None
        return here if path else None

    def _size(self, node: Items | Pairs, values: Iterable[Node]) -> tuple[int, int]:
        listed = list(values)
        return 1 + sum(one.weight for one in listed), 1 + max((one.depth for one in listed), default=node.depth)


def _shown(path: tuple[str, ...]) -> str:
    return f"{TAG} [{', '.join(path)[:80]}]"
