"""Scores the linter against labelled real files: `python -m bench.score_configs FOLDER`.

The folder holds `ci`, `dockerfiles` and `runner-config`, each with a labels.json.

Each file is looked at alone, as somebody would name it on the command line. A code that a label calls unsure counts
neither way, a file without labels is only read.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench.harness import table
from bot.lint.finding import Finding
from bot.lint.linter import lint
from bot.lint.reading import Texts, read_projects
from bot.lint.sources import Kind

FOLDERS = {"ci": Kind.CI, "dockerfiles": Kind.DOCKERFILE, "runner-config": Kind.RUNNER}
CODES = {
    "no-cache-source": "no_cache_source",
    "ghost-cache-tag": "cache_from_not_pushed",
    "pull-without-fallback": "pull_without_fallback",
    "cache-without-metadata": "inline_cache_missing",
    "tls-host-mismatch": "tls_host_mismatch",
    "dind-version-mismatch": "dind_version_mismatch",
    "floating-docker-tag": "floating_docker_tag",
    "docker-eol": "docker_eol",
    "login-password-on-command-line": "login_password_arg",
    "secret-build-arg": "secret_build_arg",
    "squash": "squash",
    "missing-target": "target_unknown",
    "no-retry": "no_retry",
    "no-job-timeout": "no_timeout",
    "fat-final-stage": "single_stage_toolchain",
    "copy-order": "copy_before_deps",
    "package-cache-left apt": "apt_lists_kept",
    "package-cache-left apk": "apk_cache_kept",
    "secret-in-image": "secret_in_image",
    "unpinned-base": "unpinned_base",
    "floating-base": "floating_base",
    "runner-not-privileged": "not_privileged",
    "tls-without-certs-volume": "certs_volume_missing",
    "docker-socket-mounted": "docker_socket_mounted",
}
"""Rules, with the kind where only some kinds have a code, and the codes of the labels."""
NOT_RULES = frozenset({"no_cleanup"})
GOAL = 95.0
"""Percent at least, of recall and of precision: over all codes, and of each code with so many cases."""
CASES = 10


@dataclass
class Score:
    """Answers by code, and every file on which label and linter differ."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    files: int = 0

    def note(self, file: str, wanted: set[str], got: set[str]) -> None:
        """Count a file's answers."""
        self.right.update(wanted & got)
        self.missed.update(wanted - got)
        self.wrong.update(got - wanted)
        self.differences += [(code, file, "missed") for code in sorted(wanted - got)]
        self.differences += [(code, file, "false alarm") for code in sorted(got - wanted)]

    def recall(self, *codes: str) -> float:
        """Return how many percent of the labels were found."""
        return _percent(sum(self.right[code] for code in codes), sum(self.missed[code] for code in codes))

    def precision(self, *codes: str) -> float:
        """Return how many percent of what was found is in the labels."""
        return _percent(sum(self.right[code] for code in codes), sum(self.wrong[code] for code in codes))

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes that were wanted or found."""
        return tuple(sorted({*self.right, *self.missed, *self.wrong}))

    def is_reached(self, *codes: str) -> bool:
        """Tell whether recall and precision are as high as they must be."""
        return min(self.recall(*codes), self.precision(*codes)) >= GOAL

    @property
    def shortfalls(self) -> list[str]:
        """Return the codes that count for themselves and are too low, and whether all together are."""
        counted = [code for code in self.codes if self.right[code] + self.missed[code] >= CASES]
        found = [code for code in counted if not self.is_reached(code)]
        return found if self.is_reached(*self.codes) else [*found, "all"]


def score(corpus: Path, today: date, folders: Collection[str] = tuple(FOLDERS)) -> Score:
    """Lint every file and compare it with its label."""
    found = Score()
    for folder in folders:
        for label in _labels(corpus / folder):
            text = (corpus / folder / label["file"]).read_bytes().decode(errors="replace")
            codes = {code for one in lint_file(label["file"], FOLDERS[folder], text, today) if (code := code_of(one))}
            found.files += 1
            if label["faults"] is not None:
                unsure = {*label.get("unsure", ()), *NOT_RULES}
                found.note(f"{folder}/{label['file']}", set(label["faults"]) - unsure, codes - unsure)
    return found


def lint_file(name: str, kind: Kind, text: str, today: date) -> tuple[Finding, ...]:
    """Return what the linter says of a file alone."""
    return tuple(one for project in read_projects(Texts({name: (kind, text)}, today)) for one in lint(project))


def code_of(finding: Finding) -> str | None:
    """Return the code of a finding, None where its rule has none."""
    return CODES.get(finding.rule) or CODES.get(f"{finding.rule} {finding.kind}")


def report(found: Score) -> Iterator[str]:
    """Yield the lines of the report."""
    rows = [_row(code, found, code) for code in found.codes]
    rows.append(_row("all", found, *found.codes))
    yield table(("code", "cases", "recall", "precision", "goal"), rows)
    yield from (f"{code}: {file}: {said}" for code, file, said in found.differences)


def _labels(folder: Path) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    return found


def _row(name: str, found: Score, *codes: str) -> tuple[str, ...]:
    cases = sum(found.right[code] + found.missed[code] for code in codes)
    is_scored = name == "all" or cases >= CASES
    said = ("reached" if found.is_reached(*codes) else "MISSED") if is_scored else "too few cases"
    return name, str(cases), f"{found.recall(*codes):.1f} %", f"{found.precision(*codes):.1f} %", said


def _percent(good: int, bad: int) -> float:
    return 100 * good / (good + bad) if good + bad else 100.0


def main() -> int:
    """Print the table; the exit code is 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.score_configs", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", help="show this code's differences only")
    wanted = parser.parse_args()
    found = score(wanted.folder, datetime.now(UTC).date())
    if wanted.only:
        found.differences = [one for one in found.differences if one[0] == wanted.only]
    print("\n".join(report(found)))
    print(f"{found.files} files read")
    return 1 if found.shortfalls else 0


if __name__ == "__main__":
    sys.exit(main())
