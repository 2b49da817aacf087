"""Every variant of the comment as a golden file that reads as Markdown; UPDATE_GOLDEN=1 writes them anew."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.facts import BaselineImage, Complaint, GrownLayer, PipelineKind, ReviewFacts
from bot.grown_files import key_of
from bot.grown_layers import worth_reading
from bot.layers.waste import Kind
from bot.reports import comment
from bot.review import review
from bot.traces.model import Builder, SourceKind, Trace
from tests.bot.facts_in_words import (
    NOISY,
    STEADY,
    against,
    built,
    change,
    config_of,
    failed,
    failure,
    file,
    image,
    image_of,
    in_pipeline,
    made_by,
    of_request,
    review_facts,
    unread,
    with_logs,
)
from tests.bot.misses.logs_in_words import imported, log
from tests.bot.quick_actions import parse

GOLDEN = Path(__file__).parents[2] / "data" / "comments"
GREW = review_facts(image(40, 200, 193), before=[image(40, 200, 9)], history=STEADY)
SAME = review_facts(image(40, 200, 9), before=[image(40, 200, 9)], history=STEADY)
BOTH = {"linux/amd64": (40, 60), "linux/arm64": (38, 60)}
REFUSED = "the registry refuses our token; grant the scope read_registry and the role Reporter"
MANY = [image(40, 10 + number, name=f"service-{number:02}", job=f"build:{number:02}") for number in range(20)]
MANY_NOW = [
    image(40, 10 + number, *((number,) if number % 4 == 0 and number else ()), name=one.name, job=one.job_name)
    for number, one in enumerate(MANY)
]
TWO = [
    image(40, 60, name="api", job="build:api"),
    image(30, 5, name="worker", job="build:worker"),
    image(20, 2, name="cron", job="build:worker"),
]
GO = """\
FROM golang:1.22 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /api ./cmd/api
"""
ALL_ABOVE = GO.replace("COPY go.mod go.sum ./\n", "")


def built_from(text: str, *answers: object, **options: object) -> Trace:
    """Return the log of a build of a Dockerfile; one answer for each instruction behind FROM."""
    first, *others = text.splitlines()
    rows = [("build", 1, first, None)]
    rows += [("build", n, one, answer) for n, (one, answer) in enumerate(zip(others, answers, strict=True), 2)]
    return log(*rows, **options)


WARM = built_from(GO, "hit", "hit", "hit", 1, 40)
COMMENT_LINE = with_logs(
    SAME,
    built(built_from(GO, "hit", 1, 182, 1, 41), WARM),
    now=file(GO),
    before=file(GO),
    changes=(change("go.mod", "// keep this one below v2"),),
)
DEAD = imported("registry.test/acme/api:cache", message="manifest unknown", kind=SourceKind.PULL)
DISK = "write /var/lib/docker/overlay2/1f: no space left on device"
DEBIAN = ((28, "ADD rootfs.tar / # buildkit"), (0, 'CMD ["bash"]'))
NEWER_DEBIAN = ((40, "ADD rootfs.tar / # buildkit # 12.9"), (0, 'CMD ["bash"]'))
APT = "RUN /bin/sh -c apt-get update && apt-get install -y {} # buildkit"
OWN = ((6, APT.format("curl")), (11, "COPY . /app # buildkit"), (0, 'CMD ["app"]'))
TOOLCHAIN = 'FROM debian:12\n\nRUN apt-get update && apt-get install -y build-essential\nCOPY . /app\nCMD ["app"]\n'
GREW_BY_APT = with_logs(
    review_facts(
        made_by(*DEBIAN, (177, APT.format("build-essential")), (24, "COPY . /app # buildkit"), OWN[2]),
        before=[made_by(*DEBIAN, *OWN)],
        history=STEADY,
    ),
    built(built_from(TOOLCHAIN.replace("\n\n", "\n"), 60, 1, None), None),
    now=file(TOOLCHAIN),
)
VARIANTS = {
    "grew": GREW,
    "grew-by-an-instruction": GREW_BY_APT,
    "grew-by-files": replace(
        GREW_BY_APT,
        grown_layers=(
            GrownLayer(
                *key_of(worth_reading(GREW_BY_APT)[0].change),
                paths=(("usr/lib/gcc", 140 * 2**20), ("usr/include/linux", 21 * 2**20)),
                waste=((Kind.PACKAGE_CACHE, "var/lib/apt/lists", 42 * 2**20),),
            ),
        ),
    ),
    "grew-by-unread-files": replace(
        GREW_BY_APT,
        grown_layers=(
            GrownLayer(*key_of(worth_reading(GREW_BY_APT)[0].change), unread_because="the registry does not answer"),
        ),
    ),
    "base-moved": review_facts(
        made_by(*NEWER_DEBIAN, OWN[0], (14, "COPY . /app # buildkit"), OWN[2]),
        before=[made_by(*DEBIAN, *OWN)],
        history=STEADY,
    ),
    "layer-order": review_facts(
        made_by(*DEBIAN, OWN[1], OWN[0], (9, "RUN make # buildkit"), OWN[2]),
        before=[made_by(*DEBIAN, *OWN)],
        history=STEADY,
    ),
    "squashed": review_facts(made_by((61, "")), before=[made_by(*DEBIAN, *OWN)], history=STEADY),
    "shrank": review_facts(image(5, 27), before=[image(40, 1200, 194)], seconds=40.0, history=STEADY),
    "fixed": replace(SAME, complaint=Complaint(98, True, "api", "+184 MiB")),
    "fixed-time": replace(SAME, complaint=Complaint(98, False, "build", "+2 m 50 s")),
    "unchanged": SAME,
    "first-build": review_facts(image(40, 60), has_baseline=False),
    "image-new": review_facts(image(40, 60), image(30, 5, name="worker"), before=[image(40, 60)], history=STEADY),
    "platform-new": review_facts(
        image_of(BOTH), before=[image(40, 60), image(1, name="x")], history=STEADY, seconds=180
    ),
    "no-access": review_facts(unread(REFUSED), before=[unread(REFUSED)], history=STEADY),
    "no-access-but-slower": review_facts(
        unread(REFUSED), unread(REFUSED, "worker"), before=[], seconds=170, history=STEADY
    ),
    "max-size": review_facts(
        image(40, 563), before=[image(40, 558)], history=STEADY, config="images:\n  api:\n    max-size: 600MiB"
    ),
    "max-size-broken-before": replace(
        review_facts(
            image(40, 563), before=[image(40, 562)], history=STEADY, config="images:\n  api:\n    max-size: 600MiB"
        ),
        complaint=Complaint(98, True, "api", "+184 MiB"),
    ),
    "max-growth": review_facts(
        image(40, 73), before=[image(40, 60)], history=STEADY, config="images:\n  api:\n    max-growth: 5%"
    ),
    "max-build-time": review_facts(
        image(40), before=[image(40)], seconds=105, history=STEADY, config="jobs:\n  build:\n    max-build-time: 102s"
    ),
    "max-slowdown": review_facts(
        image(40), before=[image(40)], seconds=150, history=NOISY, config="jobs:\n  build:\n    max-slowdown: 20%"
    ),
    "max-size-still-broken": review_facts(
        image(40, 570), before=[image(40, 600)], history=STEADY, config="images:\n  api:\n    max-size: 600MiB"
    ),
    "several-images": review_facts(
        image(40, 80, name="api", job="build:api"),
        image(30, 45, name="worker", job="build:worker"),
        image(20, 2, name="cron", job="build:worker"),
        before=TWO,
        jobs={"build:api": (160, (160,) * 6), "build:worker": (75, (70, 71, 69, 72, 70, 70))},
    ),
    "several-platforms": review_facts(
        image_of({"linux/amd64": (40, 90), "linux/arm64": (38, 120)}), before=[image_of(BOTH)], history=STEADY
    ),
    "twenty-images": review_facts(
        *MANY_NOW, before=MANY, jobs={one.job_name: (60, (60, 61, 59, 60, 60)) for one in MANY}
    ),
    "slower": review_facts(image(40, 60), before=[image(40, 60)], seconds=270, history=STEADY),
    "faster": review_facts(image(40, 60), before=[image(40, 60)], seconds=40, history=STEADY),
    "smaller-but-slower": review_facts(image(40), before=[image(40, 60)], seconds=270, history=STEADY),
    "too-few-runs": review_facts(image(40, 80), before=[image(40, 60)], seconds=150, history=STEADY[:3]),
    "noisy": review_facts(image(40, 80), before=[image(40, 60)], seconds=170, history=NOISY),
    "fork": of_request(
        in_pipeline(replace(GREW, pipeline_web_url="https://gitlab.test/dana/api"), project_id=2), source_project_id=2
    ),
    "merged-results": in_pipeline(GREW, kind=PipelineKind.MERGED_RESULT),
    "merge-train": in_pipeline(GREW, kind=PipelineKind.MERGE_TRAIN),
    "nearest-baseline": against(
        review_facts(image(40, 80), image(30, 45, name="worker"), before=[image(40, 60)], history=STEADY),
        is_exact=False,
        pipeline_id=91,
        sha="c" * 40,
        images={
            "api": BaselineImage(image(40, 60), 91, "c" * 40),
            "worker": BaselineImage(image(30, 40, name="worker"), 85, "d" * 40),
        },
    ),
    "malformed-config": replace(GREW, config_problems=('line 2: "coment" is no key here; did you mean "comment"?',)),
    "malformed-config-thrice": replace(GREW, config_problems=('line 2: "a" is no key here; write one of b, c',) * 3),
    "notices": replace(
        GREW, notices=("The log of job 8 is gone, so its images are not known.", "The log of job 9 is gone, too.")
    ),
    "failed": in_pipeline(GREW, status="failed"),
    "canceled-before-anything": replace(
        in_pipeline(review_facts(), status="canceled"), image_jobs=(), complaint=Complaint(98, True, "api", "+184 MiB")
    ),
    "nothing-built": replace(review_facts(), image_jobs=()),
    "only-jobs": review_facts(seconds=270, history=STEADY),
    "not-built-on-target": against(
        review_facts(image(40, 60), before=[], has_baseline=False), runs=(), wanted_sha="b" * 40
    ),
    "cache-warm": with_logs(GREW, built(WARM, WARM)),
    "cache-comment-line": COMMENT_LINE,
    "cache-expected": with_logs(
        GREW,
        built(built_from(GO, "hit", "hit", "hit", 1, 40), built_from(GO, "hit", "hit", "hit", "hit", "hit")),
        now=file(GO),
        before=file(GO),
        changes=(change("main.go", "package main"), change("cmd/api/main.go", "x")),
    ),
    "cache-bad-order": with_logs(
        review_facts(image(40, 200, 9), before=[image(40, 200, 9)], seconds=270.0, history=STEADY),
        built(
            built_from(
                ALL_ABOVE.replace("RUN go mod download\nCOPY . .", "COPY . .\nRUN go mod download"), "hit", 2, 168, 40
            ),
            WARM,
        ),
        now=file(ALL_ABOVE.replace("RUN go mod download\nCOPY . .", "COPY . .\nRUN go mod download")),
        before=file(GO),
        changes=(change("Dockerfile", "COPY . ."), change("main.go", "package main")),
    ),
    "cache-instruction-changed": with_logs(
        SAME,
        built(built_from(GO.replace("download", "download -x"), "hit", "hit", 120, 1, 40), WARM),
        now=file(GO.replace("download", "download -x")),
        before=file(GO),
        changes=(change("Dockerfile", "RUN go mod download -x"),),
    ),
    "cache-dead": with_logs(
        SAME,
        built(
            built_from(GO, 1, 1, 100, 1, 40, builder=Builder.LEGACY, sources=[DEAD]),
            built_from(GO, 1, 1, 100, 1, 40, builder=Builder.LEGACY, sources=[DEAD]),
            dead_pipelines=12,
        ),
    ),
    "cache-lost": with_logs(
        SAME,
        built(
            built_from(GO, 1, 1, 100, 1, 40, sources=[imported("registry.test/acme/api:cache", message="403")]),
            WARM,
            dead_pipelines=1,
        ),
    ),
    "failed-disk-full": in_pipeline(
        with_logs(replace(review_facts(), image_jobs=()), failed(failure(DISK))), status="failed"
    ),
    "failed-one-of-two": in_pipeline(
        with_logs(GREW, built(WARM, WARM), failed(failure(DISK), name="build:worker")), status="failed"
    ),
    "quiet-already": replace(GREW, config=config_of("comment: regressions")),
}
UNCOMMON = {"twenty-images"}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_reads_as_its_golden_file(name):
    body = review(VARIANTS[name]).body + "\n"
    path = GOLDEN / f"{name}.md"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    assert body == path.read_text(encoding="utf-8")


def test_every_golden_file_has_its_variant():
    assert {path.stem for path in GOLDEN.glob("*.md")} == set(VARIANTS)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_common_comment_is_short(name):
    assert len(review(VARIANTS[name]).body) < (6_000 if name in UNCOMMON else 3_000)


def crowd(count: int, name: str) -> ReviewFacts:
    """Return facts of so many images that grew, each by another size and in a job of its own."""
    now = [image(40, 100 + n, name=f"{name}{n}", job=f"{name}job{n}") for n in range(count)]
    before = [image(40, 60, name=one.name) for one in now]
    return review_facts(*now, before=before, jobs={one.job_name: (100.0, STEADY) for one in now})


@pytest.mark.parametrize(
    ("count", "name", "rows"), [(5, "a", 5), (6, "a", 6), (55, "a", 55), (56, "a", 55), (500, "a", 55)]
)
def test_five_rows_stand_open_and_fifty_in_a_fold(count, name, rows):
    body = review(crowd(count, name)).body
    head, _, fold = body.partition(" more row")
    assert head.count("(`ajob") == min(count, 5)
    assert (head + fold).count("(`ajob") == rows
    assert (f"| … {count - 55} more |" in body) is (count > 55)
    assert comment.LEFT_OUT not in body


@pytest.mark.parametrize(
    ("count", "name", "is_short"), [(60, "`" * 200, True), (500, "`" * 200, True), (500, "|", False)]
)
def test_what_does_not_fit_is_left_out_whole_and_said_to_be(count, name, is_short):
    facts = replace(crowd(count, name), notices=(name,) * 50, config_problems=(name,) * 50)
    body = review(facts).body
    assert len(body) < comment.MOST_CHARACTERS + 200
    assert body.count("<details>") == body.count("</details>")
    assert body.endswith("</sub>")
    assert (f"\n\n{comment.LEFT_OUT}\n\n<sub>" in body) is is_short
    if is_short:
        assert [token.type for token in parse(body) if token.level == 0][-4:] == [
            "paragraph_open",
            "paragraph_close",
        ] * 2


@pytest.mark.parametrize("name", VARIANTS)
def test_the_first_lines_stand_alone_in_a_mail(name):
    hidden, verdict, empty, *_ = review(VARIANTS[name]).body.split("\n")
    assert hidden.startswith("<!-- ")
    assert re.match(r"### (🔴|✅|🆕|ℹ️|⚠️) [A-Z][a-z]+ ", verdict)
    assert len(verdict) < 200
    assert empty == ""


@pytest.mark.parametrize("name", VARIANTS)
def test_a_picture_never_carries_a_meaning_alone(name):
    """Every verdict has a word beside its sign, and in the table each sign stands beside a number with its own."""
    body = review(VARIANTS[name]).body
    for sign in re.findall(r"\| \*\*([^|]*?)\*\* (?:🔴|✅)", body):
        assert re.match(r"[+−]|no baseline|new|\d+/\d+ [⬇⬆] from \d+/\d+$", sign)
    assert re.search(r"🔴 (Image|Job)|✅ (Image|Job|No|Back)|🆕 Image .* is new|ℹ️ No|⚠️ (The size|Job)", body)


@pytest.mark.parametrize("name", VARIANTS)
def test_the_footer_names_pipeline_baseline_and_how_to_hear_less(name):
    footer = review(VARIANTS[name]).body.splitlines()[-1]
    for word in ("Pipeline [#99](", "Baseline: ", "`.lighterman.yml`"):
        assert word in footer
    assert ("`/report`" in footer) is (name != "fork")
