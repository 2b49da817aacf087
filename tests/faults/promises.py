"""What must hold after every fault: nothing acknowledged is lost, and nothing is left behind."""

from bot.events import semantic_key
from bot.events.payloads import understand
from bot.reactions import react
from tests.faults.rig import PATIENCE_SECONDS, Rig
from tests.stories.stack import wait_until

ENDS = {b"done", b"superseded", b"dead"}


def fates(rig: Rig) -> dict[str, set[bytes | None]]:
    """Return for each acknowledged event that asks something of us the states of its deliveries; None is a loss.

    A second delivery of the same event is acknowledged and not stored again, so one state per event suffices.
    """
    found: dict[str, set[bytes | None]] = {}
    for delivery in rig.lab.deliveries:
        event = understand(delivery.body, delivery.event_uuid)
        if 200 in delivery.statuses and event is not None and react(event) is not None:
            found.setdefault(semantic_key(event), set()).add(rig.state_of(delivery.key))
    return found


def lost(rig: Rig) -> dict[str, set[bytes | None]]:
    """Return the acknowledged events that are neither done nor superseded nor dead."""
    return {key: states for key, states in fates(rig).items() if not states & ENDS or states - ENDS - {None}}


def assert_nothing_is_lost(rig: Rig) -> None:
    """Check that every acknowledged event is done, superseded or dead."""
    assert lost(rig) == {}


def assert_nothing_is_left(rig: Rig, descriptors: dict[str, int]) -> None:
    """Check that no lease, lock, process or descriptor is left; `descriptors` is what each process held at rest."""
    assert rig.pending() == 0
    for kind in ("lease", "lock", "waiting", "rest"):
        assert rig.keys(f"lighterman:{kind}:*") == []
    wait_until(lambda: rig.strays() == [], "a work horse was left", seconds=PATIENCE_SECONDS)
    wait_until(
        lambda: all(count <= descriptors[name] for name, count in rig.descriptors().items()),
        f"descriptors were left: {descriptors}",
        seconds=PATIENCE_SECONDS,
        log=lambda: str(rig.descriptors()),
    )
