"""Instructions, stages and problems, with their lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.dockerfile import read_dockerfile
from tests.shared_material import FOLDER, shared

TREES = sorted(path.name for path in FOLDER.glob("corpus/dockerfiles/*.result")) or ["none"]


def read(*lines):
    return read_dockerfile("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("lines", "keyword", "arguments", "span"),
    [
        (["FROM a", "RUN make"], "RUN", ("make",), (2, 2)),
        (["from a", "run make"], "RUN", ("make",), (2, 2)),
        (["FROM a", "RUN one && \\", "    two"], "RUN", ("one &&     two",), (2, 3)),
        (["FROM a", "RUN one \\", "# why", "  two"], "RUN", ("one   two",), (2, 4)),
        (["FROM a", "RUN one \\", "", "  two"], "RUN", ("one   two",), (2, 4)),
        (["FROM a", 'CMD ["a", "b c"]'], "CMD", ("a", "b c"), (2, 2)),
        (["FROM a", "CMD [a, b]"], "CMD", ("[a, b]",), (2, 2)),
        (["FROM a", "ENV A=1 B='x y'"], "ENV", ("A", "1", "=", "B", "'x y'", "="), (2, 2)),
        (["FROM a", "ENV A 1 2"], "ENV", ("A", "1 2", ""), (2, 2)),
        (["# escape=`", "FROM a", "COPY x `", "  C:\\y\\"], "COPY", ("x", "C:\\y\\"), (3, 4)),
        (["FROM a", 'COPY ["a b", "/c/"]'], "COPY", ("a b", "/c/"), (2, 2)),
        (["FROM a", 'COPY "a b" /c/'], "COPY", ('"a b"', "/c/"), (2, 2)),
        (["FROM a", "HEALTHCHECK --interval=5s CMD true"], "HEALTHCHECK", ("CMD", "true"), (2, 2)),
    ],
)
def test_an_instruction_knows_its_words_and_lines(lines, keyword, arguments, span):
    last = read(*lines).instructions[-1]
    assert (last.keyword, last.arguments, (last.line, last.last_line)) == (keyword, arguments, span)


def test_flags_are_read_with_and_without_values():
    copy = read(
        "FROM a AS b", "FROM c", "COPY --from=b --link --chmod=0755 --exclude=*.md --exclude=x . /y"
    ).instructions[2]
    assert copy.flag("from") == "b"
    assert copy.flag("link") == ""
    assert copy.flag("parents") is None
    assert copy.flag_values("exclude") == ("*.md", "x")


def test_heredocs_keep_their_lines():
    run = read("FROM a", "RUN <<ONE <<-'TWO'", "a", "ONE", "\tb", "\tTWO", "USER x")
    first, second = run.instructions[1].heredocs
    assert (first.name, first.text, first.expands, first.line) == ("ONE", "a\n", True, 3)
    assert (second.name, second.text, second.expands, second.line) == ("TWO", "\tb\n", False, 5)
    assert run.instructions[1].last_line == 6
    assert run.instructions[2].line == 7


def test_what_looks_like_an_instruction_in_a_heredoc_is_none():
    assert [one.keyword for one in read("FROM a", "COPY <<X /f", "FROM b", "X").instructions] == ["FROM", "COPY"]


def test_onbuild_holds_an_instruction():
    onbuild = read("FROM a", "ONBUILD COPY --chown=1 . /x").instructions[1]
    assert onbuild.triggered is not None
    assert (onbuild.triggered.keyword, onbuild.triggered.flag("chown"), onbuild.triggered.line) == ("COPY", "1", 2)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    text = "# syntax=docker/dockerfile:1\r\nFROM a AS b\r\nRUN x \\\r\n  y\r\n"
    marked = read_dockerfile("\N{ZERO WIDTH NO-BREAK SPACE}" + text)
    assert marked == read_dockerfile(text)
    assert marked.directives == {"syntax": "docker/dockerfile:1"}
    assert [one.line for one in marked.instructions] == [2, 3]
    assert marked.stages[0].name == "b"


@pytest.mark.parametrize(
    ("lines", "directives"),
    [
        (["#syntax=a", "# Escape = `", "FROM a"], {"syntax": "a", "escape": "`"}),
        (["# a remark", "# syntax=a", "FROM a"], {}),
        (["", "# syntax=a", "FROM a"], {}),
        (["FROM a", "# syntax=a"], {}),
        (["# check=skip=all", "FROM a"], {"check": "skip=all"}),
    ],
)
def test_parser_directives_count_only_at_the_very_top(lines, directives):
    assert read(*lines).directives == directives


@pytest.mark.parametrize(
    ("lines", "base", "name", "platform"),
    [
        (["FROM golang:1.20 AS builder"], "golang:1.20", "builder", None),
        (["FROM golang:1.20 as Builder"], "golang:1.20", "Builder", None),
        (["ARG V=1.20", "FROM golang:$V"], "golang:1.20", None, None),
        (["ARG V", "FROM golang:${V:-1.21}-alpine"], "golang:${V:-1.21}-alpine", None, None),
        (["ARG V=3", "ARG W=${V}.20", "FROM alpine:${W}"], "alpine:3.20", None, None),
        (["FROM --platform=$BUILDPLATFORM a AS b"], "a", "b", "$BUILDPLATFORM"),
        (["ARG P=linux/arm64", "FROM --platform=$P a"], "a", None, "linux/arm64"),
    ],
)
def test_a_stage_knows_its_base(lines, base, name, platform):
    stage = read(*lines).stages[0]
    assert (stage.base, stage.name, stage.platform) == (base, name, platform)


def test_stages_are_found_by_name_and_by_number():
    file = read("FROM a AS One", "FROM b", "FROM c AS one")
    assert file.stage("ONE") is file.stages[2]
    assert file.stage("1") is file.stages[1]
    assert file.stage("3") is None
    assert file.stage("production") is None
    assert file.stage("²") is None


@pytest.mark.parametrize(
    ("lines", "problems", "keywords"),
    [
        (["FROM a", "RUNN x", "USER y"], [(2, "unknown instruction: RUNN")], ["FROM", "USER"]),
        (["FROM a", "ENV A", "USER y"], [(2, "ENV must have two arguments")], ["FROM", "USER"]),
        (["FROM a", "RUNN x \\", "  y", "USER z"], [(2, "unknown instruction: RUNN")], ["FROM", "USER"]),
        (["FROM a", "RUN x &&", "y && \\", " z", "USER u"], [(3, "unknown instruction: y")], ["FROM", "RUN", "USER"]),
        (["FROM a", "RUN <<X", "one", "two", "USER u"], [(2, "unterminated heredoc")], ["FROM", "USER"]),
        (["FROM a", "bad", "RUN x", "worse", "USER u"],
         [(2, "unknown instruction: bad"), (4, "unknown instruction: worse")], ["FROM", "RUN", "USER"]),
        (["RUN x", "FROM a"], [(1, "RUN stands before the first FROM; only ARG may")], ["RUN", "FROM"]),
        (["FROM a b"], [(1, "FROM takes an image, or an image, AS and a stage name")], ["FROM"]),
        (["FROM a", "COPY x"], [(2, "COPY needs at least a source and a destination")], ["FROM", "COPY"]),
        (["# only a remark"], [(1, "the file has no instructions")], []),
        ([""], [(1, "the file has no instructions")], []),
        (["# escape=x", "FROM a"], [(1, "invalid escape token 'x' does not match ` or \\")], ["FROM"]),
    ],
)  # fmt: skip
def test_a_broken_place_is_named_and_the_rest_is_read(lines, problems, keywords):
    file = read(*lines)
    assert [(problem.line, problem.text) for problem in file.problems] == problems
    assert [one.keyword for one in file.instructions] == keywords


def test_a_file_full_of_mistakes_ends():
    text = "".join(f"nonsense {number}\nUSER u\n" for number in range(500))
    assert 50 <= len(read_dockerfile("FROM a\n" + text).problems) <= 51


def test_a_file_that_is_too_large_is_not_read():
    assert "1 MiB" in read_dockerfile("#" * (2**20 + 1)).problems[0].text


@given(st.text(alphabet=st.sampled_from(list("FROMRUNCOPY abc\\`\"'${}<>-=[]#\n\r\t\ufeff\u2028é")), max_size=200))
def test_no_text_makes_the_reader_fail(text):
    file = read_dockerfile(text)
    assert file.instructions or file.problems


@pytest.mark.parametrize("name", TREES)
def test_the_trees_of_buildkits_own_parser_agree(name):
    tree = shared("corpus/dockerfiles") / name
    text = tree.with_name(name.removesuffix(".result")).read_bytes().decode(errors="replace")
    drawn = [_drawn(one) for one in read_dockerfile(text).instructions]
    assert drawn == tree.read_text(encoding="utf-8").replace("\\x00", "\\u0000").splitlines()


def test_buildkits_negative_example_is_refused():
    (only,) = shared("corpus/dockerfiles").glob("*testfiles-negative*")
    assert read_dockerfile(only.read_text()).problems


def test_every_real_dockerfile_is_read():
    for path in shared("corpus/dockerfiles").glob("*Dockerfile*"):
        if not path.name.endswith(".result"):
            file = read_dockerfile(path.read_bytes().decode(errors="replace"))
            assert file.instructions or file.problems, path.name


def _drawn(one):
    words = [one.keyword.lower()]
    if one.flags:
        flags = (f"--{name}" + ("" if value is None else f"={value}") for name, value in one.flags)
        words.append(f"[{' '.join(map(_quoted, flags))}]")
    words += [_drawn(one.triggered)] if one.triggered else map(_quoted, one.arguments)
    return f"({' '.join(words)})"


def _quoted(word):
    return json.dumps(word, ensure_ascii=False)
