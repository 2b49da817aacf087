"""The real files: none makes a traceback, every fix leaves the other lines alone, and the scores are reached."""

from datetime import date
from difflib import SequenceMatcher

import pytest

from bench.score_configs import FOLDERS, lint_file, score
from bot.lint.edits import apply_edits
from bot.lint.reading import Texts, kind_of_named, read_projects
from bot.lint.repair import lint_project, offered
from tests.shared_material import shared

DAY = date(2026, 11, 24)


def files():
    for folder, kind in FOLDERS.items():
        for path in sorted(shared(f"corpus/{folder}").iterdir()):
            yield path, kind, path.read_bytes().decode(errors="replace")


def test_no_file_makes_a_traceback():
    for path in sorted(path for path in shared("corpus").rglob("*") if path.is_file()):
        text = path.read_bytes()[:200_000].decode(errors="replace")
        kind = kind_of_named(path.name, text)
        if kind is not None:
            lines = text.count("\n") + 1
            assert all(1 <= one.line <= lines for one in lint_file(path.name, kind, text, DAY)), path


def test_every_offered_fix_leaves_the_lines_alone_that_it_does_not_name():
    count = 0
    for path, kind, text in files():
        texts = Texts({path.name: (kind, text)}, DAY)
        for project in read_projects(texts):
            for finding in offered(lint_project(texts, project)):
                if finding.fix is not None:
                    count += 1
                    assert_untouched(text, finding.fix)
    assert count


def assert_untouched(text, fix):
    (path,) = fix.paths
    new = apply_edits({path: text}, fix.edits)[path]
    named = {line for edit in fix.edits for line in range(edit.first_line, edit.last_line + 1)}
    kept = [line for number, line in enumerate(text.split("\n"), 1) if number not in named]
    blocks = SequenceMatcher(None, kept, new.split("\n"), autojunk=False).get_matching_blocks()
    assert sum(block.size for block in blocks) == len(kept)


@pytest.mark.parametrize("folder", ["ci", "dockerfiles", "runner-config"])
def test_the_scores_of_all_codes_are_reached(folder):
    found = score(shared("corpus"), DAY, [folder])
    assert found.shortfalls == [], "\n".join(map(str, found.differences))
    assert found.recall(*found.codes) > 0
