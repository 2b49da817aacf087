"""Deletes the cache of an image, builds it once without, and says how long the next build should take."""

from bot import cache_rebuild
from bot.commands import Call, Run
from bot.roles import Role

USAGE = "/rebuild-cache [image|job]"
NEEDS = Role.DEVELOPER
READS = False


def run(call: Call) -> Run:
    """Settle what is meant, start it, and watch it to its end."""
    memory = call.memory or (yield from cache_rebuild.settled(call))
    if memory and "started" not in memory:
        memory = yield from cache_rebuild.started(memory)
    if memory:
        yield from cache_rebuild.followed(call, memory)
