"""Threads on lines of the diff, their suggestions, folders and the check of CI configurations, as GitLab answers."""

import pytest
import requests

from tests.fakes.gitlab.diff_lines import suggestion_of
from tests.practice.workshop import Workshop

BODY = "Order.\n\n```suggestion:-0+1\nFROM debian:13.2\nRUN true\n```\n"


@pytest.fixture
def changed(shop: Workshop):
    """Return the workshop with three lines in the diff of its Dockerfile: one gone, one new, one that stays."""
    shop.commit("main", {"Dockerfile": "FROM debian:13\nRUN make\n" + "#\n" * 9})
    shop.commit("order", {"Dockerfile": "FROM debian:13-slim\nRUN make\n" + "#\n" * 9})
    shop.mr = shop.lab.open_mr(shop.project, source="order", target="main", title="Order", author=shop.dana)
    return shop


def begin(shop: Workshop, *, body: str = BODY, token: str | None = None, **lines: object) -> requests.Response:
    refs = {"base_sha": shop.mr.base_sha, "start_sha": shop.mr.base_sha, "head_sha": shop.mr.head_sha}
    place = {"position_type": "text", "old_path": "Dockerfile", "new_path": "Dockerfile", **refs, **lines}
    path = f"{shop.home}/merge_requests/{shop.mr.iid}/discussions"
    return shop.ask(path, method="POST", json={"body": body, "position": place}, token=token)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ({"new_line": 1}, 201),
        ({"old_line": 1}, 201),
        ({"old_line": 2, "new_line": 2}, 201),
        ({"new_line": 2}, 400),
        ({"old_line": 9, "new_line": 9}, 400),
        ({"new_line": 99}, 400),
        ({}, 400),
        ({"new_line": 1, "head_sha": "0" * 40}, 400),
        ({"new_line": 1, "base_sha": ""}, 400),
        ({"new_line": 1, "new_path": "other", "old_path": "other"}, 400),
    ],
)
def test_a_thread_stands_only_on_a_line_that_the_diff_shows(changed, lines, status):
    answer = begin(changed, **lines)
    assert answer.status_code == status
    assert len(changed.lab.threads(changed.mr)) == (status == 201)
    if status == 201:
        [note] = answer.json()["notes"]
        assert (note["type"], note["resolvable"], note["resolved"]) == ("DiffNote", True, False)
        assert note["position"]["new_line"] == lines.get("new_line")


def test_a_thread_is_resolved_and_that_is_taken_back_by_developers_alone(changed):
    thread = begin(changed, new_line=1).json()["id"]
    path = f"{changed.home}/merge_requests/{changed.mr.iid}/discussions/{thread}"
    reporter = changed.lab.token_for(changed.kim)
    assert changed.ask(f"{path}?resolved=true", method="PUT", token=reporter).status_code == 403
    assert changed.ask(path, method="PUT").status_code == 400
    for wanted in (True, False):
        answer = changed.ask(path, method="PUT", json={"resolved": wanted})
        assert answer.json()["notes"][0]["resolved"] is wanted
        assert changed.ask(path).json()["notes"][0]["resolved"] is wanted
    assert changed.ask(f"{path}0?resolved=true", method="PUT").status_code == 404


def test_a_suggestion_is_applied_once_as_a_commit_that_resolves_its_thread(changed):
    [note] = begin(changed, new_line=1).json()["notes"]
    [offered] = note["suggestions"]
    assert (offered["from_line"], offered["to_line"], offered["appliable"]) == (1, 2, True)
    before = changed.mr.head_sha
    path = f"/suggestions/{offered['id']}/apply"
    assert changed.ask(path, method="PUT", token=changed.lab.token_for(changed.kim)).status_code == 403
    assert changed.ask(path, method="PUT", token=changed.lab.token_for(changed.dana)).status_code == 200
    assert changed.mr.head_sha != before
    text = changed.project.commits[changed.mr.head_sha].files["Dockerfile"]
    assert text.startswith("FROM debian:13.2\nRUN true\n#\n")
    [thread] = changed.lab.threads(changed.mr)
    assert thread.resolved_by is changed.dana
    assert changed.ask(path, method="PUT").status_code == 400


def test_a_suggestion_for_a_file_that_changed_since_is_not_applied(changed):
    [note] = begin(changed, new_line=1).json()["notes"]
    changed.commit("order", {"Dockerfile": "FROM scratch\n"})
    assert changed.ask(f"/suggestions/{note['id']}/apply", method="PUT").status_code == 400
    assert changed.ask("/suggestions/12345/apply", method="PUT").status_code == 404


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("```suggestion\na\n```", (5, 5, "a\n")),
        ("```suggestion:-2+1\n```", (3, 6, "")),
        ("````suggestion:-0+0\n```\n````", (5, 5, "```\n")),
        ("```diff\n-a\n```", None),
        ("no fence", None),
    ],
)
def test_a_suggestion_names_its_lines(body, found):
    assert suggestion_of(body, 5) == found


def test_folders_are_listed_with_all_below_them_page_by_page(shop):
    shop.commit("main", {"a/b/c.txt": "", "a/d.txt": ""})
    path = f"{shop.home}/repository/tree"

    def names(query: str) -> list[str]:
        return [f"{row['type']} {row['path']}" for row in shop.ask(f"{path}?{query}").json()]

    assert names("ref=main") == ["tree a", "blob Dockerfile", "blob README.md"]
    assert names("path=a&ref=main") == ["tree a/b", "blob a/d.txt"]
    everything = names("recursive=true&ref=main")
    assert everything[:2] == ["tree a", "tree a/b"]
    assert set(everything[2:]) == {"blob a/b/c.txt", "blob a/d.txt", "blob Dockerfile", "blob README.md"}
    assert names("recursive=true&ref=main&per_page=2&page=2") == everything[2:4]
    assert shop.ask(f"{path}?ref=nowhere").status_code == 404
    assert shop.ask(f"{path}?ref=refs/merge-requests/{shop.mr.iid}/head").status_code == 200


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a:\n  script: make\n", None),
        (".t: {script: x}\na:\n  extends: .t\n", None),
        ("a:\n  script: !reference [.t, script]\n", None),
        ("a:\n  stage: tset\n  script: x\n", "a job: chosen stage tset does not exist"),
        ("a:\n  image: x\n", "jobs:a config should implement the script:"),
        (".a:\n  script: x\n", "at least one visible job"),
        ("a: [\n", "Invalid configuration format"),
        ("- a\n", "Invalid configuration format"),
    ],
)
def test_a_ci_configuration_is_checked_before_it_is_committed(shop, content, said):
    answer = shop.ask(f"{shop.home}/ci/lint", method="POST", json={"content": content})
    assert answer.status_code == 200
    found = answer.json()
    assert found["valid"] is (said is None)
    assert said is None or said in found["errors"][0]


def test_a_check_takes_the_role_developer_and_a_token_that_may_write(shop):
    path, sent = f"{shop.home}/ci/lint", {"content": "a:\n  script: x\n"}
    reads = shop.lab.token_for(shop.lab.bot, scopes={"read_api"})
    assert shop.ask(path, method="POST", json=sent, token=reads).status_code == 403
    assert shop.ask(path, method="POST", json=sent, token=shop.lab.token_for(shop.kim)).status_code == 403
    assert shop.ask(path, method="POST", json={}).status_code == 400
