"""Describes the machine a bench ran on, by its kind and never by its name."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import redis

PACKAGES = ("aiohttp", "redis", "hiredis", "msgspec", "rq", "python-gitlab")


def describe(connection: "redis.Redis | None" = None) -> str:
    """Return one sentence about processor, system and versions."""
    server = f", Redis {connection.info('server')['redis_version']}" if connection else ""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} × {_processor()}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}{server}; {packages}"
    )


def load() -> str:
    """Return how busy the machine is: processes that want to run, averaged over the last minute and the last five."""
    one, five, _ = os.getloadavg()
    return f"{one:.1f} (1 min) and {five:.1f} (5 min)"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
