"""The classic builder: what it prints today and printed long ago, and what only looks like it."""

import pytest

from bot.traces.model import Builder
from tests.bot.traces.logs_in_words import echo, read, sample, stamped, steps

ID, OTHER = "0123456789ab", "ba9876543210"
RUN = f"Step 2/3 : RUN make\n ---> Running in {ID}\n"
BUILD = f"Step 1/3 : FROM base\n ---> {OTHER}\n{RUN}"
END = f"Removing intermediate container {ID}\n ---> {OTHER}\nStep 3/3 : CMD x\n ---> Using cache\n ---> {OTHER}\n"
WHOLE = ["1/3 FROM base = ?", "2/3 RUN make = miss", "3/3 CMD x = hit"]


def test_two_real_builds_are_told_apart_and_their_imitations_left_alone():
    assert steps(sample("classic_twice")) == [
        "0: 1/10 ARG BASE=traces-base = ?",
        "0: 2/10 FROM traces-base AS one = ?",
        "0: 3/10 RUN printf 'no line end' = miss",
        r"0: 4/10 RUN printf 'Step 3/10 : RUN x\n ---> Usi = miss",
        "0: 5/10 FROM ${BASE} = ?",
        "0: 6/10 COPY f /f = miss",
        "0: 7/10 ARG V=1 = miss",
        r"0: 8/10 RUN printf '10 %%\r20 %%\r30 %%' ; echo; = miss",
        "0: 9/10 COPY --from=one /bin/sh /x = miss",
        '0: 10/10 CMD ["sh"] = miss',
        "1: 1/10 ARG BASE=traces-base = ?",
        "1: 2/10 FROM traces-base AS one = ?",
        "1: 3/10 RUN printf 'no line end' = hit",
        r"1: 4/10 RUN printf 'Step 3/10 : RUN x\n ---> Usi = hit",
        "1: 5/10 FROM ${BASE} = ?",
        "1: 6/10 COPY f /f = hit",
        "1: 7/10 ARG V=1 = hit",
        r"1: 8/10 RUN printf '10 %%\r20 %%\r30 %%' ; echo; = miss",
        "1: 9/10 COPY --from=one /bin/sh /x = miss",
        '1: 10/10 CMD ["sh"] = miss',
    ]


def test_a_build_knows_its_command_its_context_and_its_names():
    first, second = sample("classic_twice").builds
    assert (first.builder, first.command, first.context, first.tags, first.is_finished) == (
        Builder.LEGACY,
        "docker build -t registry.example.com/acme/api:1 .",
        "3.072kB",
        ("registry.example.com/acme/api:1",),
        True,
    )
    assert second.command.startswith("docker build --build-arg V=2")


@pytest.mark.parametrize("name", ["classic_fails", "classic_keeps_containers"])
def test_a_failing_run_was_not_cached_and_is_over(name):
    trace = sample(name)
    assert steps(trace) == [
        "1/4 FROM traces-base = ?",
        "2/4 RUN echo before = miss",
        "3/4 RUN echo gone; exit 3 = miss",
    ]
    assert [step.is_failed for step in trace.steps] == [False, False, True]
    assert trace.open_step is None


def test_the_triggers_of_a_base_image_are_no_steps():
    assert steps(sample("classic_onbuild")) == ["1/2 FROM traces-onbuild = ?", "2/2 RUN echo own = miss"]


