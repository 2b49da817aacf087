"""Who may run which command where: every cell of the table."""

import pytest

from bot import rights, slash
from bot.actions import Answer, Receipt
from bot.roles import Role, role_of
from tests.bot.talk import call, converse

LEVELS = (0, 5, 10, 15, 20, 30, 40, 50)
NEEDED = {
    "help": 0,
    "build-status": 20,
    "report": 20,
    "size": 20,
    "why": 20,
    "rebuild-cache": 30,
    "retry-build": 30,
    "cancel-stuck": 30,
    "fix": 30,
    "allow": 30,
    "ignore": 40,
    "mute": 40,
}
READING = {"help", "build-status", "report", "size", "why"}
VERBS = sorted(slash.verbs())
SHA = "c0ffee00" * 5


def refusal(verb, level, **more):
    of = call(f"/{verb}", level, **more)
    return rights.refusal(of, verb, slash.verbs()[verb])


def test_every_command_stands_in_this_table():
    assert set(VERBS) <= set(NEEDED)
    assert {verb for verb, plugin in slash.verbs().items() if plugin.READS} == READING & set(VERBS)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("verb", VERBS)
def test_in_a_project_of_its_own_the_role_decides(verb, level):
    assert (refusal(verb, level) is None) is (level >= NEEDED[verb])


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("verb", VERBS)
def test_on_a_fork_only_reading_commands_work_until_it_is_allowed(verb, level):
    has_role = level >= NEEDED[verb]
    assert (refusal(verb, level, is_fork=True) is None) is (has_role and (verb in READING or verb == "allow"))
    assert (refusal(verb, level, is_fork=True, vouched_sha=SHA) is None) is has_role


@pytest.mark.parametrize("is_fork", [False, True])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("verb", VERBS)
def test_a_blocked_user_may_nothing_whatever_the_role_was(verb, level, is_fork):
    reason = refusal(verb, level, is_fork=is_fork, is_blocked=True, vouched_sha=SHA)
    assert reason == f"`/{verb}` is not for blocked users."


@pytest.mark.parametrize("is_fork", [False, True])
@pytest.mark.parametrize("verb", VERBS)
def test_an_ended_membership_is_none_and_is_named(verb, is_fork):
    reason = refusal(verb, 0, is_fork=is_fork, membership_ended_on="2026-11-01")
    if NEEDED[verb] == Role.ANYONE:
        assert reason is None
    else:
        assert "your membership ended on 2026-11-01" in reason


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("verb", VERBS)
def test_a_project_may_set_another_role(verb, level):
    config = {"commands": {verb: "owner"}}
    assert (refusal(verb, level, config=config) is None) is (level >= Role.OWNER)


@pytest.mark.parametrize("is_fork", [False, True])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("verb", VERBS)
def test_an_access_token_is_not_heard_whatever_its_role_unless_the_project_says_so(verb, level, is_fork):
    robot = {"is_bot": True, "vouched_sha": SHA, "is_fork": is_fork}
    unheard = call(f"/{verb}", level, **robot)
    assert not rights.is_heard(unheard.caller, unheard.config)
    heard = call(f"/{verb}", level, config={"obeyed-bots": [unheard.caller.username]}, **robot)
    assert rights.is_heard(heard.caller, heard.config)
    assert (rights.refusal(heard, verb, slash.verbs()[verb]) is None) is (level >= NEEDED[verb])


def test_a_person_is_always_heard():
    assert rights.is_heard(call("/help", 0).caller, call("/help", 0).config)


def test_a_fork_that_was_pushed_to_since_waits_for_another_word():
    assert "new commits" in refusal("mute", 40, is_fork=True, vouched_sha="0" * 40)
    assert "comes from a fork" in refusal("mute", 40, is_fork=True)


@pytest.mark.parametrize(("level", "role"), [(0, "no role"), (5, "no role"), (10, "Guest"), (15, "Planner")])
def test_a_refusal_names_the_role_that_is_needed_and_the_one_that_is_there(level, role):
    (answer,) = converse(call("/report /merge", level))
    assert answer == Answer(f"`/report` needs the role Reporter in this project; you have {role}.", Receipt.REFUSED)


@pytest.mark.parametrize(("level", "role"), [(-1, "no role"), (29, "Reporter"), (30, "Developer"), (60, "Owner")])
def test_a_level_reaches_the_role_below_it(level, role):
    assert role_of(level).title == role
