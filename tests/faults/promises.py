"""What must hold after every fault: nothing acknowledged is lost, and nothing is left behind."""

from dataclasses import replace

from bot.events.payloads import understand, unpack
from bot.reactions import react
from tests.faults.rig import PATIENCE_SECONDS, Rig
from tests.stories.stack import wait_until

ENDS = {b"done", b"superseded", b"dead"}


def fates(rig: Rig, *, since: int = 0) -> list[bytes | None]:
    """Return what became of each acknowledged event that asks something of us; None when nobody knows of it.

    `since` leaves out the first hooks that were sent.
    """
    # Every attempt to deliver an event runs under an event UUID of its own.
    kept = {replace(unpack(packed), event_uuid=""): state for packed, state in rig.events()}
    heard = [understand(one.body, "") for one in rig.lab.deliveries[since:] if 200 in one.statuses]
    return [kept.get(event) for event in heard if event is not None and react(event) is not None]


def assert_nothing_is_lost(rig: Rig) -> None:
    """Check that every acknowledged event is done, superseded or dead.

    A worker says that its lease was lost before it has the events looked at again: one may be pending once more.
    """
    wait_until(
        lambda: set(fates(rig)) <= ENDS,
        "acknowledged events came to no end",
        seconds=PATIENCE_SECONDS,
        log=lambda: f"{fates(rig)}",
    )


LAZY = 2
"""A process keeps a connection for each thread that ever spoke to Redis at the same moment, so it may have opened one
more since it was looked at; what leaks at every kill is soon more."""


def assert_nothing_is_left(rig: Rig, descriptors: dict[str, int]) -> None:
    """Check that no lease, lock, process or descriptor is left; `descriptors` is what each process held at rest."""
    for kind in ("lease", "lock", "waiting", "rest"):
        assert rig.keys(f"lighterman:{kind}:*") == []
    wait_until(lambda: rig.strays() == [], "a work horse was left", seconds=PATIENCE_SECONDS)
    wait_until(
        lambda: all(count <= descriptors[name] + LAZY for name, count in rig.descriptors().items()),
        f"descriptors were left: at rest there were {descriptors}",
        seconds=PATIENCE_SECONDS,
        log=lambda: f"now there are {rig.descriptors()}",
    )
