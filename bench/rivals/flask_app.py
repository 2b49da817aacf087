"""A Flask hook for gunicorn that puts every event into an RQ queue; its settings come from the environment."""

import hmac
import os
from typing import Any

import flask
import redis
import rq

app = flask.Flask("bench")
secret = os.environ["BENCH_SECRET"]
queue = rq.Queue("events", connection=redis.Redis.from_url(os.environ["BENCH_REDIS_URL"]))


@app.post("/")
def hear() -> tuple[str, int]:
    """Check the token and enqueue what a handler needs."""
    if not hmac.compare_digest(flask.request.headers.get("X-Gitlab-Token", ""), secret):
        return "", 401
    queue.enqueue("bench.handle", slim(flask.request.get_json()))
    return "", 200


def slim(event: dict[str, Any]) -> dict[str, Any]:
    """Return what a handler needs of a pipeline event."""
    attributes = event["object_attributes"]
    return {
        "project": event["project"]["id"],
        "pipeline": attributes["id"],
        "status": attributes["status"],
        "ref": attributes["ref"],
        "merge_request": event["merge_request"]["iid"],
    }
