"""How hooks arrive: once, signed, under keys that mean what GitLab's mean; or not, where GitLab would not send."""

import json

import pytest
from standardwebhooks import Webhook

from tests.fakes.gitlab.webhooks import Chains
from tests.practice.test_payloads import missing
from tests.practice.workshop import SIGNING_TOKEN
from tests.shared_material import shared

MINUTE = 60


@pytest.fixture
def hear(shop, listener):
    """Listen, write a note as somebody, and return the requests that came of it."""

    def write_and_hear(times=1, **others):
        before = len(listener.heard)
        for _ in range(times):
            shop.lab.add_note(shop.mr, author=shop.dana, body="hello", **others)
            shop.lab.wait_for_deliveries()
        return listener.heard[before:]

    return write_and_hear


def test_the_headers_are_those_of_gitlab(shop, listener, hear):
    shop.lab.subscribe("acme/api", listener.url, token="secret\n", signing_token=SIGNING_TOKEN, events={"note"})
    [request] = hear()
    record = json.loads(shared("gitlab/webhooks/api_hook_delivery_record.json").read_text())
    wanted = {name.lower() for name in record["request_headers"]}
    assert wanted | {"webhook-id", "webhook-timestamp", "webhook-signature"} <= set(request.headers)
    assert request.headers["x-gitlab-event"] == "Note Hook"
    assert request.headers["x-gitlab-instance"] == shop.lab.url
    assert request.headers["x-gitlab-token"] == "secret"
    assert request.headers["user-agent"].startswith("GitLab/19.")
    assert request.headers["content-type"] == "application/json"


def test_without_secrets_there_is_neither_token_nor_signature(shop, listener, hear):
    shop.lab.subscribe("acme/api", listener.url, events={"note"})
    [request] = hear()
    assert not {"x-gitlab-token", "webhook-id", "webhook-signature"} & set(request.headers)


def test_the_signature_is_a_standard_webhooks_one(shop, listener, hear):
    shop.lab.subscribe("acme/api", listener.url, signing_token=SIGNING_TOKEN, events={"note"})
    [request] = hear()
    assert Webhook(SIGNING_TOKEN).verify(request.body, dict(request.headers))["object_kind"] == "note"


def test_a_redelivery_keeps_its_key_and_nothing_else(shop, listener, hear):
    shop.lab.subscribe("acme/api", listener.url, signing_token=SIGNING_TOKEN, events={"note"})
    [first] = hear()
    assert shop.lab.redeliver(shop.lab.deliveries[-1]) == 200
    second = listener.heard[-1]
    for name in ("idempotency-key", "webhook-id"):
        assert first.headers[name] == second.headers[name] == first.headers["idempotency-key"]
    for name in ("x-gitlab-webhook-uuid", "x-gitlab-event-uuid"):
        assert first.headers[name] != second.headers[name]
    assert first.body == second.body


def test_two_events_have_two_keys_and_project_and_group_hooks_are_two_deliveries(shop, listener, hear):
    shop.lab.subscribe("acme/api", listener.url, events={"note"})
    shop.lab.subscribe("acme", listener.url, events={"note"})
    heard = hear(times=2)
    assert len({one.headers["idempotency-key"] for one in heard}) == 4
    assert len({one.headers["x-gitlab-event-uuid"] for one in heard}) == 4


def test_a_webhook_hears_only_its_project_and_what_it_listens_to(shop, listener, hear):
    shop.lab.subscribe("acme/ap", listener.url)
    shop.lab.subscribe("acme/api", listener.url, events={"push"})
    assert hear() == []


def test_an_event_that_gitlab_does_not_have_is_refused(shop, listener):
    with pytest.raises(ValueError, match=r"no such events: \['notes'\]"):
        shop.lab.subscribe("acme/api", listener.url, events={"notes"})


@pytest.mark.parametrize("status", [200, 302, 404, 500, 503])
def test_an_answer_is_recorded_and_never_leads_to_a_second_attempt(shop, listener, hear, status):
    listener.status, listener.headers = status, {"Location": "/elsewhere"}
    shop.lab.subscribe("acme/api", listener.url, events={"note"})
    assert len(hear()) == 1
    assert shop.lab.deliveries[-1].statuses == [status]


def test_no_answer_in_time_is_a_failure(shop, listener, hear):
    assert shop.lab.hooks.timeout_seconds == 10
    shop.lab.hooks.timeout_seconds = 0.05
    listener.pause_seconds = 0.3
    shop.lab.subscribe("acme/api", listener.url, events={"note"})
    assert len(hear()) == 1
    assert shop.lab.deliveries[-1].attempts[0].response_status == "internal error"
    assert shop.lab.deliveries[-1].statuses == [0]


