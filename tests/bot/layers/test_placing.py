"""Steps of a history beside the Dockerfile they were built from: lines, stages, and where the base ends."""

import pytest

from bot.facts import HistoryEntry, Layer, PlatformImage
from bot.files.dockerfile import read_dockerfile
from bot.layers.placing import place_steps

BASE = ("ADD rootfs.tar / # buildkit", '-CMD ["bash"]')
FILE = """\
ARG V=3
FROM golang:1.22 AS build
RUN go build -o /app .

FROM debian:12
ARG V
ENV A=b
RUN --mount=type=cache,target=/var/cache apt-get update && \\
    apt-get install -y curl
COPY --from=build --chown=1:1 /app /usr/bin/app
RUN make VERSION=$V
COPY files-${V} /srv/
CMD ["app"]
"""


def image(*texts, comments=()):
    """Make an image of a history; a text that begins with a dash made no layer."""
    history = tuple(
        HistoryEntry(text.removeprefix("-"), is_empty=text.startswith("-"), comment=dict(comments).get(number, ""))
        for number, text in enumerate(texts)
    )
    layers = tuple(Layer(f"l{n}", 1) for n, entry in enumerate(history) if not entry.is_empty)
    return PlatformImage("linux/amd64", "d", layers, history)


BUILDKIT = image(
    *BASE,
    "-ARG V=3",
    "-ENV A=b",
    "RUN |1 V=3 /bin/sh -c apt-get update &&     apt-get install -y curl # buildkit",
    "COPY --chown=1:1 /app /usr/bin/app # buildkit",
    "RUN |1 V=3 /bin/sh -c make VERSION=$V # buildkit",
    "COPY files-3 /srv/ # buildkit",
    '-CMD ["app"]',
)
CLASSIC = image(
    "/bin/sh -c #(nop) ADD file:0a in / ",
    '-/bin/sh -c #(nop)  CMD ["bash"]',
    "-/bin/sh -c #(nop)  ARG V",
    "-/bin/sh -c #(nop)  ENV A=b",
    "|1 V=3 /bin/sh -c apt-get update &&     apt-get install -y curl",
    "/bin/sh -c #(nop) COPY --chown=1:1 file:12 in /usr/bin/app ",
    "|1 V=3 /bin/sh -c make VERSION=$V",
    "/bin/sh -c #(nop) COPY dir:12 in /srv/ ",
    '-/bin/sh -c #(nop)  CMD ["app"]',
)


@pytest.mark.parametrize("built", [BUILDKIT, CLASSIC], ids=["buildkit", "classic"])
def test_every_step_is_found_on_its_line(built):
    placing = place_steps(built, read_dockerfile(FILE))
    lines = {index: place.line for index, place in placing.places.items()}
    assert {index: line for index, line in lines.items() if index > 3} == {4: 8, 5: 10, 6: 11, 7: 12, 8: 13}
    assert {place.stage for place in placing.places.values()} == {"stage-1"}
    assert not placing.is_guess
    assert placing.own_from in {2, 3}


@pytest.mark.parametrize(
    ("text", "target", "built", "expected"),
    [
        ("FROM a\nRUN x\nFROM b\nRUN y", None, ("RUN x", "RUN y"), {1: (4, "stage-1")}),
        ("FROM a AS one\nRUN x\nFROM one\nRUN y", None, ("RUN x", "RUN y"), {0: (2, "one"), 1: (4, "stage-1")}),
        ("FROM a AS one\nRUN x\nFROM b\nRUN y", "one", ("RUN x",), {0: (2, "one")}),
        ("FROM a\nRUN x\nRUN x", None, ("RUN x", "RUN x"), {0: (2, None), 1: (3, None)}),
        ("FROM a\nRUN x\nRUN z\nRUN y", None, ("RUN x", "RUN edited", "RUN y"), {0: (2, None), 2: (4, None)}),
        ('FROM a\nRUN ["make", "all"]', None, ("RUN make all # buildkit",), {0: (2, None)}),
        ("FROM a\nRUN <<EOF\nmake\nEOF", None, ("RUN /bin/sh -c make # buildkit",), {0: (2, None)}),
        ("FROM a\nCOPY a b /c/", None, ("/bin/sh -c #(nop) COPY multi:1 in /c/ ",), {0: (2, None)}),
        ("FROM a\nCOPY a b /c/", None, ("/bin/sh -c #(nop) COPY multi:1 in /d/ ",), {}),
        ("FROM a\nCOPY a /c/", None, ("COPY b /c/",), {}),
        ("FROM a\nRUN x", None, (), {}),
        ("", None, ("RUN x",), {}),
        ("FROM a\nRUN x", "nowhere", ("RUN x",), {}),
    ],
)
def test_a_step_stands_on(text, target, built, expected):
    placing = place_steps(image(*built), read_dockerfile(text), target)
    assert {index: (place.line, place.stage) for index, place in placing.places.items()} == expected


@pytest.mark.parametrize(
    ("built", "comments", "expected"),
    [
        ((*BASE, "COPY a b", '-CMD ["app"]'), (), (2, True)),
        ((*BASE, "RUN python", '-CMD ["python3"]', "WORKDIR /a", "COPY a b", '-ENTRYPOINT ["x"]'), (), (4, True)),
        ((*BASE, "RUN x", "COPY a b"), ((2, "FROM localhost/base"),), (2, False)),
        ((*BASE, "RUN x", "COPY a b"), ((3, "FROM localhost/base"),), (3, False)),
        ((*BASE, "RUN x", "COPY a b"), ((2, "FROM localhost/base"), (3, "FROM 503c41c04e94")), (2, False)),
        ((*BASE, "RUN x"), ((2, "FROM 503c41c04e94"),), (2, True)),
        (("ADD rootfs.tar /", '-CMD ["bash"]'), (), (None, False)),
        (("COPY a b", "COPY c d"), (), (None, False)),
        ((), (), (None, False)),
    ],
)
def test_without_a_dockerfile_buildah_tells_where_the_base_ends_and_else_the_last_command_hints_at_it(
    built, comments, expected
):
    placing = place_steps(image(*built, comments=comments))
    assert (placing.own_from, placing.is_guess) == expected
