"""Files that were made to hurt: each one ends soon, in a problem that says why, and never in a traceback."""

import random
import time

import pytest

from bot.files.ci_file import read_ci_file
from bot.job_commands import image_commands

pytestmark = pytest.mark.slow

MOST_SECONDS = 3.0
"""Of processor time, not of the clock: how busy the machine is must not matter. All cases stay below a third of it."""

BOMB = "\n".join(["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20))])
MERGES = "\n".join(
    [
        ".a0: &a0 {k0: v}",
        *(f".a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 50)}], k{n}: v}}" for n in range(1, 300)),
    ]
)
EXTENDS = "\n".join(
    [
        f".a0: {{{', '.join(f'k{n}: v' for n in range(500))}}}",
        *(f".a{n}: {{extends: [.a{n - 1}, .a{n - 1}]}}" for n in range(1, 1000)),
        "job: {script: x, extends: .a999}",
    ]
)
REFERENCES = "\n".join(
    [
        ".r0: {s: [x, x, x, x, x, x, x, x, x, x]}",
        *(f".r{n}: {{s: [{', '.join([f'!reference [.r{n - 1}, s]'] * 10)}]}}" for n in range(1, 9)),
        "job: {script: !reference [.r8, s]}",
    ]
)
RANDOM = random.Random(5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "aliases"),
        ("[" * 100_000, "nested deeper"),
        ("{a: " * 5_000, "nested deeper"),
        ("\n".join(" " * n + "a:" for n in range(1200)), "nested deeper"),
        ("x" * (50 * 2**20), "larger than 2 MiB"),
        ("a: b\n" * 400_000, "more than 100,000 values"),
        (EXTENDS, "unfolds to more"),
        (REFERENCES, "unfold"),
        ("\x7fELF\0\0\0" + "\0" * 5000, "binary file"),
        (RANDOM.randbytes(200_000).decode(errors="replace"), ""),
        (RANDOM.randbytes(200_000).decode("latin-1").replace("\0", " "), ""),
        ("job: {script: '" + "$(" * 50_000 + "'}", "more brackets"),
        ("job:\n  script:\n" + "    - '" + "{|[<" * 20_000 + "'", "more brackets"),
        ("job:\n  script: |\n" + "    a | b && (c)\n" * 20_000, ""),
        ("job:\n  script: '" + 'sh -c "' * 3_000 + "'", ""),
        ("job:\n  script:\n" + "    - docker build -t $A .\n" * 15_000, ""),
        ("job:\n  parallel: {matrix: [{" + ", ".join(f"A{n}: [1,2,3,4,5]" for n in range(40)) + "}]}\n  script: x", ""),
        ("a: 'x\n" * 5_000, "no valid YAML"),
        ("".join(f"a{n}: [\n" for n in range(5_000)), "nested deeper"),
        ("".join(f"a{n}: ]\n" for n in range(5_000)), "no valid YAML"),
        ("a: !!python/object/apply:os.system [x]\njob: {script: x}", ""),
        ("a" * 2**20 + ": {script: x}", ""),
        ("? " * 50_000, ""),
        ("- " * 50_000, "nested deeper"),
    ],
    ids=range(24),
)  # fmt: skip
def test_a_hostile_file_ends_soon_and_says_why(text, said):
    start = time.process_time()
    file = read_ci_file(text)
    for job in file.jobs.values():
        assert all(one.command.form for one in image_commands(job))
    spent = time.process_time() - start
    assert spent < MOST_SECONDS
    assert not said or any(said in one.text for one in file.problems), file.problems[:3]


def test_merge_keys_that_double_are_refused_or_small():
    start = time.process_time()
    file = read_ci_file(MERGES + "\njob: {script: x}")
    assert time.process_time() - start < MOST_SECONDS
    assert file.problems or "job" in file.jobs


def test_a_bomb_is_found_whatever_it_is_put_into():
    assert any("aliases" in one.text for one in read_ci_file(f"{BOMB}\njob:\n  script: *a19\n").problems)
