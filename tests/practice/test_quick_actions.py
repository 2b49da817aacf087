"""Quick actions: which lines GitLab takes for commands, now and before, and with whose rights it runs them."""

import pytest

from tests.fakes.gitlab.quick_actions import extract

FENCE = "`" * 3
HOSTILE_LOG = f"log\n{FENCE}\n/merge\nlog"


def commands(body, **how):
    return [str(one) for one in extract(body, **how)[1]]


@pytest.mark.parametrize(
    ("body", "found", "left"),
    [
        ("/merge", ["/merge"], ""),
        ("/MERGE", ["/merge"], ""),
        ("/label ~docker ~size", ["/label ~docker ~size"], ""),
        ("text\n/close\nmore", ["/close"], "text\nmore"),
        ("text\n\n/close\n\nmore", ["/close"], "text\n\nmore"),
        ("/close\n/label ~x", ["/close", "/label ~x"], ""),
        ("progress\r/merge", [], "progress/merge"),
        ("progress\r\n/merge\r\n", ["/merge"], "progress"),
        ("\r/merge", ["/merge"], ""),
        ("/rebuild-cache", [], "/rebuild-cache"),
        ("/merger", [], "/merger"),
        ("/merge-it", [], "/merge-it"),
        ("/lighterman help", [], "/lighterman help"),
        ("see /merge", [], "see /merge"),
        (" /merge", [], " /merge"),
        ("    /merge", [], "    /merge"),
        ("- /merge", [], "- /merge"),
        ("> /merge", [], "> /merge"),
        ("# /merge", [], "# /merge"),
        ("| a |\n| - |\n| /merge |", [], "| a |\n| - |\n| /merge |"),
        (f"{FENCE}\n/merge\n{FENCE}", [], f"{FENCE}\n/merge\n{FENCE}"),
        (f"~~~\n{HOSTILE_LOG}\n~~~", [], f"~~~\n{HOSTILE_LOG}\n~~~"),
        (f"`{FENCE}\n{HOSTILE_LOG}\n`{FENCE}", [], f"`{FENCE}\n{HOSTILE_LOG}\n`{FENCE}"),
        (f"{FENCE}\n{HOSTILE_LOG}\n{FENCE}", ["/merge"], f"{FENCE}\nlog\n{FENCE}\nlog\n{FENCE}"),
        ("<div>\n/merge\n</div>", [], "<div>\n/merge\n</div>"),
        ("<details>\n<summary>x</summary>\n\n/merge\n\n</details>", ["/merge"], None),
        ("`one\n/merge\ntwo`", [], "`one\n/merge\ntwo`"),
        ("212 │ /merge", [], "212 │ /merge"),
        ("1. one\n/merge", [], "1. one\n/merge"),
    ],
)
def test_what_is_a_command_now(body, found, left):
    assert commands(body) == found
    assert left is None or extract(body)[0] == left


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("/merge", ["/merge"]),
        (f"{FENCE}\n/merge\n{FENCE}", []),
        (f"{FENCE}\n{HOSTILE_LOG}\n{FENCE}", ["/merge"]),
        (f"`{FENCE}\n{HOSTILE_LOG}\n`{FENCE}", ["/merge"]),
        (f"~~~\n{HOSTILE_LOG}\n~~~", ["/merge"]),
        ("log\r/merge", []),
        ("log\n\r/merge", ["/merge"]),
        (">>>\n/merge\n>>>", []),
        ("<pre>\n/merge\n</pre>", []),
        ("- item\n/merge", ["/merge"]),
        ("212 │ log\n213 │ /merge", []),
        (f"`{FENCE}\n212 │ {FENCE}\n213 │ /merge\n`{FENCE}", []),
        ("see /merge", []),
    ],
)
def test_what_was_a_command_in_old_versions(body, found):
    """Longer fences and tildes did not protect; a gutter before every line does, then and now."""
    assert commands(body, old=True) == found


def test_a_note_of_commands_only_is_no_note_and_no_event(shop, listener):
    shop.lab.subscribe("acme/api", listener.url, events={"note"})
    answer = shop.write("/label ~docker\n/react :+1:")
    shop.lab.wait_for_deliveries()
    assert answer.status_code == 202
    assert set(answer.json()["commands_changes"]) == {"label", "react"}
    assert "id" not in answer.json()
    assert shop.lab.comments(shop.mr) == []
    assert listener.heard == []
    assert shop.lab.quick_actions_run == ["/label ~docker", "/react :+1:"]


def test_a_note_with_text_and_a_command_is_stored_and_told_without_the_command(shop, listener):
    shop.lab.subscribe("acme/api", listener.url, events={"note"})
    answer = shop.write("Too large.\n/label ~docker\n/image-diff")
    shop.lab.wait_for_deliveries()
    assert (answer.status_code, answer.json()["body"]) == (201, "Too large.\n/image-diff")
    assert shop.lab.deliveries[-1].payload["object_attributes"]["note"] == "Too large.\n/image-diff"


@pytest.mark.parametrize(("level", "state", "refused"), [(30, "merged", []), (20, "opened", ["/merge"])])
def test_a_command_runs_with_the_rights_of_who_wrote_it(shop, level, state, refused):
    shop.project.members[shop.lab.bot.id] = level
    assert shop.write("/merge").status_code == 202
    assert (shop.mr.state, shop.lab.quick_actions_refused) == (state, refused)
    assert shop.lab.quick_actions_run == ["/merge"]


def test_an_edit_runs_commands_too(shop):
    path = f"{shop.notes}/{shop.write('fine').json()['id']}"
    assert shop.ask(path, method="PUT", json={"body": "fine\n/close"}).json()["body"] == "fine"
    assert shop.mr.state == "closed"


def test_an_old_gitlab_runs_what_a_longer_fence_seems_to_hide(shop):
    body = f"`{FENCE}\n{HOSTILE_LOG}\n`{FENCE}"
    shop.write(body)
    assert shop.mr.state == "opened"
    shop.lab.has_old_quick_actions = True
    shop.write(body)
    assert shop.mr.state == "merged"


@pytest.mark.parametrize(
    ("line", "shows"),
    [
        ("/close", {"state": "closed"}),
        ("/title Smaller", {"title": "Smaller"}),
        ("/draft", {"draft": True}),
        ("/target_branch other", {"target_branch": "other"}),
        ("/target_branch nowhere", {"target_branch": "main"}),
        ("/approve", {"state": "opened"}),
    ],
)
def test_what_a_command_changes_shows(shop, line, shows):
    shop.commit("other", {"x": "1"})
    shop.write(line)
    found = shop.ask(f"{shop.home}/merge_requests/1").json()
    assert {name: found[name] for name in shows} == shows


def test_an_author_without_a_role_closes_what_is_his_own_and_merges_nothing(shop):
    eve = shop.lab.add_user("eve")
    shop.project.members[eve.id] = 10
    shop.mr.author = eve
    shop.lab.add_note(shop.mr, author=eve, body="/merge")
    assert shop.mr.state == "opened"
    shop.lab.add_note(shop.mr, author=eve, body="/close")
    assert shop.mr.state == "closed"
    shop.lab.add_note(shop.mr, author=eve, body="/reopen")
    assert shop.mr.state == "opened"
