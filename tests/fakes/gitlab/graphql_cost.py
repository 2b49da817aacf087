"""What a GraphQL query costs: complexity and depth, near to how GitLab counts them.

After app/graphql/types/base_field.rb: a field costs 1 (2 when it asks the Git server) and what is in it; a
connection costs 1 % more for each row that it may return, a hundred when nobody says how many; each of `ref` and `sha`
costs 2 more. What GitLab adds for single resolvers is not known here, so a query near the limit may be refused there.
"""

from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    IntValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from tests.fakes.gitlab.graphql_schema import GITALY, SCHEMA, UNRESOLVED

LIMIT_OF_STRANGERS, LIMIT_OF_USERS = 200, 250
DEPTH_OF_STRANGERS, DEPTH_OF_USERS = 15, 20
LARGEST_PAGE = 100


@dataclass(frozen=True)
class Cost:
    """Complexity and depth of a query."""

    complexity: int
    depth: int


def cost_of(document: DocumentNode, variables: dict[str, Any]) -> Cost:
    """Count a query that was validated before."""
    counter = _Counter(document, variables)
    roots = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    query = SCHEMA.query_type
    return Cost(
        sum(counter.complexity(root.selection_set, query) for root in roots),
        max((counter.depth(root.selection_set) for root in roots), default=0),
    )


class _Counter:
    def __init__(self, document: DocumentNode, variables: dict[str, Any]) -> None:
        self._variables = variables
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }

    def complexity(self, selections: SelectionSetNode | None, of: Any) -> int:
        return sum(self._field(field, of) for field in self._fields(selections))

    def depth(self, selections: SelectionSetNode | None) -> int:
        return max((1 + self.depth(field.selection_set) for field in self._fields(selections)), default=0)

    def _fields(self, selections: SelectionSetNode | None) -> list[FieldNode]:
        found: list[FieldNode] = []
        for one in selections.selections if selections else ():
            if self._is_left_out(one):
                continue
            if isinstance(one, FieldNode):
                found.append(one)
            elif isinstance(one, FragmentSpreadNode):
                found += self._fields(self._fragments[one.name.value].selection_set)
            else:
                found += self._fields(one.selection_set)
        return found

    def _field(self, field: FieldNode, of: Any) -> int:
        definition = of.fields.get(field.name.value) if isinstance(of, GraphQLObjectType) else None
        kind = get_named_type(definition.type) if definition else None
        given = {one.name.value: self._value(one.value) for one in field.arguments or ()}
        cost = 1 + self.complexity(field.selection_set, kind)
        cost += 1 if (getattr(of, "name", ""), field.name.value) in GITALY else 0
        is_resolved = (getattr(of, "name", ""), field.name.value) not in UNRESOLVED
        if kind is None or not kind.name.endswith("Connection") or not is_resolved:
            return cost
        cost += 2 * sum(1 for name in ("ref", "sha") if kind.name == "PipelineConnection" and given.get(name))
        rows = min(given.get("first") or LARGEST_PAGE, given.get("last") or LARGEST_PAGE, LARGEST_PAGE)
        return int(cost + cost * rows / 100)

    def _is_left_out(self, one: SelectionNode) -> bool:
        for directive in one.directives or ():
            condition = bool(self._value(directive.arguments[0].value)) if directive.arguments else True
            if condition is (directive.name.value == "skip"):
                return True
        return False

    def _value(self, node: Any) -> Any:
        if isinstance(node, VariableNode):
            return self._variables.get(node.name.value)
        if isinstance(node, IntValueNode):
            return int(node.value)
        return None if isinstance(node, NullValueNode) else getattr(node, "value", True)
