"""Which files of a folder are ours, and which of them belong together."""

from datetime import date

import pytest

from bot.lint.reading import Texts, kind_of, kind_of_named, read_projects
from bot.lint.sources import Kind

DAY = date(2026, 11, 24)
JOB = "a:\n  script: [x]\n"
RUNNER = "[[runners]]\n"


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("Dockerfile", "", Kind.DOCKERFILE),
        ("a/Dockerfile.prod", "", Kind.DOCKERFILE),
        ("a/prod.dockerfile", "", Kind.DOCKERFILE),
        ("Containerfile", "", Kind.DOCKERFILE),
        ("Dockerfile.j2", "", None),
        ("Dockerfile.md", "", None),
        ("Dockerfile.dockerignore", "", None),
        ("Mydockerfile", "", None),
        (".gitlab-ci.yml", "", Kind.CI),
        ("ci/build.gitlab-ci.yaml", "", Kind.CI),
        ("ci/build.yml", JOB, Kind.CI),
        ("values.yml", "a: 1\n", None),
        (".github/workflows/x.yml", "on: push\njobs:\n  a:\n    script: x\n", None),
        ("config.toml", RUNNER, Kind.RUNNER),
        ("pyproject.toml", "[project]\n", None),
        ("README.md", "FROM x\n", None),
    ],
)
def test_a_file_of_a_folder_is_told_by_its_name_and_text(path, text, kind):
    assert kind_of(path, text) is kind


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("build", "FROM a:1\n", Kind.DOCKERFILE),
        ("x.yml", "a: 1\n", Kind.CI),
        ("runner.conf", RUNNER, Kind.RUNNER),
        ("notes", "hello\n", None),
    ],
)
def test_a_file_that_somebody_names_may_be_told_by_its_text(path, text, kind):
    assert kind_of_named(path, text) is kind


def projects(files, root=""):
    known = {path: (kind_of(path, text), text) for path, text in files.items()}
    return list(read_projects(Texts(known, DAY, frozenset(files), files.get, root)))


def test_each_ci_file_at_a_root_is_a_project_with_all_below_it():
    files = {".gitlab-ci.yml": JOB, "Dockerfile": "", "sub/.gitlab-ci.yml": JOB, "sub/a/Dockerfile": ""}
    found = {one.root: [source.path for source in one.sources] for one in projects(files)}
    assert found == {"": ["Dockerfile", ".gitlab-ci.yml"], "sub": ["sub/a/Dockerfile", "sub/.gitlab-ci.yml"]}


def test_without_one_the_folder_that_was_named_is_the_root():
    (one,) = projects(
        {"sub/Dockerfile": "FROM a:1\n", "sub/x.gitlab-ci.yml": "a:\n  script: [docker build .]\n"}, "sub"
    )
    (build,) = one.ci_files[0].builds
    assert one.dockerfile_of(build).path == "sub/Dockerfile"


def test_what_a_ci_file_includes_is_told_there_and_not_again():
    files = {
        ".gitlab-ci.yml": "include: [/ci/*.yml]\n",
        "ci/a.yml": JOB,
        "ci/b.yml": JOB.replace("a:", "b:"),
        "c.yml": JOB,
    }
    (one,) = projects(files)
    assert [source.path for source in one.ci_files] == [".gitlab-ci.yml", "c.yml"]
    assert set(one.ci_files[0].file.jobs) == {"a", "b"}
