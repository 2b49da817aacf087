"""`/fix` brings checked fixes in, in a merge request of its own or here, once however often it is worked on."""

from dataclasses import replace

import pytest

from bot.actions import Answer, CommitFixes, FixedFile, LookAtRepair, OpenMergeRequest, Receipt, Repair, Step
from tests.bot.talk import call, converse

FILE = FixedFile("Dockerfile", "FROM debian:13\n")
MENDED = Repair((FILE,), ("Take out --squash",))
SHA = "c0ffee00" * 5
LISTED = "- `Take out --squash`"


def talk(text, repair=MENDED, step=Step(id=6, web_url="https://gitlab.test/p/6"), **more):  # noqa: B008 - frozen
    table = {LookAtRepair: repair, CommitFixes: step, OpenMergeRequest: step}
    return converse(call(text, 30, **more), table)


def test_the_fixes_get_a_merge_request_into_the_source_branch():
    look, seen, commit, opened, answer = talk("/fix")
    assert look == LookAtRepair(1, SHA, None)
    assert (seen.receipt, seen.memory) == (Receipt.SEEN, {"sha": SHA, "project": 1})
    assert (commit.branch, commit.start_sha, commit.files) == ("lighterman/fix-5-50", SHA, (FILE,))
    assert commit.message == "Mend what the rules found\n\n- Take out --squash\n\nLighterman-Note: 50"
    assert (opened.source_branch, opened.target_branch, opened.description) == (commit.branch, "feature", LISTED)
    assert answer == Answer(f"Brought in as [!6](https://gitlab.test/p/6):\n\n{LISTED}")


def test_here_means_a_commit_to_the_source_branch():
    actions = talk("/fix squash --here")
    assert actions[0] == LookAtRepair(1, SHA, "squash")
    assert (actions[2].branch, actions[2].start_sha) == ("feature", None)
    assert not [one for one in actions if isinstance(one, OpenMergeRequest)]
    assert actions[-1] == Answer(f"Brought in into `feature`:\n\n{LISTED}")


def test_an_attempt_that_comes_later_mends_the_same_commit():
    actions = talk("/fix --here", memory={"sha": "0" * 40, "project": 1})
    assert actions[0] == LookAtRepair(1, "0" * 40, None)
    assert [type(one) for one in actions] == [LookAtRepair, CommitFixes, Answer]


@pytest.mark.parametrize(
    ("text", "repair", "said"),
    [
        ("/fix sqash", MENDED, "There is no rule `sqash`; did you mean `squash`?"),
        ("/fix xyzxyz", MENDED, "There is no rule `xyzxyz`."),
        ("/fix squash root-final", MENDED, "Name one rule, or none for all of them; such as `/fix squash --here`."),
        ("/fix", Repair(), "Nothing to mend: no rule that looked has a fix that holds."),
        ("/fix", Repair(problem="GitLab hides it"), "GitLab hides it"),
    ],
)
def test_what_cannot_be_mended_is_said_and_nothing_changes(text, repair, said):
    actions = talk(text, repair)
    assert actions[-1] == Answer(said, Receipt.FAILED)
    assert not [one for one in actions if isinstance(one, (CommitFixes, OpenMergeRequest))]


def test_a_branch_whose_project_is_gone_is_told():
    given = call("/fix", 30, vouched_sha=SHA)
    orphan = replace(given, merge_request=replace(given.merge_request, source_project_id=None))
    assert converse(orphan)[-1].text == "The project that this branch came from is gone."


def test_a_refusal_of_gitlab_is_told():
    assert talk("/fix", step=Step(problem="no right"))[-1].text == "The fixes were not brought in: no right."


def test_many_fixes_are_counted():
    answer = talk("/fix --here", Repair((FILE,), tuple(f"do {number}" for number in range(30))))[-1]
    assert answer.text.endswith("- and 10 more")