def test_a_receiver_that_is_not_there_is_a_failure(shop, hear):
    shop.lab.subscribe("acme/api", "http://127.0.0.1:1/", events={"note"})
    hear()
    assert shop.lab.deliveries[-1].statuses == [0]


def failing(shop, listener, hear, times):
    listener.status = 500
    hear(times)


def test_three_failures_are_free_the_fourth_pauses_for_a_minute_and_each_further_one_twice_as_long(
    shop, listener, hear
):
    shop.lab.hooks.auto_disable = True
    hook = shop.lab.subscribe("acme/api", listener.url, events={"note"})
    failing(shop, listener, hear, 3)
    assert hook.alert_status(shop.lab.now()) == "executable"
    for pause in (1, 2, 4, 8):
        failing(shop, listener, hear, 1)
        assert hook.alert_status(shop.lab.now()) == "temporarily_disabled"
        assert hear() == []
        assert shop.lab.withheld[-1].why == "disabled"
        shop.lab.clock.advance(pause * MINUTE - 5)
        assert hear() == []
        shop.lab.clock.advance(6)
        assert hook.alert_status(shop.lab.now()) == "executable"


def test_a_success_forgets_the_failures(shop, listener, hear):
    shop.lab.hooks.auto_disable = True
    hook = shop.lab.subscribe("acme/api", listener.url, events={"note"})
    failing(shop, listener, hear, 3)
    listener.status = 302
    hear()
    failing(shop, listener, hear, 3)
    assert (hook.failures, hook.alert_status(shop.lab.now())) == (3, "executable")


def test_the_fortieth_failure_disables_for_good_until_a_resend_succeeds(shop, listener, hear):
    shop.lab.hooks.auto_disable = True
    hook = shop.lab.subscribe("acme/api", listener.url, events={"note"})
    for _ in range(40):
        failing(shop, listener, hear, 1)
        shop.lab.clock.advance(25 * 3600)
    assert hook.alert_status(shop.lab.now()) == "disabled"
    assert hear() == []
    boss = shop.lab.token_for(shop.dana)
    path = f"{shop.home}/hooks/{hook.id}"
    assert shop.ask(path, token=boss).json()["alert_status"] == "disabled"
    listener.status = 200
    event = shop.ask(f"{path}/events", token=boss).json()[0]
    assert shop.ask(f"{path}/events/{event['id']}/resend", method="POST", token=boss).status_code == 201
    assert shop.ask(path, token=boss).json()["alert_status"] == "executable"


def test_the_longest_pause_is_a_day(shop, listener, hear):
    shop.lab.hooks.auto_disable = True
    hook = shop.lab.subscribe("acme/api", listener.url, events={"note"})
    for _ in range(30):
        failing(shop, listener, hear, 1)
        shop.lab.clock.advance(25 * 3600)
    failing(shop, listener, hear, 1)
    left = hook.disabled_until - shop.lab.now()
    assert 23.9 * 3600 < left.total_seconds() <= 24 * 3600


def test_unless_switched_on_no_webhook_is_ever_disabled(shop, listener, hear):
    hook = shop.lab.subscribe("acme/api", listener.url, events={"note"})
    failing(shop, listener, hear, 45)
    assert len(listener.heard) == 45
    assert hook.alert_status(shop.lab.now()) == "executable"


def test_a_note_that_echoes_the_event_of_a_webhook_is_not_told_to_it_but_to_others(shop, listener, hear):
    first = shop.lab.subscribe("acme/api", listener.url, events={"note"})
    [request] = hear()
    second = shop.lab.subscribe("acme/api", listener.url, events={"note"})
    uuid = request.headers["x-gitlab-event-uuid"]
    assert shop.write("answer", headers={"X-Gitlab-Event-UUID": uuid}).status_code == 201
    shop.lab.wait_for_deliveries()
    assert [one.webhook for one in shop.lab.deliveries[-1:]] == [second]
    assert [(one.webhook, one.why) for one in shop.lab.withheld] == [(first, "recursion")]
    assert listener.heard[-1].headers["x-gitlab-event-uuid"] == uuid


def test_a_note_of_another_chain_is_told(shop, listener, hear):
    shop.lab.subscribe("acme/api", listener.url, events={"note"})
    hear()
    shop.write("answer", headers={"X-Gitlab-Event-UUID": "another"})
    shop.write("answer")
    shop.lab.wait_for_deliveries()
    assert len(listener.heard) == 3
    assert shop.lab.withheld == []


