"""gidgetlab's own bot, its pause of a second per event switched off: with a handler that does nothing, or enqueues."""

import sys
from typing import Any

import redis
import rq
from gidgetlab.aiohttp import GitLabBot


def main(port: str, backlog: str, secret: str, redis_url: str = "") -> None:
    """Serve; with an address of Redis the handler puts every event into an RQ queue."""
    bot = GitLabBot("bench", secret=secret, access_token=secret, wait_consistency=False)
    queue = rq.Queue("events", connection=redis.Redis.from_url(redis_url)) if redis_url else None

    @bot.router.register("Pipeline Hook")
    async def hear(event: Any, *_: Any, **__: Any) -> None:
        if queue is not None:
            queue.enqueue("bench.handle", slim(event.data))

    bot.run(host="127.0.0.1", port=int(port), backlog=int(backlog), access_log=None, print=None)


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


if __name__ == "__main__":
    main(*sys.argv[1:])
