"""What a trace reader found, one short line a step: `build:stage n/total instruction = hit`."""

from pathlib import Path

from bot.traces.reading import read_trace

DATA = Path(__file__).resolve().parents[2] / "data" / "traces"
GREEN, RESET = "\x1b[32;1m", "\x1b[0;m"
ANSWERS = {True: "hit", False: "miss", None: "?"}


def read(text, *, chunk=1 << 20):
    """Return the facts of a log."""
    raw = text.encode() if isinstance(text, str) else text
    return read_trace(raw[start : start + chunk] for start in range(0, len(raw), chunk))


def sample(name):
    """Return the facts of a log that a real build wrote."""
    return read((DATA / f"{name}.log").read_bytes())


def steps(trace):
    """Return the steps in words; build and stage are left out where there is one of them."""
    return [_line(step, is_several=len(trace.builds) > 1) for step in trace.steps]


def _line(step, *, is_several):
    place = f"{step.build}:" if is_several else ""
    number = f"{step.n}/{step.total}" if step.total else f"{step.n}"
    words = [f"{place}{step.stage or ''}".strip(), step.platform or "", number, step.instruction[:40]]
    return " ".join(word for word in words if word) + f" = {ANSWERS[step.cached]}"


def stamped(*lines):
    """Return lines as a runner writes them with time stamps; a line is `01O text`, one every second."""
    return "".join(f"2026-03-01T10:00:{second:02}.000000Z {line}\n" for second, line in enumerate(lines))


def echo(command):
    """Return a command as the runner echoes it."""
    return f"{GREEN}$ {command}{RESET}"
