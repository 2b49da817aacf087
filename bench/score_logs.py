"""Scores the reading of job logs against labelled ones: `python -m bench.score_logs FOLDER`, where a labels.json is.

A field `X_accept` of a label lists all values that are right for X; a step whose label says null is not scored.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.harness import table
from bot.explanation import LogReader, explain
from bot.misses import Inputs
from bot.reports.log_json import as_json

Row = Mapping[str, Any]
GOALS = {
    "builder": 99.0,
    "steps found": 99.0,
    "cached": 99.0,
    "cache_verdict": 98.0,
    "first_miss": 97.0,
    "cache_import": 97.0,
    "failure": 95.0,
    "stalled": 100.0,
    "image_refs": 95.0,
}
"""Percent at least. What has no goal is shown to be looked at."""
FALSE_ALARMS = "false alarms"
MOST_FALSE_ALARMS = 2.0
SAME_AS = {"source_changed": "copied_files_changed", "dependency_changed": "copied_files_changed"}


@dataclass
class Score:
    """What was asked and answered right, by measure, and every answer that was not."""

    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    def note(self, measure: str, file: str, *, is_right: bool, got: object, wanted: object) -> None:
        """Count one answer."""
        self.asked[measure] += 1
        self.right[measure] += is_right
        if not is_right:
            self.misses.append((measure, file, f"{got!r} instead of {wanted!r}"))

    def percent(self, measure: str) -> float:
        """Return the share of right answers."""
        return 100 * self.right[measure] / self.asked[measure]

    def is_reached(self, measure: str) -> bool:
        """Tell whether the goal of a measure is reached."""
        if measure == FALSE_ALARMS:
            return 100 - self.percent(measure) <= MOST_FALSE_ALARMS
        return measure not in GOALS or self.percent(measure) >= GOALS[measure]


def score(corpus: Path) -> Score:
    """Read every labelled log and compare."""
    found = Score()
    for label in json.loads((corpus / "labels.json").read_text(encoding="utf-8")):
        _compare(found, label, _explained(corpus / label["file"], label))
    return found


def _explained(path: Path, label: Row) -> Row:
    reader = LogReader()
    reader.feed(path.read_bytes())
    silent = label.get("observed_after_s") if label.get("running") else None
    return as_json(label["file"], explain(reader.finish(), Inputs(), silent_seconds=silent))


def _compare(found: Score, label: Row, got: Row) -> None:
    file = label["file"]
    for name in ("builder", "cache_verdict", "failure", "stalled"):
        wanted = _accepted(label, name)
        found.note(name, file, is_right=got[name] in wanted, got=got[name], wanted=wanted)
    if _accepted(label, "failure") == ["none"]:
        is_silent = got["failure"] == "none"
        found.note(FALSE_ALARMS, file, is_right=is_silent, got=got["failure"], wanted="none")
    for name in ("builds", "cache_import", "open_step", "truncated"):
        wanted = label.get(name)
        if name in label or name == "cache_import":
            found.note(name, file, is_right=got[name] == wanted, got=got[name], wanted=wanted)
    for reference in label["image_refs"]:
        found.note("image_refs", file, is_right=reference in got["image_refs"], got=None, wanted=reference)
    _compare_first_miss(found, label, got["first_miss"])
    _compare_steps(found, label, got["steps"])


def _accepted(label: Row, name: str) -> list[Any]:
    return list(label.get(f"{name}_accept") or [label[name]])


def _compare_first_miss(found: Score, label: Row, got: Row | None) -> None:
    wanted = label["first_miss"]
    if wanted is None or got is None:
        found.note("first_miss", label["file"], is_right=got is wanted, got=got, wanted=wanted)
        return
    is_same = got["instruction"] == wanted["instruction"] and wanted.get("n") in {None, got["n"]}
    others = [one for one in label.get("first_miss_accept", []) if one != wanted["instruction"]]
    found.note("first_miss", label["file"], is_right=is_same or got["instruction"] in others, got=got, wanted=wanted)
    why = wanted.get("why")
    if why:
        # Most causes lie outside of the log, which then has to say that it does not know.
        accepted = {SAME_AS.get(why, why), "unknown"}
        found.note("why, or unknown", label["file"], is_right=got["why"] in accepted, got=got["why"], wanted=why)


def _compare_steps(found: Score, label: Row, got: Sequence[Row]) -> None:
    first_build = min((step["build"] for step in label["steps"] if "build" in step), default=0)
    left = defaultdict(list)
    for step in got:
        left[step["instruction"]].append(step)
    for wanted in label["steps"]:
        same = [one for one in left[wanted["instruction"]] if _is_same(one, wanted, first_build)]
        found.note("steps found", label["file"], is_right=bool(same), got=None, wanted=wanted)
        if same:
            left[wanted["instruction"]].remove(same[0])
            _compare_step(found, label["file"], same[0], wanted)
    for step in (step for steps in left.values() for step in steps):
        found.note("steps that are labelled", label["file"], is_right=False, got=step, wanted=None)


def _is_same(got: Row, wanted: Row, first_build: int) -> bool:
    places = all(got[name] == wanted[name] for name in ("n", "total", "stage", "platform") if name in wanted)
    return places and got["build"] == wanted.get("build", first_build) - first_build


def _compare_step(found: Score, file: str, got: Row, wanted: Row) -> None:
    found.note("steps that are labelled", file, is_right=True, got=got, wanted=wanted)
    if wanted["cached"] is not None:
        found.note("cached", file, is_right=got["cached"] == wanted["cached"], got=got["cached"], wanted=wanted)
    for name in ("seconds", "restored"):
        if name in wanted:
            found.note(name, file, is_right=got[name] == wanted[name], got=got[name], wanted=wanted)


def _rows(found: Score) -> Iterator[Sequence[str]]:
    for measure in sorted(found.asked, key=lambda one: (one not in {*GOALS, FALSE_ALARMS}, one)):
        right, asked = found.right[measure], found.asked[measure]
        if measure == FALSE_ALARMS:
            share, goal = 100 - found.percent(measure), f"≤ {MOST_FALSE_ALARMS:.0f} %"
            yield measure, str(asked - right), str(asked), f"{share:.1f} %", goal, _word(found, measure)
        else:
            goal = f"≥ {GOALS[measure]:.0f} %" if measure in GOALS else ""
            word = _word(found, measure) if measure in GOALS else ""
            yield measure, str(right), str(asked), f"{found.percent(measure):.1f} %", goal, word


def _word(found: Score, measure: str) -> str:
    return "yes" if found.is_reached(measure) else "NO"


def main() -> int:
    """Print the table and every miss; the exit code is 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="a folder with labels.json and the logs it names")
    found = score(parser.parse_args().corpus)
    lines = [table(("measure", "right", "of", "share", "goal", "reached"), _rows(found)), ""]
    lines += [f"{measure}: {file}: {what}" for measure, file, what in sorted(found.misses)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if all(found.is_reached(measure) for measure in found.asked) else 1


if __name__ == "__main__":
    sys.exit(main())
