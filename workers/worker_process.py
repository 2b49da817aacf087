"""The worker process: imports everything once, sweeps beside its work, and forks for every drain."""

import logging

# Imported before the first fork, so that no drain pays for it again.
import workers.perform
from bot import checks, plugins
from bot.reactions import LANES
from bot.settings import Settings
from bot.task_queue.connection import check_durability, connect
from bot.task_queue.draining import Inbox
from bot.task_queue.sweeping import Sweeper
from bot.task_queue.worker import make_worker
from workers import readings, tasks
from workers.clients import store
from workers.toolbox import open_toolbox

log = logging.getLogger(__name__)


def run_worker(settings: Settings, lane: str) -> None:
    """Work one lane until told to stop; raise UserError when Redis would forget what it is given."""
    with connect(settings.require_redis()) as connection:
        check_durability(connection, is_relaxed=settings.is_durability_relaxed)
    # python-gitlab imports most of itself when its first client is made: 47 ms that every fork would pay for.
    open_toolbox(settings, with_redis=False)
    readings.prepare()
    store.prepare()
    log.info("working %s with %s and tasks %s", lane, workers.perform.__name__, ", ".join(plugins.load(tasks)))
    plugins.load(checks)
    # The sweeper has a connection of its own: a fork must not share a socket with a running thread. The worker has a
    # new one too, because RQ lets its connections wait longer than ours, which works only before they are open.
    inbox = Inbox(connect(settings.require_redis()), lease_seconds=settings.lease_seconds)
    sweeper = Sweeper(inbox, lanes=LANES, every_seconds=settings.sweep_seconds)
    sweeper.start()
    try:
        make_worker(connect(settings.require_redis()), lane).work(logging_level="WARNING")
    finally:
        sweeper.stop()
