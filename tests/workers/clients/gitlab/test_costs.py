"""No question costs more than GitLab allows, with some room for what its own count may add."""

from itertools import product

import pytest
from graphql import parse, validate

from tests.fakes.gitlab.graphql_cost import DEPTH_OF_USERS, LIMIT_OF_USERS, cost_of
from tests.fakes.gitlab.graphql_schema import SCHEMA
from workers.clients.gitlab import children, graphql

ROOM = 10


def variables(*, runs, exact, notes, ci_file):
    """Return what a question sends."""
    return {
        "wantsRuns": runs,
        "runs": 20,
        "target": "main",
        "wantsExact": exact,
        "exactSha": "a" * 40 if exact else None,
        "wantsNotes": notes,
        "wantsPlan": not exact,
        "wantsCiFile": ci_file,
    }


@pytest.mark.parametrize(("runs", "exact", "notes", "ci_file"), [*product([False, True], repeat=4)])
def test_the_overview_may_be_asked(runs, exact, notes, ci_file):
    query = parse(graphql.QUERY)
    cost = cost_of(query, variables(runs=runs, exact=exact, notes=notes, ci_file=ci_file))
    assert validate(SCHEMA, query) == []
    assert (cost.complexity <= LIMIT_OF_USERS - ROOM, cost.depth <= DEPTH_OF_USERS) == (True, True), cost


@pytest.mark.parametrize("runs", [False, True])
def test_child_pipelines_may_be_asked(runs):
    query = parse(children.QUERY % 7)
    cost = cost_of(query, {"wantsRuns": runs, "runs": 20, "target": "main" if runs else None})
    assert validate(SCHEMA, query) == []
    assert (cost.complexity <= LIMIT_OF_USERS / 2, cost.depth <= DEPTH_OF_USERS) == (True, True), cost
