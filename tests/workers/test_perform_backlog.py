"""A backlog is shared: what a drain does not take, another worker can take while it works."""

from types import SimpleNamespace

import pytest

from bot.events import PushEvent
from bot.events.payloads import pack
from bot.reactions import react
from bot.secret import Secret
from bot.settings import Settings
from bot.task_queue.accepting import Accepting, Arrival
from bot.task_queue.connection import connect_door
from bot.task_queue.draining import CLAIM_LIMIT
from bot.task_queue.ringing import Bell
from bot.tasks import ForgetImageJobs, ProjectHint
from workers.outcome import Done
from workers.perform import drain_with
from workers.toolbox import open_toolbox

pytestmark = pytest.mark.redis
BELL = "lighterman:doorbell:events"


@pytest.mark.parametrize(("events", "is_rung"), [(CLAIM_LIMIT, 0), (CLAIM_LIMIT + 1, 1)])
async def test_the_bell_rings_for_what_is_left_before_the_work_begins(redis_server, redis, events, is_rung):
    accepting = Accepting(connect_door(redis_server.url), Bell(redis))
    for number in range(events):
        event = PushEvent(
            project=ProjectHint(number, "acme/api"), ref="main", after="a", changes_ci_file=True, event_uuid=""
        )
        await accepting.accept(Arrival(f"push-{number}", None, pack(event), react(event)))
    await accepting.close()
    rung = []

    def run(task, tools):
        rung.append(redis.exists(BELL))
        return Done("looked")

    settings = Settings("http://127.0.0.1:1", Secret("token"), redis_url=Secret(redis_server.url))
    drain_with(open_toolbox(settings), "events", {"probe": SimpleNamespace(TASK=ForgetImageJobs, run=run)})
    assert rung == [is_rung] * CLAIM_LIMIT
