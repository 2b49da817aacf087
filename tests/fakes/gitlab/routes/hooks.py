"""The webhooks of a project: their state, what became of each event, and sending one again."""

from typing import Any

from tests.fakes.gitlab.access import MAINTAINER, Call
from tests.fakes.gitlab.answers import StopError, message, too_often
from tests.fakes.gitlab.clock import iso, iso_seconds
from tests.fakes.gitlab.delivery import Attempt, Delivery
from tests.fakes.gitlab.webhooks import KINDS, Webhook
from tests.fakes.loopback import Answer

RESENDS_PER_MINUTE = 5
NEVER = (
    *("issues_events", "confidential_issues_events", "wiki_page_events", "releases_events", "feature_flag_events"),
    "repository_update_events",
)
FIELDS = {"merge_request": "merge_requests_events"}


def listing(call: Call, key: str) -> Answer:
    """List the webhooks of the project itself."""
    project = call.project(key, MAINTAINER)
    hooks = [one for one in call.lab.hooks.webhooks if one.path == project.path]
    return call.paged(_row(one, project.id, call) for one in hooks)


def one(call: Call, key: str, hook_id: str) -> Answer:
    """Return a webhook with its alert status."""
    project = call.project(key, MAINTAINER)
    return Answer(200, _row(_hook(call, key, hook_id), project.id, call))


def _hook(call: Call, key: str, hook_id: str) -> Webhook:
    project = call.project(key, MAINTAINER)
    for found in call.lab.hooks.webhooks:
        if str(found.id) == hook_id and found.path == project.path:
            return found
    raise StopError(message(404, "404 Not found"))


def _row(hook: Webhook, project_id: int, call: Call) -> dict[str, Any]:
    """Return a webhook; secrets never come back."""
    events = {FIELDS.get(kind, f"{kind}_events"): kind in hook.events for kind in KINDS if kind != "emoji"}
    is_watched = call.lab.hooks.auto_disable
    return {
        "id": hook.id,
        "url": hook.url,
        "name": None,
        "description": None,
        "project_id": project_id,
        "push_events_branch_filter": None,
        **dict.fromkeys(NEVER, False),
        **events,
        "enable_ssl_verification": True,
        "alert_status": hook.alert_status(call.lab.clock.now()) if is_watched else "executable",
        "disabled_until": iso(hook.disabled_until),
        "url_variables": [],
        "created_at": iso_seconds(hook.created_at),
        "custom_webhook_template": None,
        "custom_headers": [],
        "token_present": hook.token is not None,
        "signing_token_present": hook.signing_token is not None,
    }


def events(call: Call, key: str, hook_id: str) -> Answer:
    """List the attempts, newest first; `status` is a code or one of the groups."""
    hook = _hook(call, key, hook_id)
    wanted = set(call.many("status"))
    rows = [
        (attempt, delivery)
        for delivery in call.lab.hooks.deliveries
        if delivery.webhook is hook
        for attempt in delivery.attempts
        if not wanted or wanted & {attempt.response_status, _group(attempt)}
    ]
    rows.sort(key=lambda row: -row[0].id)
    return call.paged(_record(attempt, delivery) for attempt, delivery in rows)


def _group(attempt: Attempt) -> str:
    if attempt.is_ok:
        return "successful"
    return {"4": "client_failure"}.get(attempt.response_status[:1], "server_failure")


def _record(attempt: Attempt, delivery: Delivery) -> dict[str, Any]:
    headers = {**attempt.request_headers}
    headers |= {"X-Gitlab-Token": "[REDACTED]"} if "X-Gitlab-Token" in headers else {}
    return {
        "id": attempt.id,
        "url": delivery.webhook.url,
        "trigger": f"{delivery.event}_hooks",
        "request_headers": headers,
        "request_data": delivery.payload,
        "response_headers": attempt.response_headers,
        "response_body": attempt.response_body,
        "execution_duration": attempt.seconds,
        "response_status": attempt.response_status,
    }


def resend(call: Call, key: str, hook_id: str, event_id: str) -> Answer:
    """Send one event again, also by a webhook that is disabled; a success brings it back."""
    hook = _hook(call, key, hook_id)
    if call.lab.limits.is_over("web_hook_event_resend", call.user, RESENDS_PER_MINUTE):
        return too_often()
    for delivery in call.lab.hooks.deliveries:
        if delivery.webhook is hook and any(str(attempt.id) == event_id for attempt in delivery.attempts):
            return Answer(201, {"response_status": call.lab.hooks.attempt(delivery).response_status})
    return message(404, "404 Not found")


_HOOK = "/projects/:id/hooks"
ROUTES = {
    f"GET {_HOOK}": listing,
    f"GET {_HOOK}/:hook_id": one,
    f"GET {_HOOK}/:hook_id/events": events,
    f"POST {_HOOK}/:hook_id/events/:event_id/resend": resend,
}
