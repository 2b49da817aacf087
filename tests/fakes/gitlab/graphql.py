"""The GraphQL side: a query is validated by a real GraphQL engine, its cost counted, and it is run as a user."""

from functools import cache
from typing import TYPE_CHECKING, Any

from graphql import DocumentNode, GraphQLResolveInfo, execute_sync, parse, validate
from graphql.error import GraphQLError

from tests.fakes.gitlab import shapes
from tests.fakes.gitlab.graphql_answers import Root
from tests.fakes.gitlab.graphql_cost import (
    DEPTH_OF_STRANGERS,
    DEPTH_OF_USERS,
    LIMIT_OF_STRANGERS,
    LIMIT_OF_USERS,
    cost_of,
)
from tests.fakes.gitlab.graphql_schema import SCHEMA
from tests.fakes.gitlab.state import User
from tests.fakes.loopback import Answer

if TYPE_CHECKING:
    from tests.fakes.gitlab.lab import PracticeGitLab

LONGEST = 10_000


def answer(lab: "PracticeGitLab", user: User | None, body: bytes) -> Answer:
    """Run a query as a user; what it may not see is null."""
    sent = shapes.read_json(body)
    query, variables = str(sent.get("query") or ""), sent.get("variables") or {}
    if len(query) > LONGEST:
        return Answer(422, _errors("Query too large"))
    document, faulty = _read(query)
    if document is None:
        return Answer(200, {"errors": list(faulty)})
    cost, limit = cost_of(document, variables), LIMIT_OF_USERS if user else LIMIT_OF_STRANGERS
    deepest = DEPTH_OF_USERS if user else DEPTH_OF_STRANGERS
    if cost.depth > deepest:
        return Answer(200, _errors(f"Query has depth of {cost.depth}, which exceeds max depth of {deepest}"))
    if cost.complexity > limit:
        said = f"Query has complexity of {cost.complexity}, which exceeds max complexity of {limit}"
        return Answer(200, _errors(said))
    root = Root(lab, user, {"score": cost.complexity, "limit": limit})
    result = execute_sync(SCHEMA, document, root, variable_values=variables, field_resolver=_field)
    row: dict[str, Any] = {"data": result.data}
    return Answer(200, row | ({"errors": [one.formatted for one in result.errors]} if result.errors else {}))


@cache
def _read(query: str) -> tuple[DocumentNode | None, tuple[Any, ...]]:
    """Return the query as a tree, or what is wrong with it; tests ask the same again and again."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, (error.formatted,)
    faulty = validate(SCHEMA, document)
    return (None, tuple(error.formatted for error in faulty)) if faulty else (document, ())


def _field(of: Any, info: GraphQLResolveInfo, /, **given: Any) -> Any:
    """Return a field; unlike the engine's own resolver this one lets an argument be called `source`."""
    value = of.get(info.field_name) if isinstance(of, dict) else getattr(of, info.field_name)
    return value(info, **given) if callable(value) else value


def _errors(said: str) -> dict[str, Any]:
    return {"errors": [{"message": said}]}
