"""The clock process: sweeps even when every worker is busy or away, and says aloud when events were given up."""

import logging
import signal
import threading

from bot.reactions import LANES
from bot.settings import Settings
from bot.task_queue.connection import TROUBLE, connect
from bot.task_queue.draining import Inbox
from bot.task_queue.sweeping import Sweeper

DEAD_LETTER_SECONDS = 300.0

log = logging.getLogger(__name__)


def run_clock(settings: Settings) -> None:
    """Run until told to stop."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    inbox = Inbox(connect(settings.require_redis()), lease_seconds=settings.lease_seconds)
    sweeper = Sweeper(inbox, lanes=LANES, every_seconds=settings.sweep_seconds)
    sweeper.start()
    try:
        while not ended.wait(DEAD_LETTER_SECONDS):
            warn_of_dead_letters(inbox)
    finally:
        sweeper.stop()


def warn_of_dead_letters(inbox: Inbox) -> None:
    """Say how many events were given up, if any."""
    try:
        dead = inbox.counts()["dead"]
    except TROUBLE as error:
        log.warning("the clock waits for Redis: %s", error)
        return
    if dead:
        log.error("%d events were given up; `lighterman status` lists them", dead)
