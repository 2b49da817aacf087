"""The whole reading of a log in one pass: any bytes in any chunks, the article's log, and the labelled logs outside."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.score_logs import score
from bot.explanation import LogReader, explain
from bot.files.changed_files import read_changed_files
from bot.files.dockerfile import read_dockerfile
from bot.misses import Inputs
from bot.reports.log_json import as_json
from bot.reports.log_text import as_text
from tests.bot.traces.test_reading import DATA, LOGS, cut
from tests.shared_material import shared

SIGNATURES = DATA.parent / "signatures"
PIECES = st.sampled_from(
    [
        *(line for path in sorted(SIGNATURES.glob("*.log")) for line in path.read_bytes().split(b"\n")),
        *(
            b"\x1b[",
            b"\x1b]8;;",
            b"\xc3",
            b"\r",
            b"<html>",
            b"\x00",
            b"Job succeeded",
            b"ERROR: Job failed: exit code 1",
        ),
        *(b"ERROR: failed to solve: ", b"importing cache manifest from ", b"#1 ERROR: ", b"error during connect: "),
    ]
)
ANY = st.one_of(
    st.binary(max_size=1000),
    LOGS,
    st.lists(PIECES | st.binary(max_size=9), max_size=12).map(b"\n".join),
    st.lists(PIECES | st.binary(max_size=9), max_size=12).map(b"".join),
)
KEYS = [
    *("schema", "file", "builder", "builds", "steps", "cache_verdict", "first_miss", "drift", "cache_import"),
    *("failure", "failures", "running", "stalled", "open_step", "image_refs", "phases", "truncated"),
]
EXAMPLES = settings.default.max_examples if settings.default.max_examples > 100 else 40


def explained(*chunks, inputs=None, **words):
    reader = LogReader()
    for chunk in chunks:
        reader.feed(chunk)
    return explain(reader.finish(), inputs or Inputs(), **words)


@settings(max_examples=EXAMPLES)
@given(raw=ANY, places=st.lists(st.integers(0, 10_000), max_size=8), silent=st.none() | st.floats(0, 1e6))
def test_whatever_the_bytes_and_chunks_there_is_one_answer(raw, places, silent):
    """Reading and both reports take any bytes, cut anywhere; --hypothesis-profile=fuzz goes on for long."""
    whole = explained(raw, silent_seconds=silent)
    assert explained(*cut(raw, places), silent_seconds=silent) == whole
    assert list(json.loads(json.dumps(as_json("a", whole)))) == KEYS
    assert as_text("a", whole).startswith("a: ")
    assert whole.oddity in {
        "",
        "it is empty",
        "it is an HTML page, not a job's log",
        "it holds bytes that no job prints",
    }


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (b"", "a: no build; it is empty"),
        (b"\r\n \n", "a: no build; it is empty"),
        (
            b"\n<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>",
            "a: no build; it is an HTML page, not a job's log",
        ),
        (b"\x7fELF\x02\x01\x01\x00\x00", "a: no build; it holds bytes that no job prints"),
        (b"\x1b[32;1m$ make\x1b[0;m\nJob succeeded\n", "a: no build"),
        (b"\x00\nStep 1/1 : FROM a\n ---> 0123456789ab\n", "a: classic docker build, 1 build, 1 step\n"),
    ],
)
def test_what_is_no_log_is_said_to_be_none(log, said):
    assert f"{as_text('a', explained(log))}\n".startswith(f"{said}\n" if not said.endswith("\n") else said)


DOCKERFILE = """FROM golang:1.20-alpine AS builder
RUN apk add --no-cache git
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /app
"""
LOG = b"""$ docker build --cache-from a/b:latest .
Step 1/7 : FROM golang:1.20-alpine AS builder
 ---> 0123456789ab
Step 2/7 : RUN apk add --no-cache git
 ---> Using cache
 ---> 0123456789ac
Step 3/7 : WORKDIR /src
 ---> Using cache
 ---> 0123456789ad
Step 4/7 : COPY go.mod go.sum ./
 ---> Using cache
 ---> 0123456789ae
Step 5/7 : RUN go mod download
 ---> Using cache
 ---> 0123456789af
Step 6/7 : COPY . .
 ---> 0123456789b0
Step 7/7 : RUN go build -o /app
 ---> Running in 12ab34cd56ef
"""


def test_the_copy_of_everything_misses_for_a_changed_file_and_the_download_hits():
    inputs = Inputs(dockerfile=read_dockerfile(DOCKERFILE), changes=read_changed_files("cmd/main.go\n"))
    found = explained(LOG, inputs=inputs)
    answer = as_json("a", found)
    assert answer["first_miss"] | {"evidence_lines": []} == {
        "n": 6,
        "instruction": "COPY . .",
        "stage": None,
        "build": 0,
        "why": "copied_files_changed",
        "evidence_lines": [],
    }
    assert [step["cached"] for step in answer["steps"]] == [None, True, True, True, True, False, False]
    assert answer["drift"] == []
    assert "COPY . ." in as_text("a", found)
    assert "cmd/main.go" in as_text("a", found)


def test_without_the_dockerfile_the_cause_is_unknown_and_it_is_said_what_would_tell():
    found = explained(LOG)
    assert as_json("a", found)["first_miss"]["why"] == "unknown"
    assert "the changed files and the Dockerfile of that commit would tell" in as_text("a", found)


def test_the_log_of_the_article_hangs_in_a_download_and_contradicts_its_dockerfile():
    log = shared("corpus/seed/hang.log").read_bytes()
    dockerfile = shared("corpus/seed/as-shown/Dockerfile").read_text()
    inputs = Inputs(dockerfile=read_dockerfile(dockerfile))
    answer = as_json("a", explained(log, inputs=inputs, silent_seconds=3600))
    assert (answer["builder"], answer["stalled"], answer["open_step"]) == ("legacy", True, "RUN go mod download")
    assert [(step["n"], step["total"], step["cached"]) for step in answer["steps"]] == [
        (1, 12, None),
        (2, 12, True),
        (4, 12, False),
    ]
    assert [one["n"] for one in answer["drift"]] == [4]
    text = as_text("a", explained(log, inputs=inputs, silent_seconds=3600))
    assert "which waits for the network\n  Container: 12ab34cd56ef" in text
    assert "The log and the Dockerfile disagree at step 4" in text


def test_the_labelled_logs_are_read_as_well_as_promised():
    """Nine labels name a builder that the log does not: the job ends before it speaks, or the log limit hides it."""
    found = score(shared("corpus"))
    missed = {measure: found.percent(measure) for measure in found.asked if not found.is_reached(measure)}
    assert set(missed) <= {"builder"}
    assert found.asked["builder"] - found.right["builder"] <= 9
