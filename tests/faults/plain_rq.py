"""The processes of a bot on plain RQ: the door enqueues one RQ job per event, every job writes one comment.

They know nothing of Lighterman, and their settings come from the environment. The workers' clocks are shortened so that
RQ's own recovery shows within a storm.
"""

import os
import time
from pathlib import Path
from typing import Any

import redis
import requests
import rq
from aiohttp import web

WORKER_SECONDS, MAINTENANCE_SECONDS, MONITOR_SECONDS, SILENT_SECONDS = 20, 3, 1, 15
"""RQ's own are 420, 600, 30 and 60."""
MARK = "<!-- event {key} -->"


class Worker(rq.Worker):
    """RQ's worker, which takes a job for abandoned after a shorter silence."""

    def get_heartbeat_ttl(self, job: Any, working_time: float = 0.0) -> int:
        """Return how long a job may be silent."""
        return MONITOR_SECONDS + SILENT_SECONDS


def read_hook(body: Any) -> tuple[str, int, int] | None:
    """Return the queue of a hook, its project and its merge request; None when it is no news."""
    project, about = body["project"]["id"], body["object_attributes"]
    match body["object_kind"]:
        case "note" if not body["user"]["username"].startswith("lighterman"):
            return "commands", project, body["merge_request"]["iid"]
        case "pipeline" if body["merge_request"] and about["status"] == "success":
            return "events", project, body["merge_request"]["iid"]
        case "merge_request" if about.get("action") == "open":
            return "events", project, about["iid"]
    return None


def handle(key: str, project: int, merge_request: int) -> None:
    """Look at the merge request and its pipelines, and write a comment: what most bots do."""
    with Path(os.environ["PLAIN_LEDGER"]).open("a") as ledger:
        ledger.write(f"{key} {time.monotonic()}\n")
    place = f"{os.environ['GITLAB_URL']}/api/v4/projects/{project}/merge_requests/{merge_request}"
    headers = {"PRIVATE-TOKEN": Path(os.environ["GITLAB_TOKEN_FILE"]).read_text().strip()}
    for page in ("", "/pipelines"):
        requests.get(place + page, headers=headers, timeout=10).raise_for_status()
    body = f"{MARK.format(key=key)}\nThe build has news."
    requests.post(f"{place}/notes", json={"body": body}, headers=headers, timeout=10).raise_for_status()


def run_door() -> None:
    """Answer 200 when the job is in the queue."""
    connection, names = _connect(), _queue_names()
    tries = int(os.environ["PLAIN_RETRIES"])

    async def hear(request: web.Request) -> web.Response:
        if found := read_hook(await request.json()):
            name, project, merge_request = found
            queue = rq.Queue(name if name in names else names[0], connection=connection)
            arguments = request.headers["Idempotency-Key"], project, merge_request
            queue.enqueue(handle, *arguments, retry=rq.Retry(tries) if tries else None, result_ttl=3600)
        return web.Response()

    async def ready(_: web.Request) -> web.Response:
        return web.Response()

    app = web.Application(client_max_size=2**25)
    app.add_routes([web.post("/webhooks/gitlab", hear), web.get("/readyz", ready)])
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None, print=None)


def run_worker() -> None:
    """Work all queues, the first one first."""
    connection = _connect()
    queues = [rq.Queue(name, connection=connection) for name in _queue_names()]
    clocks = {"worker_ttl": WORKER_SECONDS, "maintenance_interval": MAINTENANCE_SECONDS}
    worker = Worker(queues, connection=connection, job_monitoring_interval=MONITOR_SECONDS, **clocks)
    worker.work(logging_level="ERROR")


def _connect() -> "redis.Redis":
    return redis.Redis.from_url(os.environ["REDIS_URL"])


def _queue_names() -> list[str]:
    return os.environ["PLAIN_QUEUES"].split(",")
