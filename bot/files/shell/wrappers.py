"""Finds the program behind words that only say how it is run: `sudo`, `timeout 60`, `env A=1` and their like."""

import re
from collections.abc import Sequence

WITH_VALUES = {
    "sudo": {"-u", "-g", "-h", "-p", "-C", "-T", "-U", "-R", "-D"},
    "env": {"-u", "-C", "-S"},
    "timeout": {"-s", "-k", "--signal", "--kill-after"},
    "nice": {"-n"},
    "ionice": {"-c", "-n"},
    "exec": {"-a"},
    "time": {"-f", "-o"},
    "stdbuf": {"-i", "-o", "-e"},
    "xargs": {"-I", "-n", "-P", "-L", "-d", "-s", "-a", "-E"},
    "retry": {"-t", "-d", "-n"},
}
"""Programs that run another one, and which of their options take a value."""
PLAIN = frozenset({"nohup", "command", "builtin", "busybox", "chronic", "unbuffer", "setsid", "doas", "travis_retry"})
LEADING_NUMBERS = frozenset({"timeout", "retry"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


def program_at(words: Sequence[str]) -> int:
    """Return the place of the program that is run in the end; the number of words where there is none."""
    place = 0
    while place < len(words):
        name = words[place].rpartition("/")[2]
        if name not in PLAIN and name not in WITH_VALUES:
            return place
        place = _behind(words, place + 1, name)
    return place


def _behind(words: Sequence[str], place: int, name: str) -> int:
    """Return the place behind a wrapper's own options, assignments and leading numbers."""
    takes_value = WITH_VALUES.get(name, set())
    while place < len(words):
        word = words[place]
        if word in takes_value:
            place += 2
        elif word.startswith("-") or _ASSIGNMENT.match(word) or (name in LEADING_NUMBERS and word[:1].isdigit()):
            place += 1
        else:
            break
    return place