def test_a_chain_is_forgotten_after_half_an_hour(shop, listener, hear):
    shop.lab.subscribe("acme/api", listener.url, events={"note"})
    uuid = hear()[0].headers["x-gitlab-event-uuid"]
    shop.lab.clock.advance(30 * MINUTE - 5)
    assert hear(event_uuid=uuid) == []
    shop.lab.clock.advance(10)
    assert len(hear(event_uuid=uuid)) == 1


def test_after_a_hundred_webhooks_a_chain_ends_for_all(shop):
    chains, now = Chains(), shop.lab.now()
    for hook in range(99):
        chains.register("uuid", hook, now)
    assert not chains.blocks("uuid", 1000, now)
    chains.register("uuid", 99, now)
    assert chains.blocks("uuid", 1000, now)
    assert not chains.blocks(None, 1000, now)


def test_what_a_blocked_user_runs_is_not_told(shop, listener):
    shop.lab.subscribe("acme/api", listener.url, events={"pipeline", "job"})
    shop.dana.state = "blocked"
    run = shop.run()
    shop.lab.finish_job(run.jobs[0])
    shop.lab.finish(run)
    shop.lab.wait_for_deliveries()
    assert listener.heard == []
    assert [(one.event, one.why) for one in shop.lab.withheld] == [
        ("job", "blocked user"),
        ("pipeline", "blocked user"),
    ]


@pytest.mark.parametrize(("branches", "told"), [(3, 3), (4, 0)])
def test_a_push_of_more_than_three_branches_is_not_told_at_all(shop, listener, branches, told):
    shop.lab.subscribe("acme/api", listener.url, events={"push"})
    shop.lab.push_branches(shop.project, [f"b{number}" for number in range(branches)], files={"x": "1"})
    shop.lab.wait_for_deliveries()
    assert len(listener.heard) == told
    assert [one.why for one in shop.lab.withheld] == ([] if told else ["more than 3 branches"])


def test_hooks_can_get_lost(shop, listener, hear):
    shop.lab.subscribe("acme/api", listener.url, events={"note"})
    shop.lab.faults.hooks_lost = True
    assert hear() == []
    assert shop.lab.withheld[-1].why == "lost"
    shop.lab.faults.clear()
    assert len(hear()) == 1


def test_a_body_above_25_mib_is_not_sent(shop, listener):
    shop.lab.subscribe("acme/api", listener.url, events={"pipeline"})
    run = shop.run(variables={"LONG": "x" * (25 * 1024 * 1024)})
    shop.lab.finish(run)
    shop.lab.wait_for_deliveries()
    assert listener.heard == []
    assert shop.lab.deliveries[-1].attempts[0].response_status == "internal error"


def test_the_hooks_api_has_the_fields_of_gitlabs_and_no_secrets(shop, listener, hear):
    hook = shop.lab.subscribe("acme/api", listener.url, token="secret", signing_token=SIGNING_TOKEN, events={"note"})
    hear(times=2)
    boss = shop.lab.token_for(shop.dana)
    row = shop.ask(f"{shop.home}/hooks/{hook.id}", token=boss)
    wanted = json.loads(shared("gitlab/webhooks/api_project_hook.json").read_text())
    assert set(wanted) - set(row.json()) == set()
    assert (row.json()["note_events"], row.json()["push_events"]) == (True, False)
    assert (row.json()["token_present"], row.json()["signing_token_present"]) == (True, True)
    events = shop.ask(f"{shop.home}/hooks/{hook.id}/events?status=200", token=boss)
    record = json.loads(shared("gitlab/webhooks/api_hook_delivery_record.json").read_text())
    record.pop("request_data")
    record["response_headers"] = {"Date": ""}
    assert list(missing(record, events.json()[0])) == []
    assert len(events.json()) == 2
    assert shop.ask(f"{shop.home}/hooks/{hook.id}/events?status=server_failure", token=boss).json() == []
    assert not {"secret", SIGNING_TOKEN} & set(row.text.split('"') + events.text.split('"'))


def test_events_are_sent_again_at_most_five_times_a_minute(shop, listener, hear):
    hook = shop.lab.subscribe("acme/api", listener.url, events={"note"})
    hear()
    boss = shop.lab.token_for(shop.dana)
    path = f"{shop.home}/hooks/{hook.id}/events"
    event = shop.ask(path, token=boss).json()[0]["id"]
    shop.lab.clock.stand_still()
    statuses = [shop.ask(f"{path}/{event}/resend", method="POST", token=boss).status_code for _ in range(6)]
    assert statuses == [201] * 5 + [429]
    assert len({one.headers["idempotency-key"] for one in listener.heard}) == 1


def test_only_maintainers_see_webhooks(shop, listener):
    hook = shop.lab.subscribe("acme/api", listener.url)
    assert shop.ask(f"{shop.home}/hooks/{hook.id}").status_code == 403
