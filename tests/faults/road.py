"""The points of the road from hook to comment that a test can hold on the wire, in words."""

from typing import Any

from bot.task_queue import scripts
from tests.faults.wire import Barrier, When, Wire, calls, pops

CLAIM, SETTLE, ACCEPT, LEAD = (
    calls(script) for script in (scripts.CLAIM, scripts.SETTLE, scripts.ACCEPT, scripts.LEAD)
)


def hold_store(wire: Wire, when: When) -> Barrier:
    """Hold the door when it stores a new event."""
    return wire.hold(ACCEPT, when)


def hold_pop(wire: Wire) -> Barrier:
    """Hold a worker that has taken a drain task from RQ's queue."""
    return wire.hold(pops("events"), "after")


def hold_claim(wire: Wire, when: When) -> Barrier:
    """Hold a drain that asks for events, or that was given some."""
    return wire.hold(CLAIM, when, answers=has_claimed)


def hold_finish(wire: Wire, when: When) -> Barrier:
    """Hold a drain that has done its work and says so."""
    return wire.hold(SETTLE, when)


def has_claimed(answer: Any) -> bool:
    """Tell whether the answer to a claim holds events."""
    return isinstance(answer, list) and bool(answer[0])
