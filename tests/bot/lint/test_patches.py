"""Patches are those of `diff -u`, and git applies them to the byte."""

import subprocess

import pytest

from bot.lint.patches import patch_of

LONG = "".join(f"line {number}\n" for number in range(40))


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        ("a\nb\n", "a\nc\n", "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
        ("a\n", "a\n", ""),
        (None, "a\n", "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n"),
        ("a", "b\n", "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"),
    ],
)
def test_a_patch_shows_what_changed_and_three_lines_around(before, after, patch):
    assert patch_of("f", before, after) == patch


@pytest.mark.parametrize(
    "after",
    [
        LONG.replace("line 20\n", ""),
        LONG.replace("line 20\n", "x\ny\n"),
        LONG.replace("line 0\n", "").replace("line 39\n", "end"),
        LONG.replace("line 3\n", "\n").replace("line 30\n", "line 30\r\n"),
        f"first\n{LONG}last\n",
        LONG[:-1],
        LONG + LONG,
    ],
)
def test_git_applies_it_to_the_byte(after, tmp_path):
    (tmp_path / "f").write_bytes(LONG.encode())
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply", "-"], input=patch_of("f", LONG, after).encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "f").read_bytes() == after.encode()
