"""The bench of the linter in a small size: both kinds of files are written and read, and what fails is told."""

import json
import subprocess
import sys

import pytest

from bench.harness import Case, interleave
from bench.lint import BOTH, _verdict, measured
from bench.lint_files import write_files
from bench.processes import ROOT, BenchError


def test_half_of_the_files_have_mistakes_and_every_file_is_read(tmp_path):
    dockerfiles = list(write_files(tmp_path, 4))
    words = [sys.executable, "-m", "workers.cli", "lint", "--format", "json", str(tmp_path)]
    found = json.loads(subprocess.run(words, cwd=ROOT, capture_output=True, check=False, text=True).stdout)["findings"]
    names = {one["file"].rpartition("/")[2] for one in found if one["rule"] == "fat-final-stage"}
    assert names == {path.name for path in dockerfiles[1::2]}


def test_a_run_is_measured():
    figures = measured([sys.executable, "-c", "raise SystemExit(1)"])
    assert all(value > 0 for value in figures.values())


def test_a_program_that_cannot_run_is_no_figure():
    with pytest.raises(BenchError, match="code 2"):
        measured([sys.executable, "-c", "raise SystemExit(2)"])


@pytest.mark.parametrize(("seconds", "said"), [(9.9, "met"), (10.1, "MISSED")])
def test_the_goal_is_compared_with_the_worst_round(seconds, said):
    figures = interleave([Case(BOTH, lambda: {"cpu_seconds": seconds, "mebibytes": 80.0})], 1)
    assert _verdict(figures).endswith(f": {said}.")
