"""Runs the benches and prints their tables as Markdown: `make bench`, or `make bench ONLY=intake`."""

import argparse
import signal
import sys
from collections.abc import Callable

from bench import burst, commands, images, intake, lint, logscan, machine, queue, review, times
from bench.environment import rivals_python
from bench.harness import say
from bench.processes import BenchError

BENCHES = {
    "intake": lambda: intake.run(intake.Plan(), rivals_python),
    "burst": lambda: burst.run(burst.Plan(), rivals_python),
    "review": lambda: review.run(review.Plan(), rivals_python),
    "images": lambda: images.run(images.Plan()),
    "commands": lambda: commands.run(commands.Plan()),
    "queue": lambda: queue.run(queue.Plan(), rivals_python),
    "logscan": lambda: logscan.run(logscan.Plan(), rivals_python),
    "times": lambda: times.run(times.Plan()),
    "lint": lambda: lint.run(lint.Plan(), rivals_python),
}


def main() -> int:
    """Run the benches asked for and return the exit code; one that fails does not stop the others."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=sorted(BENCHES), help="run this bench alone")
    only = parser.parse_args().only
    print(f"{machine.describe()}.", flush=True)
    failed = 0
    for name, run in BENCHES.items():
        if only in {None, name}:
            say(f"{name} …")
            failed += not _tell(name, run)
    return min(failed, 1)


def _tell(name: str, run: Callable[[], str]) -> bool:
    before = machine.load()
    try:
        text = run()
    except BenchError as error:
        say(f"{name} failed: {error}")
        return False
    print(f"\n{text}\n\nLoad average before {before}, after {machine.load()}.", flush=True)
    return True


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a plain `kill` leaves nothing behind either
    sys.exit(main())
