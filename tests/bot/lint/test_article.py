"""The article's own files: everything that is wrong with them is found where it stands, and the fixes mend it."""

import pytest

from bot.lint.finding import Severity
from bot.lint.repair import offered, repaired
from tests.bot.lint.projects import project
from tests.shared_material import shared

ALL_ADVICE = {
    ".gitlab-ci.yml:3 dind-no-tls",
    ".gitlab-ci.yml:4 storage-driver-noop",
    ".gitlab-ci.yml:7 docker-eol",
    ".gitlab-ci.yml:9 dind-everywhere",
    ".gitlab-ci.yml:9 docker-eol",
    ".gitlab-ci.yml:14 no-job-timeout",
    ".gitlab-ci.yml:14 no-retry",
    ".gitlab-ci.yml:14 not-interruptible",
    ".gitlab-ci.yml:17 swallowed-failure",
    ".gitlab-ci.yml:20 ghost-cache-tag",
    ".gitlab-ci.yml:21 missing-target",
    ".gitlab-ci.yml:22 secret-build-arg",
    ".gitlab-ci.yml:26 buildkit-flag",
    ".gitlab-ci.yml:27 cache-without-metadata",
    ".gitlab-ci.yml:27 inline-min-multistage",
    ".gitlab-ci.yml:28 squash",
    ".gitlab-ci.yml:29 prune-noop",
    ".gitlab-ci.yml:31 latest-from-any-branch",
    ".gitlab-ci.yml:33 push-in-after-script",
    ".gitlab-ci.yml:33 shared-cache-scope",
    ".gitlab-ci.yml:34 prune-cannot-unstick",
    "Dockerfile:2 base-eol",
    "Dockerfile:7 no-dockerignore",
    "Dockerfile:8 go-rebuild-all",
    "Dockerfile:10 root-final",
    "config.toml:11 dind-as-job-image",
    "config.toml:12 runner-privileged-wide",
    "config.toml:12 toml-syntax",
    "config.toml:16 certs-volume-unused",
}
WITH_FIX = {
    "buildkit-flag", "cache-without-metadata", "dind-no-tls", "docker-eol", "ghost-cache-tag", "inline-min-multistage",
    "missing-target", "no-dockerignore", "no-job-timeout", "no-retry", "prune-cannot-unstick", "prune-noop",
    "push-in-after-script", "secret-build-arg", "squash", "toml-syntax", "after-script-shadowed",
}  # fmt: skip
FOLDERS = ["as-shown", "with-all-advice", "two-after-scripts"]


def article(folder):
    found = shared(f"corpus/seed/{folder}")
    return project({path.name: path.read_text(encoding="utf-8") for path in found.iterdir()})


def test_all_the_advice_of_the_article_is_found_where_it_stands():
    found = {f"{one.path}:{one.line} {one.rule}" for one in article("with-all-advice").findings}
    assert found == ALL_ADVICE


@pytest.mark.parametrize(
    ("folder", "rules"),
    [
        ("as-shown", {"ghost-cache-tag", "missing-target", "toml-syntax"}),
        ("two-after-scripts", {"ghost-cache-tag", "missing-target", "toml-syntax", "after-script-shadowed"}),
    ],
)
def test_what_cannot_work_is_an_error(folder, rules):
    assert {one.rule for one in article(folder).findings if one.severity is Severity.ERROR} == rules


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_finding_that_can_be_mended_has_a_fix_that_holds(folder):
    without = {one.rule for one in offered(article(folder)) if one.fix is None}
    assert without & WITH_FIX == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_fixes_leave_no_error_and_nothing_to_fix(folder):
    after = repaired(article(folder)).after
    assert [one for one in after.findings if one.severity is Severity.ERROR] == []
    assert repaired(after).changed == {}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_fixes_add_no_syntax_line_to_the_dockerfile(folder):
    text = repaired(article(folder)).after.text_of("Dockerfile")
    assert not any(line.startswith("# syntax") for line in text.splitlines())


def test_the_cache_of_all_stages_goes_into_the_registry_in_the_end():
    text = repaired(article("as-shown")).after.text_of(".gitlab-ci.yml")
    assert text.split("script:\n")[2] == (
        "    - docker context create builder\n"
        "    - docker buildx create --use --driver docker-container builder\n"
        "    - >\n"
        "      docker buildx build --load"
        " --cache-to type=registry,ref=$CI_REGISTRY_IMAGE/cache:builder-latest,mode=max\n"
        "      --cache-from $CI_REGISTRY_IMAGE/cache:builder-latest\n"
        "      --target production\n"
        "      -t $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA\n"
        "      -t $CI_REGISTRY_IMAGE:latest\n"
        "      .\n"
        "    - docker push $CI_REGISTRY_IMAGE:$CI_COMMIT_SHA\n"
        "    - docker push $CI_REGISTRY_IMAGE:latest\n"
    )
