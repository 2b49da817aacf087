"""Reads the mounts of a RUN instruction."""

import csv

from bot.files.dockerfile.model import Instruction

SHORT = {"src": "source", "dst": "target", "destination": "target"}


def mounts(instruction: Instruction) -> tuple[dict[str, str], ...]:
    """Return the options of each `--mount`, long names for short ones; a bare option has the value `true`.

    BuildKit reads the value of the flag as one line of comma-separated values, quotes included.
    """
    return tuple(_options(value) for value in instruction.flag_values("mount"))


def _options(value: str) -> dict[str, str]:
    fields = next(csv.reader([value]), [])
    found = {"type": "bind"}
    for one in fields:
        name, equals, content = one.partition("=")
        found[SHORT.get(name.lower(), name.lower())] = content if equals else "true"
    return found
