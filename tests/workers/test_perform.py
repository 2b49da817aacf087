"""How a task ends decides what becomes of its events, and nothing that happens to one claim touches another."""

import asyncio
import dataclasses
import threading
import time
from types import SimpleNamespace

import pytest
import redis as redis_py

from bot.errors import NotAllowed, NotThere, OutsideError, UserError
from bot.events.payloads import pack, understand
from bot.secret import Secret
from bot.settings import Settings
from bot.task_queue.draining import ATTEMPTS_ALLOWED, Inbox
from bot.tasks import ReviewPipeline
from tests.bot import hook_bodies as hooks
from workers import perform
from workers.outcome import Done, TryAgain
from workers.perform import BUGS_ALLOWED, drain_with
from workers.toolbox import open_toolbox

pytestmark = pytest.mark.redis
DAY = 86400
EVENT = pack(understand(hooks.pipeline(), "chain"))
UNREADABLE = EVENT.replace(b'"schema":1', b'"schema":2')
NO_NEWS = pack(understand(hooks.pipeline(status="running"), ""))


class Bench:
    """A worker that has one plug-in, whose ends are told in advance."""

    def __init__(self, box, redis_url):
        self.box = box
        settings = Settings("http://127.0.0.1:9", Secret("practice"), redis_url=Secret(redis_url))
        self.tools = dataclasses.replace(open_toolbox(settings), inbox=box.inbox)
        self.tasks = []
        self.ends = []

    def run(self, task, tools):
        """Be the plug-in's function; the last end that was told is met again and again."""
        self.tasks.append(task)
        end = self.ends.pop(0) if len(self.ends) > 1 else self.ends[0]
        if callable(end):
            end = end(task)
        if isinstance(end, BaseException):
            raise end
        return end

    async def drain(self, *ends):
        """Drain once."""
        self.ends = list(ends) or [Done("done")]
        await asyncio.to_thread(
            drain_with, self.tools, "events", {"plugin": SimpleNamespace(TASK=ReviewPipeline, run=self.run)}
        )

    def due_in(self):
        """Return in how many seconds the only pending event is due."""
        ((_, due),) = self.box.redis.zrange("lighterman:pending:events", 0, -1, withscores=True)
        return due - self.box.clock()

    def failures(self):
        """Return how many failures in a row are remembered."""
        return int(self.box.redis.hget("lighterman:rest:17/mr/5", "failures") or 0)

    def states(self):
        """Return the states of all events."""
        return sorted(self.box.redis.hget(key, "state").decode() for key in self.box.redis.keys("lighterman:event:*"))


@pytest.fixture
def bench(box, redis_server):
    return Bench(box, redis_server.url)


@pytest.mark.parametrize(
    ("end", "seconds", "failures"),
    [
        (Done("all said"), None, 0),
        (UserError("a line that cannot be used"), None, 0),
        (OutsideError("GitLab is away"), 2, 1),
        (NotAllowed("GitLab says 401"), 2, 1),
        (NotThere("GitLab says 404"), 2, 1),
        (OutsideError("GitLab says 429", retry_after_seconds=120.0), 120, 1),
        (OutsideError("GitLab says 429", retry_after_seconds=0.5), 2, 1),
        (OutsideError("GitLab says a century", retry_after_seconds=3e9), 3600, 1),
        (redis_py.ConnectionError("Redis is away"), 2, 1),
        (redis_py.OutOfMemoryError("Redis is full"), 2, 1),
        (KeyError("a mistake of ours"), 2, 1),
        (RecursionError(), 2, 1),
        (MemoryError(), 2, 1),
        (TryAgain(60.0, "it runs in a fork"), 60, 0),
        (TryAgain(0.0, "at once"), 0, 0),
    ],
    ids=repr,
)
async def test_how_a_task_ends_decides_what_becomes_of_its_event(bench, end, seconds, failures):
    await bench.box.accept(EVENT)
    await bench.drain(end)
    assert len(bench.tasks) == 1
    assert bench.states() == ["done" if seconds is None else "new"]
    assert bench.failures() == failures
    assert bench.box.waiting() == (seconds is not None)
    if seconds is not None:
        assert bench.due_in() == pytest.approx(seconds)
    assert bench.box.redis.keys("lighterman:lease:*") == []


