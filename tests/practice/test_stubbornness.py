"""Where GitLab is stubborn: pages, limits, a state that lags behind its hooks, and answers that go wrong."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.fakes.gitlab.answers import TOO_OFTEN
from tests.fakes.gitlab.paging import paged
from tests.fakes.loopback import Request


def names_of(links):
    return {part.split('rel="')[1].rstrip('"') for part in links.split(", ")}


def test_pages_are_linked_with_the_filters_that_were_asked_for(shop):
    for number in range(45):
        shop.lab.add_note(shop.mr, author=shop.dana, body=str(number))
    first = shop.ask(f"{shop.notes}?sort=asc&per_page=20")
    assert (first.headers["X-Total"], first.headers["X-Total-Pages"], first.headers["X-Next-Page"]) == ("45", "3", "2")
    assert names_of(first.headers["Link"]) == {"next", "first", "last"}
    address, seen = first.links["next"]["url"], [row["body"] for row in first.json()]
    while address:
        page = requests.get(address, headers={"PRIVATE-TOKEN": shop.lab.token}, timeout=5)
        seen += [row["body"] for row in page.json()]
        address = page.links.get("next", {}).get("url")
    assert seen == [str(number) for number in range(45)]
    assert names_of(page.headers["Link"]) == {"prev", "first", "last"}


@pytest.mark.parametrize(("asked", "rows"), [("", 20), ("?per_page=7", 7), ("?per_page=500", 100), ("?page=9", 0)])
def test_a_page_has_twenty_rows_and_never_more_than_a_hundred(shop, asked, rows):
    for number in range(120):
        shop.lab.add_note(shop.mr, author=shop.dana, body=str(number))
    assert len(shop.ask(f"{shop.notes}{asked}").json()) == rows


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("per_page=many", "per_page is invalid"),
        ("page=-1", "page is invalid"),
        ("page=0", "page does not have a valid value"),
    ],
)
def test_a_page_that_is_no_number_is_refused(shop, asked, said):
    answer = shop.ask(f"{shop.notes}?{asked}")
    assert (answer.status_code, answer.json()) == (400, {"error": said})


@pytest.mark.parametrize(("rows", "is_counted"), [(10_000, True), (10_001, False)])
def test_above_ten_thousand_rows_nothing_is_counted(rows, is_counted):
    answer = paged(Request("GET", "/x", {}, {}, b""), [1] * rows, "http://gitlab.test")
    assert ("X-Total" in answer.headers, "X-Total-Pages" in answer.headers) == (is_counted, is_counted)
    assert ("last" in names_of(answer.headers["Link"])) is is_counted
    assert "next" in names_of(answer.headers["Link"])


def test_the_jobs_of_a_project_are_never_counted(shop):
    shop.run()
    project, pipeline = shop.ask(f"{shop.home}/jobs"), shop.ask(f"{shop.home}/pipelines/99001/jobs")
    assert ("X-Total" in project.headers, "X-Total" in pipeline.headers) == (False, True)
    assert names_of(project.headers["Link"]) == {"first"}


def test_the_limit_on_notes_counts_creations_of_a_user_and_minute_and_no_edits(shop):
    shop.lab.clock.stand_still()
    shop.lab.faults.notes_create_limit = 2
    written = [shop.write("hello") for _ in range(3)]
    assert [one.status_code for one in written] == [201, 201, 429]
    assert written[-1].json() == {"message": {"error": TOO_OFTEN}}
    assert not [name for name in written[-1].headers if name.lower().startswith(("retry", "ratelimit"))]
    note = f"{shop.notes}/{written[0].json()['id']}"
    assert shop.ask(note, method="PUT", json={"body": "new"}).status_code == 200
    assert shop.write("hers", token=shop.lab.token_for(shop.dana)).status_code == 201
    shop.lab.clock.advance(60)
    assert shop.write("hello").status_code == 201


def test_the_limit_on_requests_tells_what_is_left_and_when_to_come_again(shop):
    shop.lab.clock.stand_still()
    shop.lab.faults.requests_per_minute = 3
    answers = [shop.ask("/user") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert [one.headers["RateLimit-Remaining"] for one in answers] == ["2", "1", "0", "0"]
    refused = answers[-1]
    assert (refused.text, refused.headers["Content-Type"]) == ("Retry later\n", "text/plain")
    assert refused.headers["RateLimit-Limit"] == "3"
    assert refused.headers["RateLimit-Observed"] == "4"
    now = int(shop.lab.now().timestamp())
    assert int(refused.headers["RateLimit-Reset"]) == now + int(refused.headers["Retry-After"])
    assert refused.headers["RateLimit-ResetTime"].endswith("GMT")
    shop.lab.clock.advance(int(refused.headers["Retry-After"]))
    assert shop.ask("/user").status_code == 200


def test_without_a_limit_no_answer_speaks_of_one(shop):
    assert not [name for name in shop.ask("/user").headers if name.startswith("RateLimit")]


def test_listing_jobs_has_a_limit_of_its_own(shop):
    shop.lab.clock.stand_still()
    shop.lab.faults.job_lists_per_minute = 1
    run = shop.run()
    assert [shop.ask(f"{shop.home}/jobs").status_code for _ in range(2)] == [200, 429]
    assert shop.ask(f"{shop.home}/pipelines/{run.id}/jobs").status_code == 200


def test_after_its_hook_a_pipeline_shows_as_running_until_the_lag_is_over(shop, listener):
    shop.lab.subscribe("acme/api", listener.url, events={"pipeline"})
    run = shop.run()
    shop.lab.clock.advance(60)
    shop.lab.faults.lag_seconds = 5
    shop.lab.finish(run)
    shop.lab.wait_for_deliveries()
    assert shop.lab.deliveries[-1].payload["object_attributes"]["status"] == "success"

    def shown():
        one = shop.ask(f"{shop.home}/pipelines/{run.id}").json()
        listed = shop.ask(f"{shop.home}/pipelines").json()[0]
        head = shop.ask(f"{shop.home}/merge_requests/1").json()["head_pipeline"]
        query = '{ project(fullPath: "acme/api") { pipelines { nodes { status finishedAt } } } }'
        node = graphql(shop, query)["project"]["pipelines"]["nodes"][0]
        return (one["status"], listed["status"], head["status"], node["status"], one["finished_at"], node["finishedAt"])

    assert shown() == ("running", "running", "running", "RUNNING", None, None)
    assert shop.ask(f"{shop.home}/pipelines?status=success").json() == []
    shop.lab.clock.advance(6)
    assert shown()[:4] == ("success", "success", "success", "SUCCESS")


def graphql(shop, query):
    headers = {"PRIVATE-TOKEN": shop.lab.token}
    answer = requests.post(f"{shop.lab.url}/api/graphql", json={"query": query}, headers=headers, timeout=5)
    return answer.json()["data"]


def test_what_is_new_does_not_show_until_the_lag_is_over(shop):
    shop.lab.clock.advance(60)
    shop.lab.faults.lag_seconds = 5
    note = shop.write("hello").json()
    run = shop.run()
    assert shop.ask(shop.notes).json() == []
    assert shop.ask(f"{shop.notes}/{note['id']}").status_code == 404
    assert shop.ask(f"{shop.home}/pipelines/{run.id}").status_code == 404
    assert shop.ask(f"{shop.home}/merge_requests/1").json()["head_pipeline"] is None
    shop.lab.clock.advance(6)
    assert [row["body"] for row in shop.ask(shop.notes).json()] == ["hello"]
    assert shop.ask(f"{shop.home}/merge_requests/1").json()["head_pipeline"]["id"] == run.id


def test_an_edit_a_push_and_a_merge_show_only_after_the_lag_but_can_be_built_upon_at_once(shop):
    note = shop.lab.add_note(shop.mr, author=shop.lab.bot, body="old")
    before = shop.mr.head_sha
    shop.lab.clock.advance(60)
    shop.lab.faults.lag_seconds = 5
    path = f"{shop.notes}/{note.id}"
    assert shop.ask(path, method="PUT", json={"body": "new"}).json()["body"] == "new"
    after = shop.commit("feature", {"x": "1"})
    shop.lab.merge_mr(shop.mr, user=shop.dana)

    def shown():
        mr = shop.ask(f"{shop.home}/merge_requests/1").json()
        branch = shop.ask(f"{shop.home}/repository/branches/feature").json()
        return (shop.ask(path).json()["body"], mr["sha"], mr["state"], branch["commit"]["id"])

    assert shown() == ("old", before, "opened", before)
    shop.lab.clock.advance(6)
    assert shown() == ("new", after, "merged", after)


def test_a_read_hits_a_locked_row(shop):
    shop.lab.faults.next(1, status=409)
    answer = shop.ask("/user")
    assert (answer.status_code, answer.json()) == (409, {"message": "409 Conflict: Resource lock"})


@pytest.mark.parametrize(
    ("status", "kind"), [(401, "json"), (403, "json"), (404, "json"), (500, "json"), (502, "html"), (503, "html")]
)
def test_an_error_looks_as_it_does_from_gitlab_or_from_the_proxy_before_it(shop, status, kind):
    shop.lab.faults.always(status=status, match="GET /api/v4/user")
    answer = shop.ask("/user")
    assert (answer.status_code, kind in answer.headers["Content-Type"]) == (status, True)
    assert str(status) in answer.text
    assert shop.ask(shop.home).status_code == 200


def test_a_refusal_of_the_proxy_says_when_to_come_again(shop):
    shop.lab.faults.next(1, status=429)
    assert shop.ask("/user").headers["Retry-After"] == "60"


@pytest.mark.parametrize(("after_storing", "notes"), [(True, 1), (False, 0)])
def test_a_502_comes_after_the_note_was_stored_or_instead_of_it(shop, after_storing, notes):
    shop.lab.faults.next(1, status=502, match="POST", after_storing=after_storing)
    assert shop.write("hello").status_code == 502
    assert len(shop.lab.comments(shop.mr)) == notes
    assert shop.write("hello").status_code == 201


@pytest.mark.parametrize(("after_storing", "notes"), [(True, 1), (False, 0)])
def test_a_connection_is_reset_after_the_note_was_stored_or_before(shop, after_storing, notes):
    shop.lab.faults.reset(match="POST", after_storing=after_storing)
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        shop.write("hello")
    assert len(shop.lab.comments(shop.mr)) == notes
    assert shop.lab.requests[-1].status == 0


def test_a_body_ends_in_the_middle(shop):
    shop.lab.faults.truncate()
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        shop.ask(shop.home)
    assert shop.ask(shop.home).status_code == 200


def test_a_body_comes_drop_by_drop(shop):
    shop.lab.faults.drip(seconds_per_byte=0.001)
    started = time.monotonic()
    size = len(shop.ask("/user").content)
    assert time.monotonic() - started >= size * 0.001


def test_a_page_for_people_comes_with_200(shop):
    shop.lab.faults.html(match="/user")
    answer = shop.ask("/user")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html")
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_one_route_is_slow_and_others_are_not(shop):
    shop.lab.faults.slow(0.5, match="GET /api/v4/user")
    with pytest.raises(requests.ReadTimeout):
        shop.ask("/user", timeout=0.1)
    assert shop.ask(shop.home, timeout=0.4).status_code == 200


def test_everything_is_slow(shop):
    shop.lab.faults.latency_seconds = 0.5
    with pytest.raises(requests.ReadTimeout):
        shop.ask(shop.home, timeout=0.1)
    shop.lab.faults.clear()
    assert shop.ask(shop.home, timeout=0.4).status_code == 200


def test_faults_meet_as_many_requests_as_asked_for_also_when_they_come_at_once(shop):
    shop.lab.faults.next(5, status=500)
    with ThreadPoolExecutor(8) as pool:
        statuses = [one.status_code for one in pool.map(lambda _: shop.ask("/user"), range(20))]
    assert sorted(statuses) == [200] * 15 + [500] * 5


def test_an_unknown_route_is_answered_as_gitlab_does_and_remembered(shop):
    shop.ask("/user")
    shop.lab.requests.assert_all_known()
    for method, path in (("GET", "/projects/1/starrers"), ("PATCH", "/user")):
        answer = shop.ask(path, method=method)
        assert (answer.status_code, answer.json()) == (404, {"error": "404 Not Found"})
    with pytest.raises(AssertionError, match=r"GET /api/v4/projects/1/starrers 404.*PATCH /api/v4/user 404"):
        shop.lab.requests.assert_all_known()


def test_what_was_asked_can_be_looked_up(shop):
    shop.ask(f"{shop.notes}?sort=asc")
    shop.lab.requests.assert_no_writes()
    shop.write("hello")
    [written] = shop.lab.requests.of(method="POST")
    assert (written.user, written.status, written.body) == ("lighterman", 201, b'{"body": "hello"}')
    assert shop.lab.requests.of(status=200)[0].query == {"sort": ["asc"]}
    assert shop.lab.count(path_contains="/notes") == 2
    with pytest.raises(AssertionError, match="POST"):
        shop.lab.requests.assert_no_writes()
    shop.lab.clear_requests()
    assert shop.lab.requests == []


def test_a_reset_is_no_orderly_end(shop):
    shop.lab.faults.reset(match="GET")
    with socket.create_connection(("127.0.0.1", shop.lab._http.port), 5) as line:
        line.sendall(b"GET /api/v4/user HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            line.recv(1)
