"""Standing promises about every rule: its examples run, its fix holds, its page is current."""

import pytest

from bench.rule_pages import FOLDER, pages
from bot.lint.finding import Severity
from bot.lint.linter import all_rules
from bot.lint.pages import READS, first_finding, lint_example, read_page
from bot.lint.repair import tried

RULES = list(all_rules().values())
WITH_FIX = frozenset({
    "missing-target", "ghost-cache-tag", "cache-without-metadata", "inline-min-multistage", "dind-no-tls",
    "tls-host-mismatch", "docker-eol", "dind-version-mismatch", "push-in-after-script", "after-script-shadowed",
    "buildkit-flag", "login-password-on-command-line", "secret-build-arg", "squash", "prune-noop",
    "prune-cannot-unstick", "unicode-dash", "toml-syntax", "package-cache-left", "copy-order", "no-dockerignore",
    "no-job-timeout", "no-retry",
})  # fmt: skip
"""Rules that have to offer a fix."""
ERRORS = frozenset({
    "toml-syntax", "missing-target", "ghost-cache-tag", "tls-host-mismatch", "after-script-shadowed", "unicode-dash",
    "wrong-context-or-file", "runner-not-privileged", "secret-in-image", "secret-build-arg",
    "login-password-on-command-line", "dockerfile-syntax", "ci-syntax",
})  # fmt: skip
INFOS = frozenset({
    "no-retry", "no-job-timeout", "not-interruptible", "docker-old", "floating-base", "storage-driver-noop",
    "dind-everywhere", "no-dockerignore",
})  # fmt: skip


def ids(rule):
    return rule.id


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_a_rule_says_something_of_its_bad_example(rule):
    assert first_finding(rule, lint_example(read_page(rule).bad)) is not None


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_a_rule_says_nothing_of_its_good_example(rule):
    page = read_page(rule)
    assert page.good
    assert first_finding(rule, lint_example(page.good)) is None


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.id in WITH_FIX], ids=ids)
def test_the_fix_of_the_bad_example_holds_and_leaves_nothing_to_fix(rule):
    linted = lint_example(read_page(rule).bad)
    finding = first_finding(rule, linted)
    assert finding.fix is not None
    after = tried(linted, finding.fix, finding)
    assert after is not None
    assert finding.mistake not in {one.mistake for one in after.findings}


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_a_rule_has_its_shape(rule):
    assert rule.summary.endswith(".")
    assert set(rule.reads) <= set(READS)
    assert rule.severity == (
        Severity.ERROR if rule.id in ERRORS else Severity.INFO if rule.id in INFOS else Severity.WARNING
    )


def test_the_pages_are_current():
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert found == dict(pages()), "run python -m bench.rule_pages"
