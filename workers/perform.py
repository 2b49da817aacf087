"""Runs what the inbox hands out: event, reaction, task, outcome, with the one error policy."""

import functools
import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import ModuleType

from bot import plugins
from bot.errors import OutsideError, UserError
from bot.events.payloads import NotUnderstoodError, unpack
from bot.reactions import react
from bot.task_queue.draining import ATTEMPTS_ALLOWED, Claim, Inbox, backoff_seconds
from bot.task_queue.ringing import Bell
from bot.tasks import Task, merge
from workers import tasks
from workers.environment import read_settings
from workers.outcome import Done, Outcome, TryAgain
from workers.toolbox import Toolbox, open_toolbox

AT_ONCE = 4
"""A review waits for GitLab most of its time; so many run side by side in one drain."""
BUGS_ALLOWED = 3

log = logging.getLogger(__name__)


def drain(lane: str) -> None:
    """Work off what is due on a lane: the task that RQ runs in a fork of the worker."""
    tools = open_toolbox(read_settings(os.environ))
    drain_with(tools, lane, plugins.load(tasks))


def drain_with(tools: Toolbox, lane: str, table: Mapping[str, ModuleType]) -> None:
    """Claim once, perform the claims side by side, and ring again if more is due."""
    inbox = tools.require_inbox()
    bell = Bell(inbox.connection)
    bell.answer(lane)
    claims = inbox.claim(lane)
    with _renewing(inbox, claims), ThreadPoolExecutor(AT_ONCE) as pool:
        for future in [pool.submit(perform, claim, tools, inbox, table) for claim in claims]:
            future.result()
    if claims and inbox.due(lane):
        bell.ring(lane)


def perform(claim: Claim, tools: Toolbox, inbox: Inbox, table: Mapping[str, ModuleType]) -> None:
    """Perform one claim and put it where it belongs: finished, postponed or dead."""
    is_ours = _settle(claim, inbox, functools.partial(_run, claim, tools, table))
    if not is_ours:
        # We were away longer than our lease: what we wrote may be older than what another worker wrote.
        log.warning("the lease on %s was lost; its events are looked at again", claim.subject)
        inbox.reopen(claim.lane, [event.id for event in claim.events])


def _settle(claim: Claim, inbox: Inbox, run: "functools.partial[Outcome]") -> bool:
    newest = claim.events[-1].id
    try:
        outcome = run()
    except UserError as error:
        log.info("%s: %s", claim.subject, error)
        return inbox.finish(claim, newest=newest)
    except OutsideError as error:
        return _fail(claim, inbox, ATTEMPTS_ALLOWED, str(error), error.retry_after_seconds)
    except NotUnderstoodError as error:
        return _fail(claim, inbox, 1, str(error), None)
    except Exception:
        log.exception("our own fault with %s (event %s)", claim.subject, newest)
        return _fail(claim, inbox, BUGS_ALLOWED, "our own fault, see the traceback", None)
    if isinstance(outcome, TryAgain):
        log.info("%s: %s; looking again in %.0f s", claim.subject, outcome.why, outcome.seconds)
        return inbox.postpone(claim, outcome.seconds, is_failure=False)
    log.info("%s: %s", claim.subject, outcome.why)
    return inbox.finish(claim, newest=newest)


def _fail(claim: Claim, inbox: Inbox, allowed: int, why: str, retry_after_seconds: float | None) -> bool:
    if claim.failures + 1 >= allowed:
        log.error("%s is given up after %d attempts: %s", claim.subject, claim.failures + 1, why)
        return inbox.finish(claim, newest=claim.events[-1].id, state="dead")
    seconds = max(backoff_seconds(claim.failures), retry_after_seconds or 0.0)
    log.warning("%s is tried again in %.0f s: %s", claim.subject, seconds, why)
    return inbox.postpone(claim, seconds, is_failure=True)


def _run(claim: Claim, tools: Toolbox, table: Mapping[str, ModuleType]) -> Outcome:
    reactions = [react(unpack(event.packed)) for event in claim.events]
    wanted: list[Task] = [reaction.task for reaction in reactions if reaction]
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
