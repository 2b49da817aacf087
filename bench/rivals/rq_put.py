"""Puts so many RQ jobs into the queue."""

import sys

import redis
import rq


def main(url: str, jobs: str) -> None:
    """Enqueue all at once."""
    queue = rq.Queue("bench", connection=redis.Redis.from_url(url))
    data = [
        rq.Queue.prepare_data("bench.rivals.rq_task.handle", (number,), result_ttl=0) for number in range(int(jobs))
    ]
    queue.enqueue_many(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
