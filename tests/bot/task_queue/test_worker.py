"""A real worker, in a process of its own, runs our task and nothing else that somebody wrote into Redis."""

import http.server
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import rq
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer, PickleSerializer

from bot.task_queue.ringing import DRAIN, Bell, queue
from bot.task_queue.worker import OurJob, make_worker

pytestmark = pytest.mark.redis
ROOT = Path(__file__).resolve().parents[3]
BURST = """\
import sys
import workers.perform
from bot.task_queue.connection import connect
from bot.task_queue.worker import make_worker
make_worker(connect(sys.argv[1]), "events").work(burst=True, logging_level="INFO")
"""
SPY = """\
from pathlib import Path

def leave_a_trace(*_):
    Path(__file__).with_name("trace").touch()

class Trap:
    def __reduce__(self):
        return leave_a_trace, ()
"""


class Spy:
    """A module that would leave a trace if any of it ran in the worker, and an address that counts its callers."""

    def __init__(self, folder, redis_url):
        self.folder = folder
        self.redis_url = redis_url
        self.calls = []
        (folder / "spy.py").write_text(SPY)

    @property
    def has_run(self):
        """Tell whether any of it ran."""
        return (self.folder / "trace").exists()

    def work(self):
        """Run a worker until its queue is empty, and return what it logged."""
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(self.folder), str(ROOT)]),
            "GITLAB_URL": "http://127.0.0.1:9",
            "GITLAB_TOKEN": "practice",
            "REDIS_URL": self.redis_url,
        }
        words = [sys.executable, "-c", BURST, self.redis_url]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=True)
        return done.stderr


@pytest.fixture
def spy(tmp_path, redis_server):
    return Spy(tmp_path, redis_server.url)


@pytest.fixture
def listener(spy):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            spy.calls.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/called"
        server.shutdown()
        thread.join()


def test_our_task_is_run_and_leaves_nothing_behind(spy, redis):
    redis.set("lighterman:doorbell:events", "1")
    Bell(redis).send("events")
    assert redis.llen("rq:queue:lighterman-events") == 1
    spy.work()
    assert redis.exists("lighterman:doorbell:events", "rq:queue:lighterman-events") == 0
    assert (redis.keys("rq:job:*"), _failures(redis)) == ([], {})


def test_other_functions_are_refused(spy, redis):
    names = ["spy.leave_a_trace", "os.system", "workers.perform.perform", "workers.perform.drain_with", ""]
    ids = [_write(redis, name, args=[f"touch {spy.folder}/trace"]).id for name in names]
    said = spy.work()
    assert said.count("somebody writes into our Redis") == int(redis.hget("lighterman:counts", "task refused")) == 5
    failures = _failures(redis)
    for name, job_id in zip(names, ids, strict=True):
        assert f"refused to run `{name}`: it is none of our tasks" in failures[job_id]
    assert not spy.has_run


@pytest.mark.parametrize("name", [DRAIN, "spy.leave_a_trace"])
def test_callbacks_are_neither_run_nor_do_they_come_with_ours(spy, redis, name):
    for kind in ("on_success", "on_failure", "on_stopped"):
        _write(redis, name, args=["events"], **{kind: rq.Callback("spy.leave_a_trace")})
    spy.work()
    assert ["refused to run" in why for why in _failures(redis).values()] == [True] * 3
    assert not spy.has_run


def test_the_callbacks_of_a_foreign_task_are_forgotten_when_it_is_read(redis):
    calls = {kind: rq.Callback("os.getpid") for kind in ("on_success", "on_failure", "on_stopped")}
    job = OurJob.fetch(_write(redis, DRAIN, **calls).id, connection=redis, serializer=JSONSerializer)
    assert (job.success_callback, job.failure_callback, job.stopped_callback, job.webhooks) == (None, None, None, [])


def test_nobody_is_called_by_http(spy, redis, listener):
    for status in ("failed", "finished"):
        _write(redis, DRAIN, args=["events"], webhooks=[rq.Webhook(listener, status)])
    spy.work()
    assert ["refused to run" in why for why in _failures(redis).values()] == [True] * 2
    assert spy.calls == []


def test_pickles_are_not_opened(spy, redis, monkeypatch):
    monkeypatch.syspath_prepend(spy.folder)
    import spy as module  # noqa: PLC0415 - it was written a moment ago

    trap = pickle.dumps((DRAIN, None, [module.Trap()], {}))
    other = rq.Queue("lighterman-events", connection=redis, serializer=PickleSerializer)
    job = other.enqueue(DRAIN, "events")
    redis.hset(f"rq:job:{job.id}", "data", trap)
    spy.work()
    assert list(_failures(redis)) == [job.id]
    assert not spy.has_run


def test_tasks_after_a_refused_one_are_run(spy, redis):
    redis.set("lighterman:doorbell:events", "1")
    _write(redis, "os.system")
    Bell(redis).send("events")
    spy.work()
    assert (len(_failures(redis)), redis.exists("lighterman:doorbell:events")) == (1, 0)


def test_a_worker_has_one_queue_and_reads_json(redis):
    for lane in ("events", "commands"):
        worker = make_worker(redis, lane)
        assert [one.name for one in worker.queues] == [f"lighterman-{lane}"]
        assert (worker.serializer, worker.job_class) == (JSONSerializer, OurJob)
        assert queue(redis, lane).serializer is JSONSerializer


def test_a_drain_task_does_not_wait_for_ever_nor_is_its_failure_kept_for_ever(redis):
    Bell(redis).send("events")
    (job,) = queue(redis, "events").jobs
    assert (job.timeout, job.ttl, job.result_ttl, job.failure_ttl, job.retries_left) == (900, 900, 0, 3600, None)
    assert (job.func_name, job.args) == (DRAIN, ["events"])


def _write(redis, name, args=(), **more):
    return queue(redis, "events").enqueue(name, args=list(args), **more)


def _failures(redis):
    registry = FailedJobRegistry("lighterman-events", connection=redis, serializer=JSONSerializer)
    jobs = {
        name: rq.job.Job.fetch(name, connection=redis, serializer=JSONSerializer) for name in registry.get_job_ids()
    }
    return {name: job.latest_result().exc_string for name, job in jobs.items()}
