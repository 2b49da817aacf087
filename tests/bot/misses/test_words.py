"""What people read about a miss."""

import pytest

from bot.misses import FileChange, Why
from bot.misses.model import Cause, Miss
from bot.misses.words import BECAUSE, MEND, consequence, headline, is_comment_only, kept_download, mend, sentence
from bot.traces.model import Step


def miss(cause, *, others=0, seconds=None):
    step = Step("RUN x", 7, n=3, cached=False)
    return Miss(step, cause, (step,) * (1 + others), hits=1, answers=3, lost_seconds=seconds)


def say(cause, **options):
    return sentence(miss(cause, **options), quote=lambda text: f"<{text}>")


GO_MOD = FileChange("go.mod", ("// tidy",), ())


def test_the_headline_names_the_smallest_change_and_what_it_cost():
    cause = Cause(Why.COPIED_FILES_CHANGED, files=(GO_MOD,))
    assert headline(miss(cause, seconds=182.4), str) == "1 comment line in go.mod cost 3 min 02 s"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (FileChange("go.mod", ("// a",), ("// b",)), "1 comment line in go.mod"),
        (FileChange("go.mod", ("// a", ""), ()), "2 comment lines in go.mod"),
        (FileChange("go.mod", ("require x v1",), ("require x v0",)), "1 line in go.mod"),
        (FileChange("requirements.txt", ("# a",), ()), "1 comment line in requirements.txt"),
        (FileChange("Gemfile", ("# a",), ()), "1 comment line in Gemfile"),
        (FileChange("pom.xml", ("  <!-- a -->",), ()), "1 comment line in pom.xml"),
        (FileChange("package.json", ("# a",), ()), "1 line in package.json"),
        (FileChange("main.go", ("a", "b", "c"), ("d",)), "3 lines in main.go"),
        (FileChange("logo.png"), "logo.png"),
        (FileChange("moved.go", (), ()), "moved.go"),
    ],
)
def test_a_change_is_counted_in_lines(change, words):
    cause = Cause(Why.COPIED_FILES_CHANGED, files=(change,))
    assert headline(miss(cause, seconds=60), str) == f"{words} cost 1 min 00 s"


@pytest.mark.parametrize("seconds", [None, 0.0])
def test_no_headline_without_a_cost(seconds):
    assert headline(miss(Cause(Why.COPIED_FILES_CHANGED, files=(GO_MOD,)), seconds=seconds), str) is None


def test_no_headline_for_other_causes():
    assert headline(miss(Cause(Why.UNKNOWN), seconds=60), str) is None


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (["a"], "it copies what changed, <a>"),
        (["a", "b"], "it copies what changed, <a>, <b>"),
        (["a", "b", "c", "d"], "it copies what changed, <a>, <b> and 2 more"),
    ],
)
def test_many_files_are_counted(paths, words):
    files = tuple(FileChange(path) for path in paths)
    assert say(Cause(Why.COPIED_FILES_CHANGED, files=files)) == f"<RUN x> ran again: {words}."


def test_what_followed_and_what_it_cost_is_said():
    said = say(Cause(Why.LAYERS_DISABLED, "--layers"), others=4, seconds=161)
    assert said.startswith("<RUN x> ran again: buildah keeps no layers unless it is told to with <--layers>; ")
    assert said.endswith("; 4 steps after it ran again too (2 min 41 s).")


@pytest.mark.parametrize("why", sorted(set(Why) - {Why.COPIED_FILES_CHANGED}))
def test_every_cause_has_its_words_and_quotes_what_is_not_ours(why):
    said = say(Cause(why, "a\nname", dockerfile_line=4))
    assert "{" not in said
    assert ("a\nname" in said) == ("<a\nname>" in said)


def test_only_an_unknown_cause_has_no_words_of_its_own():
    assert set(Why) - set(BECAUSE) == {Why.UNKNOWN, Why.COPIED_FILES_CHANGED}
    assert "would tell" in say(Cause(Why.UNKNOWN))


@pytest.mark.parametrize(
    ("others", "words"),
    [(0, "RUN x ran again"), (1, "RUN x ran again, and 1 step after it"), (3, "RUN x ran again, and 3 steps after it")],
)
def test_the_consequence_counts_what_followed(others, words):
    assert consequence(miss(Cause(Why.UNKNOWN), others=others), str) == words


@pytest.mark.parametrize("why", MEND)
def test_what_to_do_is_one_sentence_with_its_name_in_quotes(why):
    said = mend(Cause(why, "NAME"), quote=lambda text: f"<{text}>")
    assert said.endswith(".")
    assert "{" not in said
    assert ("<NAME>" in said) is ("{detail}" in MEND[why])


def test_where_nothing_is_wrong_nothing_is_to_be_mended():
    assert mend(Cause(Why.COPIED_FILES_CHANGED), str) == ""


@pytest.mark.parametrize(
    ("change", "is_comment"),
    [
        (GO_MOD, True),
        (FileChange("go.mod", ("// a", "require b v1"), ()), False),
        (FileChange("go.mod", (), ()), False),
        (FileChange("go.mod"), False),
    ],
)
def test_a_change_of_comments_alone_is_known_as_such(change, is_comment):
    assert is_comment_only(change) is is_comment


@pytest.mark.parametrize(
    ("download", "cached", "copy", "words"),
    [
        ("RUN go mod download", True, "COPY . .", "COPY . . misses, the module download hits (RUN go mod download)"),
        ("RUN npm ci", True, "ADD . .", "ADD . . misses, the dependency download hits (RUN npm ci)"),
        ("RUN go mod download", False, "COPY . .", None),
        ("RUN make", True, "COPY . .", None),
        ("COPY npm ci", True, "COPY . .", None),
        ("RUN npm ci", True, "RUN x", None),
    ],
)
def test_a_download_that_the_cache_kept_is_said(download, cached, copy, words):
    steps = (Step(download, 5, n=2, cached=cached), Step(copy, 7, n=3, cached=False))
    one = Miss(steps[1], Cause(Why.COPIED_FILES_CHANGED, files=(GO_MOD,)), steps[1:], hits=1, answers=2)
    assert kept_download(one, steps, str) == words
    assert kept_download(one, [Step(download, 9, n=4, cached=cached)], str) is None