@pytest.mark.parametrize(
    ("end", "allowed"),
    [
        (OutsideError("GitLab is away"), ATTEMPTS_ALLOWED),
        (NotAllowed("GitLab says 403"), ATTEMPTS_ALLOWED),
        (redis_py.OutOfMemoryError("Redis is full"), ATTEMPTS_ALLOWED),
        (ZeroDivisionError("a mistake of ours"), BUGS_ALLOWED),
    ],
    ids=repr,
)
async def test_after_so_many_attempts_it_is_given_up(bench, end, allowed, caplog):
    await bench.box.accept(EVENT)
    waits = []
    for _ in range(allowed - 1):
        await bench.drain(end)
        waits.append(round(bench.due_in()))
        bench.box.clock.pass_by(waits[-1])
    assert waits == [min(2 * 2**failures, 300) for failures in range(allowed - 1)]
    await bench.drain(end)
    assert (bench.states(), len(bench.tasks), bench.box.waiting()) == (["dead"], allowed, 0)
    assert f"is given up after {allowed} attempts" in caplog.text
    await bench.drain(end)
    assert len(bench.tasks) == allowed


async def test_our_own_fault_is_logged_with_its_traceback(bench, caplog):
    await bench.box.accept(EVENT)
    await bench.drain(ZeroDivisionError("a mistake of ours"))
    assert "our own fault with 17/mr/5 (event " in caplog.text
    assert "ZeroDivisionError: a mistake of ours" in caplog.text


async def test_once_it_went_well_the_failures_are_forgotten(bench):
    await bench.box.accept(EVENT)
    await bench.drain(OutsideError("GitLab is away"))
    bench.box.clock.pass_by(2)
    await bench.drain()
    assert (bench.states(), bench.failures()) == (["done"], 0)


@pytest.mark.parametrize(("waited", "seconds"), [(0, 60), (500, 60), (3600, 360), (36000, 3600), (DAY, 8640)])
async def test_the_longer_we_wait_the_less_often_we_look(bench, waited, seconds):
    await bench.box.accept(EVENT)
    bench.box.clock.pass_by(waited)
    await bench.drain(TryAgain(60.0, "it runs in a fork"))
    assert bench.due_in() == pytest.approx(seconds)


async def test_after_a_day_we_wait_no_more(bench, caplog):
    await bench.box.accept(EVENT)
    looks = 0
    while bench.box.waiting():
        await bench.drain(TryAgain(60.0, "it runs in a fork"))
        looks += 1
        if bench.box.waiting():
            bench.box.clock.pass_by(bench.due_in())
    assert bench.states() == ["done"]
    assert "it runs in a fork; waited in vain for a day" in caplog.text
    assert 40 < looks < 80


async def test_news_lets_us_wait_anew(bench):
    await bench.box.accept(EVENT)
    bench.box.clock.pass_by(DAY + 1)
    await bench.box.accept(EVENT)
    await bench.drain(TryAgain(60.0, "it runs in a fork"))
    assert bench.states() == ["new", "new"]


async def test_the_events_of_a_merge_request_are_one_task(bench):
    for body in (hooks.merge_request(), hooks.job(ref="refs/merge-requests/5/head"), hooks.pipeline()):
        await bench.box.accept(pack(understand(body, "chain")))
    await bench.drain()
    (task,) = bench.tasks
    assert (task.merge_request_iid, task.source_branch, task.pipeline_id, task.is_finished) == (5, "feature", 9, True)
    assert bench.states() == ["done", "superseded", "superseded"]


async def test_an_event_that_is_no_news_for_this_version_is_done(bench):
    await bench.box.accept(NO_NEWS)
    await bench.drain()
    assert (bench.tasks, bench.states()) == ([], ["done"])


async def test_an_event_of_another_version_waits_for_it_and_holds_up_nobody(bench, caplog):
    await bench.box.accept(EVENT)
    await bench.box.accept(UNREADABLE)
    await bench.drain()
    assert (len(bench.tasks), bench.states()) == (1, ["done", "new"])
    assert (bench.due_in(), bench.failures()) == (pytest.approx(300), 0)
    assert "the stored event has schema 2, this version reads 1" in caplog.text
    assert bench.box.redis.keys("lighterman:lease:*") == []


async def test_an_event_that_no_version_reads_in_a_day_is_given_up(bench):
    await bench.box.accept(UNREADABLE)
    await bench.drain()
    assert (bench.states(), bench.box.redis.keys("lighterman:lease:*")) == (["new"], [])
    bench.box.clock.pass_by(DAY + 1)
    await bench.drain()
    assert (bench.tasks, bench.states(), len(bench.box.inbox.dead_letters())) == ([], ["dead"], 1)


