"""What Redis holds is what the inbox says it holds, and for as long as it says."""

import fnmatch
import re

import pytest

from bot import task_queue
from bot.task_queue.sweeping import Sweeper
from tests.box import packed

pytestmark = pytest.mark.redis
ROW = re.compile(r"^ {4}([a-z]+(?::[A-Z]+)?) ")
DOCUMENTED = [found[1] for line in (task_queue.__doc__ or "").splitlines() if (found := ROW.match(line))]
FIELDS = {
    "packed", "subject", "lane", "state", "order", "received", "died", "claimed", "settled", "again",
}  # fmt: skip
LASTING = {"pending", "waiting", "order", "counts", "dead", "event"}
"""Kept until they are used up; everything else runs out by itself."""


async def _everything(box):
    """Let every kind of key come into being: events waiting, claimed, looked at again, done, failed and dead."""
    pipeline = {"subject": "17/pipeline/9", "pipeline_key": "17/pipeline/9"}
    await box.accept(**pipeline)
    await box.accept(pipeline_key="17/pipeline/9", semantic="17:pipeline:9:success:")
    for number in range(6, 10):
        await box.accept(b"%d" % number, subject=f"17/mr/{number}")
    claims = {packed(claim)[-1]: claim for claim in box.claim()}
    box.inbox.finish(claims[b"6"])
    box.inbox.finish(claims[b"7"], state="dead")
    box.inbox.postpone(claims[b"8"], 60, is_failure=True)
    box.inbox.look_again(claims[b"9"])
    await box.accepting.count({"hook accepted": 1})
    await box.accepting.pending()
    Sweeper(box.inbox, lanes=("events",), every_seconds=1).sweep()


async def test_every_key_is_documented_and_every_documented_key_is_used(box):
    await _everything(box)
    names = [key.decode().removeprefix("lighterman:") for key in box.redis.keys("*") if not key.startswith(b"rq:")]
    patterns = {name: re.sub(r"[A-Z]+$", "*", name) for name in DOCUMENTED}
    assert [name for name in names if not any(fnmatch.fnmatchcase(name, one) for one in patterns.values())] == []
    assert [name for name, one in patterns.items() if not fnmatch.filter(names, one)] == []


async def test_every_field_of_an_event_is_documented_and_used(box):
    await _everything(box)
    used = {field.decode() for key in box.redis.keys("lighterman:event:*") for field in box.redis.hkeys(key)}
    assert used == FIELDS
    assert [name for name in FIELDS if not re.search(rf"\b{name}\b", task_queue.__doc__ or "")] == []


async def test_what_is_not_used_up_runs_out(box):
    await _everything(box)
    for key in box.redis.keys("lighterman:*"):
        kind = key.decode().split(":")[1]
        assert (box.redis.ttl(key) == -1) <= (kind in LASTING), key


async def test_when_all_is_done_only_what_runs_out_is_left(box):
    for round_number in range(3):
        await box.accept(subject=f"17/mr/{round_number}")
    for claim in box.claim():
        box.inbox.finish(claim)
    lasting = {key.decode() for key in box.redis.keys("lighterman:*") if box.redis.ttl(key) == -1}
    assert lasting == {"lighterman:order"}
