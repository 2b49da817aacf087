"""Runs what the inbox hands out: event, reaction, task, outcome, with the one error policy."""

import functools
import logging
import math
import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import ModuleType

from bot import plugins
from bot.errors import OutsideError, UserError
from bot.events import Event
from bot.events.payloads import NotUnderstoodError, unpack
from bot.reactions import react
from bot.settings import Need
from bot.task_queue.connection import TROUBLE
from bot.task_queue.draining import ATTEMPTS_ALLOWED, Claim, Inbox, backoff_seconds
from bot.task_queue.ringing import Bell
from bot.tasks import Task, merge
from workers import tasks
from workers.environment import read_settings
from workers.outcome import Done, Outcome, TryAgain
from workers.toolbox import Toolbox, open_toolbox

AT_ONCE = 4
"""A review waits for GitLab most of its time; so many run side by side in one drain."""
START_WITHIN_SECONDS = 300.0
"""RQ ends a drain after 15 minutes and counts a death for each claim in it; what begins late is left to the next."""
BUGS_ALLOWED = 3
LONGEST_WAIT_SECONDS = 86400.0
"""A pipeline that has not ended after a day is not waited for, nor a version that can read an event."""
UNREAD_SECONDS = 300.0
LONGEST_ASKED_SECONDS = 3600.0
"""A `Retry-After` is honoured up to here; nobody can make us sleep for a day."""

log = logging.getLogger(__name__)


def drain(lane: str) -> None:
    """Work off what is due on a lane: the task that RQ runs in a fork of the worker."""
    tools = open_toolbox(read_settings(os.environ, (Need.GITLAB, Need.REDIS)))
    drain_with(tools, lane, plugins.load(tasks))


def drain_with(tools: Toolbox, lane: str, table: Mapping[str, ModuleType]) -> None:
    """Claim once, perform the claims side by side, and ring again if more is due."""
    inbox = tools.require_inbox()
    bell = Bell(inbox.connection)
    bell.answer(lane)
    claims = inbox.claim(lane)
    if claims and inbox.due(lane):
        # Another worker takes the rest meanwhile; after deaths a claim holds one event, and the rest are many.
        bell.ring(lane)
    latest_start = time.monotonic() + START_WITHIN_SECONDS
    with _renewing(inbox, claims), ThreadPoolExecutor(AT_ONCE) as pool:
        for future in [pool.submit(perform, claim, tools, table, latest_start) for claim in claims]:
            future.result()
    if claims and inbox.due(lane):
        bell.ring(lane)


def perform(claim: Claim, tools: Toolbox, table: Mapping[str, ModuleType], latest_start: float = math.inf) -> None:
    """Perform one claim and put it where it belongs: finished, postponed or dead."""
    inbox = tools.require_inbox()
    if time.monotonic() > latest_start:
        inbox.postpone(claim, 0.0, is_failure=False)
        return
    claim, events = _read(claim, inbox)
    if not _settle(claim, inbox, functools.partial(_run, events, tools, table)):
        # We were away longer than our lease: what we wrote may be older than what another worker wrote.
        log.warning("the lease on %s was lost; its events are looked at again", claim.subject)
        inbox.look_again(claim)


def _read(claim: Claim, inbox: Inbox) -> tuple[Claim, list[Event]]:
    """Set aside what this version cannot read, since another one may, and return the rest."""
    events, unread = [], {}
    for one in claim.events:
        try:
            events.append(unpack(one.packed))
        except NotUnderstoodError as error:
            log.error("event %s of %s: %s", one.id, claim.subject, error)  # noqa: TRY400 - known, no trace needed
            unread[one.id] = "dead" if one.waited_seconds > LONGEST_WAIT_SECONDS else "new"
    return (inbox.set_aside(claim, unread, UNREAD_SECONDS) if unread else claim), events


def _settle(claim: Claim, inbox: Inbox, run: "functools.partial[Outcome]") -> bool:
    try:
        outcome = run()
    except UserError as error:
        log.info("%s: %s", claim.subject, error)
        return inbox.finish(claim)
    except OutsideError as error:
        return _fail(claim, inbox, ATTEMPTS_ALLOWED, str(error), error.retry_after_seconds)
    except TROUBLE as error:
        return _fail(claim, inbox, ATTEMPTS_ALLOWED, f"Redis: {error}", None)
    except Exception:
        log.exception("our own fault with %s (event %s)", claim.subject, claim.events[-1].id)
        return _fail(claim, inbox, BUGS_ALLOWED, "our own fault, see the traceback", None)
    if isinstance(outcome, TryAgain):
        return _wait(claim, inbox, outcome)
    log.info("%s: %s", claim.subject, outcome.why)
    return inbox.finish(claim)


def _wait(claim: Claim, inbox: Inbox, outcome: TryAgain) -> bool:
    """Look again later, the longer it takes the less often, and a day at most."""
    waited = claim.events[-1].waited_seconds
    if waited > LONGEST_WAIT_SECONDS:
        log.warning("%s: %s; waited in vain for a day", claim.subject, outcome.why)
        return inbox.finish(claim)
    seconds = max(outcome.seconds, waited / 10)
    log.info("%s: %s; looking again in %.0f s", claim.subject, outcome.why, seconds)
    return inbox.postpone(claim, seconds, is_failure=False)


def _fail(claim: Claim, inbox: Inbox, allowed: int, why: str, retry_after_seconds: float | None) -> bool:
    if claim.failures + 1 >= allowed:
        log.error("%s is given up after %d attempts: %s", claim.subject, claim.failures + 1, why)
        return inbox.finish(claim, state="dead")
    asked = min(retry_after_seconds or 0.0, LONGEST_ASKED_SECONDS)
    seconds = max(backoff_seconds(claim.failures), asked)
    log.warning("%s is tried again in %.0f s: %s", claim.subject, seconds, why)
    return inbox.postpone(claim, seconds, is_failure=True)


def _run(events: Sequence[Event], tools: Toolbox, table: Mapping[str, ModuleType]) -> Outcome:
    wanted: list[Task] = [reaction.task for event in events if (reaction := react(event))]
    if not wanted:
        return Done("no news for this version")
    task = functools.reduce(merge, wanted)
    plugin = next(plugin for plugin in table.values() if type(task) is plugin.TASK)
    outcome: Outcome = plugin.run(task, tools)
    return outcome


@contextmanager
def _renewing(inbox: Inbox, claims: Sequence[Claim]) -> Iterator[None]:
    """Hold all leases of a drain while it works; one that is lost or given back is refused, which does no harm."""
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(inbox.lease_seconds / 3):
            for claim in claims:
                try:
                    inbox.renew(claim)
                except Exception as error:  # noqa: BLE001 - whatever it was, the next third of the lease tries again
                    log.warning("could not renew the lease on %s: %s", claim.subject, error)

    thread = threading.Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
