"""`lighterman lint` as people and CI jobs run it: files and folders in, findings and patches out, a code at the end."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.workers.command import run_main

DOCKERFILE = "FROM python:3.13-slim\nRUN pip install flask\nUSER 1\nCMD x\n"
CI_FILE = "a:\n  script:\n    - docker build --squash -t x .\n"
RUNNER = '[[runners]]\n  executor = "shell"\n  shell = "bash" <-- ours\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(monkeypatch, capsys, *words):
    code = run_main(monkeypatch, "lint", *words, environ={})
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_folder_is_searched_for_the_three_kinds_of_files(folder, monkeypatch, capsys):
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / ".gitlab-ci.yml").write_text(CI_FILE)
    (folder / "deploy").mkdir()
    (folder / "deploy" / "config.toml").write_text(RUNNER)
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "Dockerfile").write_text("FROM x\n")
    code, out, err = lint(monkeypatch, capsys, "--select", "squash,toml-syntax,package-cache-left")
    assert (code, err) == (1, "")
    assert [line.partition(" ")[0] for line in out.splitlines()] == [
        ".gitlab-ci.yml:3:20:",
        "Dockerfile:2:5:",
        "deploy/config.toml:3:18:",
        "3",
    ]
    assert "1 error, 2 warnings; --diff shows fixes for 3 of them" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 0),
        (["--fail-on", "warning"], 1),
        (["--fail-on", "info"], 1),
        (["--fail-on", "never"], 0),
        (["--fail-on", "warning", "--ignore", "squash"], 0),
    ],
)
def test_the_exit_code_follows_the_worst_finding(words, code, folder, monkeypatch, capsys):
    (folder / "ci.yml").write_text(CI_FILE)
    assert lint(monkeypatch, capsys, "ci.yml", "--select", "squash", *words)[0] == code


def test_json_holds_every_finding_with_its_patch(folder, monkeypatch, capsys):
    (folder / "Dockerfile").write_text(DOCKERFILE)
    _, out, _ = lint(monkeypatch, capsys, "--format", "json", "--select", "package-cache-left,base-eol")
    found = json.loads(out)
    assert found["schema"] == 1
    (one,) = found["findings"]
    assert {name: one[name] for name in ("rule", "severity", "file", "line", "column", "kind")} == {
        "rule": "package-cache-left",
        "severity": "warning",
        "file": "Dockerfile",
        "line": 2,
        "column": 5,
        "kind": "pip",
    }
    (file,) = one["fix"]["files"]
    assert file["path"] == "Dockerfile"
    assert "+RUN pip install --no-cache-dir flask\n" in file["patch"]


def test_the_patch_is_one_that_git_takes_and_says_the_same_as_fix(folder, monkeypatch, capsys):
    (folder / "Dockerfile").write_bytes(b"FROM alpine:3.23\nRUN apk add curl\nCOPY . /app")
    code, patch, _ = lint(monkeypatch, capsys, "--diff")
    assert (code, (folder / "Dockerfile").read_bytes()[-12:]) == (0, b"COPY . /app"[-12:].rjust(12, b"\n"))
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "apply", "-"], input=patch.encode(), check=True)
    applied = {name: (folder / name).read_bytes() for name in ("Dockerfile", ".dockerignore")}
    assert applied["Dockerfile"] == b"FROM alpine:3.23\nRUN apk add --no-cache curl\nCOPY . /app"
    subprocess.run(["git", "apply", "-R", "-"], input=patch.encode(), check=True)
    assert lint(monkeypatch, capsys, "--fix")[0] == 0
    assert {name: (folder / name).read_bytes() for name in applied} == applied


def test_fix_tells_what_it_mended_and_a_second_one_changes_nothing(folder, monkeypatch, capsys):
    (folder / "Dockerfile").write_bytes(DOCKERFILE.replace("\n", "\r\n").encode())
    (folder / ".gitlab-ci.yml").write_text(CI_FILE)
    (folder / "config.toml").write_text(RUNNER)
    _, out, _ = lint(monkeypatch, capsys, "--fix", "--select", "squash,toml-syntax,package-cache-left")
    assert out.splitlines() == [
        "config.toml:3: mended: make a comment of the remark [toml-syntax]",
        ".gitlab-ci.yml:3: mended: leave --squash out [squash]",
        "Dockerfile:2: mended: write --no-cache-dir [package-cache-left]",
        "3 files read, nothing found",
    ]
    texts = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert texts["Dockerfile"] == DOCKERFILE.replace("install", "install --no-cache-dir").replace("\n", "\r\n").encode()
    lint(monkeypatch, capsys, "--fix", "--select", "squash,toml-syntax,package-cache-left")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == texts


def test_a_file_that_is_not_utf8_is_read_and_never_written(folder, monkeypatch, capsys):
    text = b"FROM alpine:3.23\nRUN apk add curl # caf\xe9\nUSER 1\n"
    (folder / "Dockerfile").write_bytes(text)
    _, out, err = lint(monkeypatch, capsys, "--fix", "--select", "package-cache-left")
    assert "Dockerfile:2:5: warning" in out
    assert "Dockerfile: is not in UTF-8" in err
    assert (folder / "Dockerfile").read_bytes() == text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("Dockerfile", b"FROM a\0b\n", "is a binary file"),
        ("Dockerfile", b"# " + b"x" * 50 * 2**20, "is larger than 4 MiB"),
        (".gitlab-ci.yml", b"x: " + b"y" * 50 * 2**20, "is larger than 4 MiB"),
        ("config.toml", b"\0" * 100, "is a binary file"),
        ("README", b"hello\n", "is no Dockerfile, no CI file and no config.toml"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_linted(name, content, said, folder, monkeypatch, capsys):
    (folder / name).write_bytes(content)
    code, out, err = lint(monkeypatch, capsys, name)
    assert (code, out) == (2, "")
    assert err.startswith(f"lighterman: {name}: {said}")
    (folder / "ci.yml").write_text(CI_FILE)
    code, out, err = lint(monkeypatch, capsys, name, "ci.yml", "--select", "squash")
    assert code == 0
    assert "1 file read: 1 warning" in out
    assert said in err


@pytest.mark.parametrize("words", [["nowhere"], ["--select", "sqash"], ["--explain", "sqash"], ["--format", "xml"]])
def test_what_cannot_be_done_ends_with_code_2(words, folder, monkeypatch, capsys):
    code, out, err = lint(monkeypatch, capsys, *words)
    assert (code, out) == (2, "")
    assert err


def test_an_unknown_rule_is_told_with_the_nearest_one(folder, monkeypatch, capsys):
    assert "did you mean squash?" in lint(monkeypatch, capsys, "--explain", "sqash")[2]


def test_an_empty_folder_has_nothing_to_read(folder, monkeypatch, capsys):
    assert lint(monkeypatch, capsys)[0] == 2


def test_a_rule_is_explained_with_its_page(monkeypatch, capsys):
    page = Path(__file__).parents[2] / "docs" / "rules" / "squash.md"
    assert lint(monkeypatch, capsys, "--explain", "squash") == (0, page.read_text(), "")


def test_all_rules_are_listed(monkeypatch, capsys):
    code, out, _ = lint(monkeypatch, capsys, "--list")
    assert code == 0
    assert "package-cache-left" in [line.split()[0] for line in out.splitlines()]


@pytest.mark.parametrize("form", ["text", "json", "gitlab-codequality", "sarif", "junit"])
def test_every_form_is_printed_for_a_clean_file_too(form, folder, monkeypatch, capsys):
    (folder / "Dockerfile").write_text("FROM scratch\n")
    code, out, err = lint(monkeypatch, capsys, "--format", form)
    assert (code, err) == (0, "")
    assert out.endswith("\n")


def test_a_file_that_is_included_is_told_where_it_stands(folder, monkeypatch, capsys):
    (folder / ".gitlab-ci.yml").write_text("include: ci/build.yml\n")
    (folder / "ci").mkdir()
    (folder / "ci" / "build.yml").write_text(CI_FILE)
    _, out, _ = lint(monkeypatch, capsys, "--select", "squash")
    assert out.startswith("ci/build.yml:3:20: warning")
    assert lint(monkeypatch, capsys, "--fix", "--select", "squash")[0] == 0
    assert (folder / "ci" / "build.yml").read_text() == CI_FILE.replace(" --squash", "")
    assert (folder / ".gitlab-ci.yml").read_text() == "include: ci/build.yml\n"


def test_a_folder_elsewhere_is_a_project_of_its_own(folder, monkeypatch, capsys):
    (folder / "sub").mkdir()
    (folder / "sub" / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    _, out, _ = lint(monkeypatch, capsys, "sub", "--select", "no-dockerignore")
    assert out.startswith("sub/Dockerfile:2:1: info")
    lint(monkeypatch, capsys, "sub", "--fix")
    assert (folder / "sub" / ".dockerignore").is_file()
