"""The benches run in a small size: the figures are there, what was acknowledged is stored, nothing stays behind."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench import burst, commands, intake, times, times_rules
from bench.harness import Case, interleave, table
from bench.payload import make_hook
from bench.processes import BenchError, Process, ask
from bench.servers import BARE, OURS
from bench.times_rules import RULES
from bot.events.payloads import understand

needs_redis = pytest.mark.redis


def _own_python() -> str:
    return sys.executable


def test_cases_run_in_turns_and_are_compared_round_by_round():
    seen = []
    figures = {"a": iter([9, 2, 4, 6]), "b": iter([9, 1, 1, 2])}

    def case(name):
        return Case(name, lambda: seen.append(name) or {"x": next(figures[name])})

    compared = interleave([case("a"), case("b")], 3)
    assert seen == ["a", "b"] * 4
    assert (compared.median("a", "x"), compared.least("b", "x"), compared.most("a", "x")) == (4, 1, 6)
    assert compared.ratio("a", "b", "x") == 3


def test_a_table_is_markdown():
    assert table(["what", "ms"], [["a", "1"]]) == "| what | ms |\n| --- | ---: |\n| a | 1 |"


def test_the_hook_is_30_kb_and_every_number_another_event():
    hook = make_hook()
    assert 29_000 < len(hook.body(1)) < 32_000
    assert understand(hook.body(1), "") == understand(hook.body(1), "") != understand(hook.body(2), "")


def test_a_process_that_fails_tells_why(tmp_path):
    with pytest.raises(BenchError, match="boom"):
        ask([sys.executable, "-c", "raise SystemExit('boom')"], "", seconds=10)


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="not installed: setpriv")
def test_a_process_is_ended_with_its_children(tmp_path):
    words = [sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '60'])"]
    process = Process(words, tmp_path / "log")
    process.wait_for(process.has_children, "no child")
    pids = process._tree()
    process.stop()
    assert not any(Path(f"/proc/{pid}/fd").exists() and _is_alive(pid) for pid in pids)


@needs_redis
def test_intake_is_measured_and_every_acknowledged_event_is_stored():
    plan = intake.Plan(servers=(OURS, BARE), connections=(2,), seconds=0.1, rounds=1, warm=0)
    text = intake.run(plan, _own_python)
    assert text.count(f"| {OURS} | 2 |") == text.count(f"| {BARE} | 2 |") == 4


@needs_redis
def test_a_burst_is_acknowledged_whole_and_stored_once():
    text = burst.run(burst.Plan(servers=(OURS,), connections=50, rounds=1), _own_python)
    assert f"| {OURS} | 50 | 50 |" in text


def _is_alive(pid):
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip()) and not done.stdout.startswith("Z")


def test_the_bench_of_times_fills_every_cell():
    text = times.run(times.Plan(trials=40))
    rows = [line for line in text.splitlines() if line.startswith("|") and "---" not in line]
    assert len(rows) == 1 + len(RULES) + 2 + 1 + 6 + 1 + 3
    assert not any(cell.strip() == "" for row in rows for cell in row.strip("|").split("|"))


HISTORY = np.array([[100.0, 104.0, 99.0, 101.0, 98.0, 102.0, 100.0, 103.0, 97.0, 100.0, 101.0]])


@pytest.mark.parametrize(
    ("rule", "quiet", "loud"),
    [
        (times_rules.over_the_last_run, 121.0, 121.5),
        (times_rules.mean_and_two_deviations, 104.5, 104.7),
        (times_rules.median_and_three_deviations, 104.0, 105.0),
        (times_rules.rustc_perf, 112.0, 115.0),
        (times_rules.bencher_t_test, 106.0, 107.0),
    ],
)
def test_the_rules_of_others_draw_their_limits_where_their_words_say(rule, quiet, loud):
    """Mean 100.45, deviation 2.07, median 100, MAD 1 (times 1.48 times 3), steps of 1 to 6 %."""
    said = [bool(rule(HISTORY, np.array([now]))[0]) for now in (quiet, loud)]
    assert said == [False, True]


@needs_redis
def test_the_bench_of_commands_sees_every_first_emoji():
    text = commands.run(commands.Plan(per_minute=600.0, commands=5, size=commands.Size(1, 2, 1, notes=2)))
    assert "| 5 | 600 |" in text


def test_a_wait_ends_with_the_first_emoji_of_a_note():
    spans = [
        {"line": "POST /api/v4/projects/1/merge_requests/1/notes/7/award_emoji", "began": 1.0, "ended": 3.0},
        {"line": "POST /api/v4/projects/1/merge_requests/1/notes/7/award_emoji", "began": 4.0, "ended": 5.0},
        {"line": "GET /api/v4/projects/1/merge_requests/1/notes/8/award_emoji", "began": 1.0, "ended": 2.0},
    ]
    assert commands.waits({"7": 1.5}, spans) == [1.5]
    with pytest.raises(BenchError, match="1 commands got no emoji"):
        commands.waits({"7": 1.5, "8": 1.0}, spans)
