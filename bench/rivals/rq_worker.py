"""RQ's own worker, a fork per job, with the task imported before the first fork."""

import sys

import redis
import rq

from bench.rivals import rq_task

if __name__ == "__main__":
    connection = redis.Redis.from_url(sys.argv[1])
    assert rq_task.handle
    rq.Worker([rq.Queue("bench", connection=connection)], connection=connection).work(logging_level="WARNING")
