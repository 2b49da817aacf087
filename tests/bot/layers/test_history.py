"""Entries of histories as builders write them, and the instruction that each stands for."""

import pytest

from bot.facts import HistoryEntry, Layer, PlatformImage
from bot.layers.history import IMPORTED, SQUASHED, instruction_of, made_layers, steps_of


@pytest.mark.parametrize(
    ("created_by", "expected"),
    [
        ("RUN /bin/sh -c apt-get update # buildkit", "RUN apt-get update"),
        ("RUN |2 A=b C=d e /bin/sh -c make all # buildkit", "RUN make all"),
        ("RUN /bin/bash -o pipefail -c curl x | sh # buildkit", "RUN curl x | sh"),
        ("RUN make -j2 # buildkit", "RUN make -j2"),
        ("RUN |1 A=b make # buildkit", "RUN A=b make"),
        ("COPY app.py /app/ # buildkit", "COPY app.py /app/"),
        ("WORKDIR /app", "WORKDIR /app"),
        ("/bin/sh -c apt-get update", "RUN apt-get update"),
        ("|1 V=3 /bin/sh -c make", "RUN make"),
        ("/bin/sh -c set -e; \\\n  a && \tb", "RUN set -e; \\ a && b"),
        ("/bin/sh -c #(nop) COPY file:0a1b in /app/ ", "COPY … /app/"),
        ("/bin/sh -c #(nop) COPY multi:0a1b in /app/", "COPY … /app/"),
        ("/bin/sh -c #(nop) ADD dir:9f in / ", "ADD … /"),
        ('/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'),
        ("|1 V=3 /bin/sh -c #(nop) WORKDIR /app", "WORKDIR /app"),
        ("COPY . .", "COPY . ."),
        ("RUN make", "RUN make"),
        ("bazel build ...", "bazel build ..."),
        ("apko", "apko"),
        ("", ""),
        ("# buildkit", ""),
    ],
)
def test_an_entry_is_an_instruction(created_by, expected):
    assert instruction_of(HistoryEntry(created_by)) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (HistoryEntry("", comment="Imported from -"), IMPORTED),
        (HistoryEntry("", comment="merge sha256:a to sha256:b"), SQUASHED),
        (HistoryEntry("", comment="whatever"), ""),
    ],
)
def test_an_entry_without_an_instruction_says_where_it_comes_from(entry, expected):
    assert instruction_of(entry) == expected


def test_buildah_says_where_the_base_ends():
    steps = steps_of([HistoryEntry("/bin/sh -c true", comment="FROM localhost/base:latest"), HistoryEntry("COPY a b")])
    assert [one.base for one in steps] == ["localhost/base:latest", ""]


def image(history, layers, diff_ids=()):
    return PlatformImage("linux/amd64", "d", tuple(Layer(f"l{n}", n) for n in range(layers)), history, diff_ids)


RUN, ENV, COPY = HistoryEntry("RUN a"), HistoryEntry("ENV A=b", is_empty=True), HistoryEntry("COPY a b")


@pytest.mark.parametrize(
    ("history", "layers", "expected"),
    [
        ((ENV, RUN, ENV, COPY, ENV), 2, ["RUN a", "COPY a b"]),
        ((RUN, COPY), 2, ["RUN a", "COPY a b"]),
        ((RUN, COPY), 1, [""]),
        ((RUN,), 2, ["", ""]),
        ((), 2, ["", ""]),
        ((ENV,), 0, []),
        ((HistoryEntry("COPY a", is_empty=True), HistoryEntry('/bin/sh -c #(nop) CMD ["a"]')), 1, [SQUASHED]),
    ],
)
def test_layers_get_the_instructions_that_left_one_and_none_when_the_history_counts_others(history, layers, expected):
    assert [made.instruction for made in made_layers(image(history, layers))] == expected


@pytest.mark.parametrize(("diff_ids", "expected"), [(("x", "y"), ["x", "y"]), (("x",), [None, None]), ((), [None] * 2)])
def test_digests_of_unpacked_layers_count_only_when_all_are_there(diff_ids, expected):
    assert [made.diff_id for made in made_layers(image((), 2, diff_ids))] == expected


def test_a_hostile_entry_is_read_quickly():
    for text in ("|1 " + "a " * 4000, "/bin/sh" + " -a pipefail" * 700, "COPY " + "file:a " * 1100):
        assert instruction_of(HistoryEntry(text))
