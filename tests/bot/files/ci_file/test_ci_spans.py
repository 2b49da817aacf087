"""An `if` over several items of a list: what stands in it may not run."""

import pytest

from bot.files.ci_file import read_ci_file


@pytest.mark.parametrize(
    ("items", "conditional"),
    [
        (["a", "if x; then", "  b", "fi", "c"], ["b"]),
        (["if x; then", "b", "else", "c", "fi", "d"], ["b", "c"]),
        (["for x in 1 2; do", "b", "done", "c"], ["b"]),
        (["if x; then", "for y in 1; do", "b", "done", "c", "fi", "d"], ["b", "c"]),
        (["if x; then b; fi", "c"], ["b"]),
        (["a", "echo if only", "b"], []),
        (["if [ -f fi ]; then echo done; fi", "b"], ["echo"]),
        (["fi", "b"], []),
        (["case $x in", "y)", "b", ";;", "esac", "d"], ["b"]),
    ],
)
def test_what_stands_in_it_is_conditional(items, conditional):
    lines = "".join(f"    - '{item}'\n" for item in items)
    job = read_ci_file(f"job:\n  script:\n{lines}").jobs["job"]
    names = {"a", "b", "c", "d", "echo"}
    found = [step.command.texts[0] for step in job.steps if step.command.is_conditional]
    assert [name for name in found if name in names] == conditional


def test_the_next_script_begins_anew():
    job = read_ci_file("job:\n  script: ['if x; then', b]\n  after_script: [c]\n").jobs["job"]
    assert {step.command.texts[0] for step in job.steps if step.command.is_conditional} == {"b"}
