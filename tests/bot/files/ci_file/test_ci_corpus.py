"""Every file of the shared material, whatever it is, is read without a traceback, and GitLab's files wholly."""

import json

import pytest

from bot.files.ci_file import ProblemKind, read_ci_file
from bot.job_commands import image_commands
from tests.shared_material import shared

pytestmark = pytest.mark.slow


def read(path):
    text = path.read_bytes().decode(errors="replace")
    file = read_ci_file(text, path.name)
    found = [one for job in file.jobs.values() for one in image_commands(job)]
    lines = text.count("\n") + 1
    assert all(1 <= one.line <= lines for one in file.problems)
    assert all(1 <= one.step.line <= one.step.last_line <= lines for one in found)
    return file, found


def test_no_file_makes_a_traceback():
    files = [path for path in sorted(shared("corpus").rglob("*")) if path.is_file()]
    assert files
    for path in files:
        read(path)


def test_ci_files_have_no_problem_but_names_of_other_files():
    labels = json.loads(shared("corpus/ci/labels.json").read_text())
    for label in labels:
        file, _ = read(shared("corpus/ci") / label["file"].rpartition("/")[2])
        broken = [one for one in file.problems if one.kind is ProblemKind.BROKEN]
        assert label.get("yaml") == "invalid" or broken == [], (label["file"], broken)