async def test_a_task_without_a_plug_in_is_our_fault(bench, caplog):
    await bench.box.accept(pack(understand(hooks.push(), "")), subject="17/image-jobs")
    await bench.drain()
    assert (bench.tasks, bench.states()) == ([], ["new"])
    assert "our own fault with 17/image-jobs" in caplog.text


async def test_what_fails_takes_no_other_claim_with_it(bench):
    for iid in range(6):
        body = hooks.pipeline(id=iid, merge_request={**hooks.MERGE_REQUEST, "iid": iid})
        await bench.box.accept(pack(understand(body, "")), subject=f"17/mr/{iid}")
    await bench.drain(lambda task: ZeroDivisionError() if task.merge_request_iid % 2 else Done("done"))
    assert bench.states() == ["done"] * 3 + ["new"] * 3


async def test_a_task_that_wants_to_end_the_process_counts_as_a_death_and_the_others_are_done(bench):
    for iid in range(6):
        body = hooks.pipeline(id=iid, merge_request={**hooks.MERGE_REQUEST, "iid": iid})
        await bench.box.accept(pack(understand(body, "")), subject=f"17/mr/{iid}")
    with pytest.raises(SystemExit):
        await bench.drain(lambda task: SystemExit(1) if task.merge_request_iid == 2 else Done("done"))
    assert bench.states() == ["done"] * 5 + ["new"]
    bench.box.redis.delete("lighterman:lease:17/mr/2")
    bench.box.clock.pass_by(60)
    (claim,) = bench.box.claim()
    assert bench.box.redis.hget(f"lighterman:event:{claim.events[0].id}", "died") == b"1"


async def test_four_tasks_run_side_by_side(bench):
    for iid in range(4):
        await bench.box.accept(EVENT, subject=f"17/mr/{iid}")
    together = threading.Barrier(4, timeout=20)

    def meet(_):
        together.wait()
        return Done("met")

    await bench.drain(meet)
    assert bench.states() == ["done"] * 4


async def test_the_bell_is_answered_before_anything_is_claimed(bench):
    bench.box.redis.set("lighterman:doorbell:events", "1")

    def ring(_):
        assert not bench.box.redis.exists("lighterman:doorbell:events")
        return Done("done")

    await bench.box.accept(EVENT, delay_seconds=1.0)
    bench.box.clock.pass_by(1)
    await bench.drain(ring)
    assert bench.states() == ["done"]


@pytest.mark.parametrize(("events", "is_rung"), [(20, False), (21, True)])
async def test_if_more_is_due_the_bell_is_rung_again(bench, events, is_rung):
    for number in range(events):
        await bench.box.accept(EVENT, subject=f"17/mr/{number}", delay_seconds=1.0)
    bench.box.clock.pass_by(1)
    await bench.drain()
    assert len(bench.tasks) == 20
    assert bench.box.redis.llen("rq:queue:lighterman-events") == is_rung


async def test_a_lease_is_held_while_the_task_works(bench, box, redis):
    await box.accept(EVENT)
    bench.tools = dataclasses.replace(bench.tools, inbox=Inbox(redis, lease_seconds=1.5, now=box.clock))

    def work(_):
        redis.pexpire("lighterman:lease:17/mr/5", 60_000)
        until = time.monotonic() + 20
        while redis.pttl("lighterman:lease:17/mr/5") > 1_500:
            assert time.monotonic() < until, "the lease was never renewed"
            time.sleep(0.02)
        return Done("done")

    await bench.drain(work)
    assert bench.states() == ["done"]


async def test_who_lost_the_lease_has_its_events_looked_at_again(bench, box, caplog):
    await box.accept(EVENT)

    def be_away(_):
        box.redis.delete("lighterman:lease:17/mr/5")
        box.clock.pass_by(60)
        (holder,) = box.claim()
        assert box.inbox.finish(holder)
        return Done("long ago")

    await bench.drain(be_away)
    assert "the lease on 17/mr/5 was lost; its events are looked at again" in caplog.text
    assert bench.states() == ["new"]
    await bench.drain()
    assert bench.states() == ["done"]


async def test_a_claim_whose_turn_comes_late_is_left_to_the_next_drain(bench, box):
    await box.accept(EVENT)
    perform.perform(box.claim_one(), bench.tools, {}, latest_start=time.monotonic() - 1)
    assert (bench.states(), bench.failures(), box.redis.keys("lighterman:lease:*")) == (["new"], 0, [])
    await bench.drain()
    assert bench.states() == ["done"]


async def test_without_an_inbox_nothing_is_drained(bench):
    with pytest.raises(RuntimeError, match="without an inbox"):
        drain_with(dataclasses.replace(bench.tools, inbox=None), "events", {})
