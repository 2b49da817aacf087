"""Reads one log as Lighterman does, in a process of its own, and prints the seconds and the memory that it took."""

import json
import sys
import time
from pathlib import Path

from bot.explanation import LogReader
from bot.readings import Log

CHUNK_BYTES = 256 * 1024


def main() -> None:
    """Read the log that standard input names; idle is a process that has compiled its patterns and read one line."""
    log = Path(json.load(sys.stdin)["log"])
    began = time.perf_counter()
    LogReader().finish()
    start = time.perf_counter() - began
    idle = _reset_peak_bytes()
    began, cpu = time.perf_counter(), time.process_time()
    found = _read(log)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    answer = {"start": start, "seconds": seconds, "cpu": cpu, "memory": _status_bytes("VmHWM") - idle}
    print(json.dumps({**answer, "steps": len(found.trace.steps), "is_partial": found.trace.is_partial}))


def _read(log: Path) -> Log:
    reader = LogReader()
    with log.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK_BYTES):
            reader.feed(chunk)
    return reader.finish()


def _reset_peak_bytes() -> int:
    """Forget what compiling the patterns took at its peak (Linux, proc(5): clear_refs), and return what is held now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status_bytes("VmRSS")


def _status_bytes(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return 1024 * int(line.split()[1])
    raise LookupError(f"/proc/self/status has no {name}")


if __name__ == "__main__":
    main()
