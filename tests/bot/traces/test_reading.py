"""The whole reader: any bytes, any chunks, any length, and the real logs that lie outside of the project."""

import gc
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.traces.ledger import MOST_REFS, MOST_STEPS, TEXT_LIMIT
from bot.traces.model import Builder, Verdict
from bot.traces.reading import read_trace
from tests.bot.traces.logs_in_words import DATA, echo, read, steps

pytestmark = pytest.mark.slow

ID = "0123456789ab"
LINES = [
    b"Step 1/3 : FROM a", b"Step 2/3 : RUN b", b" ---> Using cache", b" ---> Running in 0123456789ab", b" ---> 0123456789ab",
    b"Removing intermediate container 0123456789ab", b"Successfully built 0123456789ab", b"Successfully tagged a:1",
    b"#0 building with x", b"#1 [internal] load build definition from Dockerfile", b"#1 DONE 0.0s", b"#2 [a 1/2] FROM x",
    b"#2 CACHED", b"#3 [a 2/2] RUN y", b"#3 0.1 text#3 DONE 0.2s", b"#3 ERROR: x", b"#3 ...", b"#4 exporting to image",
    b"#5 importing cache manifest from a:1", b"#5 ERROR: gone", b" => CACHED [2/3] RUN x  0.0s", b"[+] Building 1.0s (1/2)",
    b"[1/2] STEP 1/2: FROM a", b"[1/2] STEP 2/2: RUN b", b"STEP 1/2: FROM a", b"--> Using cache 0123456789abcdef",
    b"--> 0123456789ab", b"COMMIT x", b"Error: building at STEP", b"INFO[0001] RUN x", b"INFO[0001] Running: [x]",
    b"INFO[0001] Taking snapshot of files...", b"error building image: x", b"section_start:1:a\r\x1b[0K",
    b"section_end:2:a\r\x1b[0K", b"\x1b[32;1m$ docker pull x\x1b[0;m", b"Job succeeded", b"\xff\xfe\x00", b"text", b"",
]  # fmt: skip
HEADERS = [
    b"",
    b"2026-03-01T10:00:00.000000Z 01O ",
    b"2026-03-01T10:00:00.000001Z 01E+",
    b"2026-03-01T10:00:00.000001Z 00O ",
]
ENDS = [b"\n", b"\r\n", b"\r"]
LOGS = st.lists(st.tuples(st.sampled_from(HEADERS), st.sampled_from(LINES), st.sampled_from(ENDS)), max_size=40).map(
    lambda lines: b"".join(b"".join(line) for line in lines)
)


def cut(raw, places):
    ends = sorted({place % (len(raw) + 1) for place in places} | {len(raw)})
    return [raw[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@given(raw=LOGS, places=st.lists(st.integers(0, 10_000), max_size=12))
def test_chunks_of_any_size_give_the_same_answer(raw, places):
    assert read_trace(cut(raw, places)) == read_trace([raw])


@pytest.mark.parametrize("name", sorted(path.stem for path in DATA.glob("*.log")))
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_real_log_is_read_the_same_in_chunks(name, size):
    raw = (DATA / f"{name}.log").read_bytes()
    assert read(raw, chunk=size) == read(raw)


@given(st.binary(max_size=2000))
def test_no_bytes_are_an_error(raw):
    assert read_trace([raw]).cache_verdict in Verdict


@given(raw=LOGS, end=st.integers(0, 3000))
def test_a_log_may_end_anywhere(raw, end):
    trace = read_trace([raw[:end]])
    assert all(step.build < len(trace.builds) for step in trace.steps)


@pytest.mark.parametrize(
    "page", ["<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>", "\x00\x01\x02", "", "\n\n\n"]
)
def test_what_is_no_log_says_nothing(page):
    trace = read(page)
    assert (trace.builder, trace.steps, trace.image_refs, trace.has_ended) == (Builder.NONE, (), (), False)


def test_the_builders_of_one_log_do_not_disturb_each_other():
    log = (
        f"{echo('docker build .')}\nStep 1/2 : FROM a\n ---> {ID}\nStep 2/2 : RUN b\n ---> Using cache\n ---> {ID}\n"
        f"{echo('docker buildx build .')}\n#1 [internal] load build definition from Dockerfile\n#1 DONE 0.0s\n"
        "#2 [2/3] RUN c\n#2 DONE 3.1s\n#3 [3/3] RUN d\n#3 DONE 1.0s\n"
    )
    trace = read(log)
    assert steps(trace) == ["0: 1/2 FROM a = ?", "0: 2/2 RUN b = hit", "1: 2/3 RUN c = miss", "1: 3/3 RUN d = miss"]
    assert [build.builder for build in trace.builds] == [Builder.LEGACY, Builder.BUILDKIT]
    assert (trace.cache_verdict, trace.first_miss.instruction) == (Verdict.PARTIAL, "RUN c")


def test_a_flood_of_steps_is_bounded_and_said_to_be_partial():
    trace = read("".join(f"#{n} [1/2] RUN {n}\n" for n in range(1, MOST_STEPS + 10)))
    assert (len(trace.steps), trace.is_partial) == (MOST_STEPS, True)


def test_a_flood_of_names_is_bounded_and_said_to_be_partial():
    trace = read("".join(f"Successfully tagged a:{n}\n" for n in range(MOST_REFS + 10)))
    assert (len(trace.image_refs), trace.is_partial) == (MOST_REFS, True)


def test_a_long_instruction_is_kept_up_to_a_limit():
    [step] = read(f"#1 [1/2] RUN {'x' * 9000}\n#1 CACHED\n").steps
    assert step.cached
    assert TEXT_LIMIT - 20 < len(step.instruction) <= TEXT_LIMIT


@pytest.mark.parametrize(
    "log",
    [
        pytest.param(lambda n: b"#5 [1/2] RUN x\n" + b"10 %\r" * n, id="one line of frames"),
        pytest.param(lambda n: b"section_start:1:a\r\x1b[0K\nsection_end:2:a\r\x1b[0K\n" * n, id="sections"),
        pytest.param(lambda n: b"Step 1/2 : FROM a:1\n" * n, id="builds"),
        pytest.param(lambda n: b"INFO[0001] Using caching version of cmd: RUN x\n" * n, id="plans"),
        pytest.param(lambda n: b"x" * n * 20, id="one line"),
    ],
)
def test_memory_does_not_grow_with_the_log(log):
    """What is kept after three times as much is the same but for some kilobytes: no line of it is kept."""
    block, kept = log(60), []

    def blocks():
        for number in range(61):
            if number in {20, 60}:
                gc.collect()
                kept.append(tracemalloc.get_traced_memory()[0])
            yield block

    tracemalloc.start()
    trace = read_trace(blocks())
    tracemalloc.stop()
    assert trace.lines == 0
    assert kept[1] - kept[0] < 40_000


def test_the_verdict_counts_only_steps_that_have_an_answer():
    trace = read("#1 [1/3] FROM a\n#1 CACHED\n#2 [2/3] RUN b\n#2 CACHED\n#3 [3/3] RUN c\n#3 CANCELED\n")
    assert (trace.cache_verdict, trace.first_miss) == (Verdict.HIT, None)
    assert replace(trace, steps=()).cache_verdict is Verdict.NONE
