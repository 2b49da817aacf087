"""What `lighterman doctor` says of a token and of a role."""

from datetime import date

import pytest

from bot.condition import AccessToken, State, line_of_role, lines_of_token

OK, WARN, FAIL = State.OK, State.WARN, State.FAIL
TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("scopes", "states", "said"),
    [
        ("api read_registry", [OK], "it has the scopes api, read_registry"),
        ("api", [WARN], "it cannot read image sizes"),
        ("read_api read_registry", [WARN], "it can read but not write comments"),
        ("read_api", [WARN, WARN], "it can read but not write comments"),
        ("read_registry", [FAIL], "it cannot read merge requests"),
        ("read_user", [FAIL, WARN], "it cannot read merge requests"),
    ],
)
def test_scopes_that_lack_are_named_with_what_they_are_for(scopes, states, said):
    lines = list(lines_of_token(AccessToken(frozenset(scopes.split()), None), TODAY))
    assert [line.state for line in lines] == states
    assert lines[0].text.startswith(said)


@pytest.mark.parametrize(("day", "state"), [(15, OK), (14, WARN), (2, WARN)])
def test_a_token_that_expires_within_two_weeks_is_a_warning(day, state):
    token = AccessToken(frozenset({"api", "read_registry"}), date(2026, 3, day))
    *_, line = lines_of_token(token, TODAY)
    assert (line.state, line.text) == (state, f"it expires on 2026-03-{day:02} ({day - 1} d)")


@pytest.mark.parametrize(
    ("level", "state", "said"),
    [
        (0, FAIL, "has no role in acme/api; it needs Reporter"),
        (10, FAIL, "has Guest in acme/api; it needs Reporter"),
        (20, WARN, "has Reporter in acme/api; with Developer"),
        (30, OK, "has Developer in acme/api"),
        (45, OK, "has a role of level 45 in acme/api"),
    ],
)
def test_a_role_is_told_by_its_name(level, state, said):
    line = line_of_role("acme/api", level)
    assert line.state is state
    assert said in line.text