@pytest.mark.parametrize(
    "output",
    [
        "",
        "Step 3/3 : CMD y\n",
        f" ---> {OTHER}\nfoo\nStep 9/9 : RUN z\n",
        " ---> Using cache\n",
        f" ---> Running in {OTHER}\nRemoving intermediate container {OTHER}\n ---> {OTHER}\nText\n",
        "#5 [2/3] RUN fake\n#5 CACHED\n",
        "[1/2] STEP 2/3: RUN fake\n--> Using cache 0123456789abcdef\n",
        "INFO[0001] RUN fake\nINFO[0002] Running: [/bin/sh]\n",
        "$ tsc -p .\n",
        "+ docker build .\n",
        "Successfully built 0123456789ab\n",
        "no line end",
        "\x1b[91mred\n\x1b[0m",
    ],
)
def test_what_a_run_prints_is_no_step(output):
    assert steps(read(BUILD + output + END)) == WHOLE


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (BUILD + END, WHOLE),
        ((BUILD + END).replace("\n", "\r\n"), WHOLE),
        (BUILD.replace("Step", "12:00:01 Step") + END, WHOLE),
        (BUILD.replace("Step", "[2026-01-01T10:00:00.123Z] Step") + END, WHOLE),
        (BUILD.replace(" --->", "      --->") + END, WHOLE),
        (BUILD + END.replace("Removing", " ---> Removed").replace(" --->  --->", " --->"), WHOLE),
        (BUILD + f"tail{END}", WHOLE),
        (BUILD + f" ---> {OTHER}\n{END}", WHOLE),
        (BUILD.replace("make", "make    all") + END, [WHOLE[0], "2/3 RUN make all = miss", WHOLE[2]]),
        ("Sending build context to Docker daemon 2.048 kB\r\r\nStep 0 : FROM base\n ---> Using cache\n", ["0 FROM base = ?"]),
        (f"Step 1 : FROM base\n ---> {ID}\nStep 2 : RUN x\n ---> Using cache\n ---> {ID}\n",
         ["1 FROM base = ?", "2 RUN x = hit"]),
        (f"Step 2 : RUN x\n ---> Running in {ID}\n ---> {OTHER}\nRemoving intermediate container {ID}\nStep 3 : CMD y\n",
         ["2 RUN x = miss", "3 CMD y = ?"]),
        ((f"Step 1 : FROM base\n# Executing 2 build triggers...\nStep 1 : COPY . .\nStep 1 : RUN npm i\n ---> {ID}\n"
         "Step 2 : CMD x\n"), ["1 FROM base = ?", "1 COPY . . = ?", "1 RUN npm i = miss", "2 CMD x = ?"]),
        ("Step 1/2 : ARG A=1\nStep 2/2 : FROM $A\n", ["1/2 ARG A=1 = ?", "2/2 FROM $A = ?"]),
        ("Step 1/3 : FROM scratch\n ---> \nStep 2/3 : COPY a b\n ---> Using cache\n",
         ["1/3 FROM scratch = ?", "2/3 COPY a b = hit"]),
        ("Step 19/27 : ARG A\n ---> Using cache\n", ["19/27 ARG A = hit"]),
        (BUILD, WHOLE[:2]),
        ("Step 8/9 : RUN apt-get update", ["8/9 RUN apt-get update = miss"]),
        ("Step 8/9 : COPY a b", ["8/9 COPY a b = ?"]),
        ("Step 8/9 : COPY a b\nCOPY failed: stat a: file does not exist\n", ["8/9 COPY a b = miss"]),
        (f"Step 8/9 : COPY a b\nan error of another kind\n{echo('docker push x')}", ["8/9 COPY a b = miss"]),
        ("Step 1/1 : FROM gone\nError response from daemon: pull access denied\n", ["1/1 FROM gone = ?"]),
    ],
)  # fmt: skip
def test_every_form_of_a_step_is_read(log, expected):
    assert steps(read(log)) == expected


def test_a_build_that_was_interrupted_without_a_word_ends_with_the_next_command():
    assert steps(read(f"{BUILD}output\n{echo('docker build .')}\n{BUILD}")) == [
        "0: 1/3 FROM base = ?",
        "0: 2/3 RUN make = miss",
        "1: 1/3 FROM base = ?",
        "1: 2/3 RUN make = miss",
    ]


def test_the_running_container_is_known():
    step = read(BUILD + "output\n").open_step
    assert (step.instruction, step.container_id) == ("RUN make", ID)


def test_a_finished_build_has_no_open_step():
    assert read(f"{BUILD}{END}Successfully built {ID}\n").open_step is None


def test_time_stamps_give_the_seconds_that_this_builder_does_not_print():
    lines = ["01O Step 1/2 : FROM a", f"01O  ---> {ID}", "01O Step 2/2 : RUN b", f"01O  ---> Running in {ID}", "01E red",
             f"01O Removing intermediate container {ID}", f"01O  ---> {OTHER}"]  # fmt: skip
    assert [step.seconds for step in read(stamped(*lines)).steps] == [1.0, 4.0]


@pytest.mark.parametrize(
    ("log", "builder"),
    [
        ("Sending build context to Docker daemon    130MB\r\r\n", Builder.LEGACY),
        ("The command '/bin/sh -c npm i' returned a non-zero code: 137\n", Builder.LEGACY),
        ("Successfully built 0123456789ab\n", Builder.LEGACY),
        ("DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n", Builder.NONE),
        ("Successfully built six-1.16.0\n", Builder.NONE),
        ("docker build -t x .\n", Builder.NONE),
        ("", Builder.NONE),
    ],
)
def test_a_log_without_steps_may_tell_its_builder(log, builder):
    assert (read(log).builder, read(log).builds) == (builder, ())
