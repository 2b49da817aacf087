"""buildah and podman: steps of image stages one after the other or side by side, with layers and without."""

import pytest

from bot.traces.model import Builder, CacheSource, SourceKind
from tests.bot.traces.logs_in_words import echo, read, sample, stamped, steps

ID, KEY = "0123456789ab", "c" * 64
HIT = f"--> Using cache {KEY}\n--> {ID}\n"
BUILD = (
    f"STEP 1/3: FROM base\nSTEP 2/3: RUN make\n{{output}}--> {ID}\nSTEP 3/3: CMD x\nCOMMIT host.test/app:1\n--> {ID}\n"
)
WHOLE = ["1/3 FROM base = ?", "2/3 RUN make = miss", "3/3 CMD x = miss"]


def test_two_real_builds_are_told_apart_and_their_imitations_left_alone():
    trace = sample("buildah_twice")
    assert steps(trace) == [
        "0:1 1/3 FROM localhost/traces-base AS one = ?",
        "0:1 2/3 RUN printf 'no line end' = miss",
        r"0:1 3/3 RUN printf 'Step 3/10 : RUN x\n ---> Usi = miss",
        "0:2 1/6 FROM localhost/traces-base = ?",
        "0:2 2/6 COPY f /f = miss",
        "0:2 3/6 ARG V=1 = miss",
        r"0:2 4/6 RUN printf '10 %%\r20 %%\r30 %%' ; echo; = miss",
        "0:2 5/6 COPY --from=one /bin/sh /x = miss",
        '0:2 6/6 CMD ["sh"] = miss',
        "1:1 1/3 FROM localhost/traces-base AS one = ?",
        "1:1 2/3 RUN printf 'no line end' = hit",
        r"1:1 3/3 RUN printf 'Step 3/10 : RUN x\n ---> Usi = hit",
        "1:2 1/6 FROM localhost/traces-base = ?",
        "1:2 2/6 COPY f /f = hit",
        "1:2 3/6 ARG V=1 = hit",
        r"1:2 4/6 RUN printf '10 %%\r20 %%\r30 %%' ; echo; = miss",
        "1:2 5/6 COPY --from=one /bin/sh /x = miss",
        '1:2 6/6 CMD ["sh"] = miss',
    ]
    assert [(build.builder, build.tags, build.is_finished) for build in trace.builds] == [
        (Builder.BUILDAH, ("registry.example.com/acme/api:1",), True),
        (Builder.BUILDAH, ("registry.example.com/acme/api:2",), True),
    ]


def test_image_stages_side_by_side_keep_their_answers():
    assert {line.rpartition(" = ")[2] for line in steps(sample("buildah_jobs")) if "FROM" not in line} == {"hit"}


def test_a_failing_run_was_not_cached_and_is_over():
    trace = sample("buildah_fails")
    assert steps(trace)[1:] == ["2/4 RUN echo before = miss", "3/4 RUN echo gone; exit 3 = miss"]
    assert ([step.is_failed for step in trace.steps], trace.open_step) == ([False, False, True], None)


@pytest.mark.parametrize(
    "output",
    [
        "",
        "STEP 3/4: RUN fake\n",
        "STEP 2/3: RUN fake\n",
        "[1/2] STEP 3/3: RUN fake\n",
        f"text\n--> {ID}\nINFO[0001] RUN fake\n",
        f" ---> {ID}\n",
        "--> Using cache abc\n",
        "Step 3/3 : CMD y\n ---> Using cache\n",
        "#5 [2/3] RUN fake\n#5 CACHED\n",
        "Error: something of its own\n",
        "$ tsc -p .\n",
        "no line end",
    ],
)
def test_what_a_run_prints_is_no_step(output):
    assert steps(read(BUILD.format(output=output))) == WHOLE


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (f"STEP 1/2: FROM a\nSTEP 2/2: COPY b c\n{HIT}", ["1/2 FROM a = ?", "2/2 COPY b c = hit"]),
        (f"STEP 1/2: FROM a\nSTEP 2/2: RUN b\n{HIT}", ["1/2 FROM a = ?", "2/2 RUN b = hit"]),
        (f"STEP 1: FROM a\nCopying blob 1 done\nSTEP 2: CMD b\nSTEP 3: COMMIT x\n--> {KEY}\n", ["1 FROM a = ?", "2 CMD b = miss"]),
        ("[1/2] STEP 1/1: FROM a\n[2/2] STEP 1/2: FROM b\n[2/2] STEP 2/2: COPY --from=0 c d\n[2/2] COMMIT\n",
         ["1 1/1 FROM a = ?", "2 1/2 FROM b = ?", "2 2/2 COPY --from=0 c d = miss"]),
        ("[1/3] STEP 1/2: FROM a\n[1/3] STEP 2/2: RUN b\n[3/3] STEP 1/2: FROM c\n[3/3] STEP 2/2: RUN d\n[3/3] COMMIT x\n",
         ["1 1/2 FROM a = ?", "1 2/2 RUN b = miss", "3 1/2 FROM c = ?", "3 2/2 RUN d = miss"]),
        ("[2025-04-21T14:30:34.281Z] [1/2] STEP 2/24: ARG A=b\n", ["1 2/24 ARG A=b = ?"]),
        ('STEP 1/3: FROM a\nSTEP 2/3: COPY missing /\nError: building at STEP "COPY missing /": no such file\n',
         ["1/3 FROM a = ?", "2/3 COPY missing / = miss"]),
        ("STEP 1/3: FROM a\nSTEP 2/3: RUN hangs\n", ["1/3 FROM a = ?", "2/3 RUN hangs = miss"]),
    ],
)  # fmt: skip
def test_every_form_of_a_step_is_read(log, expected):
    assert steps(read(log)) == expected


def test_a_layer_from_a_registry_is_marked_as_restored():
    pulled = f"--> Cache pulled from remote host.test/cache:{KEY}:{KEY}\n"
    trace = read(f"STEP 1/2: FROM a\nSTEP 2/2: COPY b c\n{pulled}{HIT}")
    assert (trace.steps[1].cached, trace.steps[1].is_restored) == (True, True)
    assert trace.cache_sources == (CacheSource(SourceKind.LAYERS, "host.test/cache", 3, is_usable=True),)
    assert trace.cache_import is None


def test_a_pull_between_the_steps_names_its_image():
    log = (
        "STEP 1/2: FROM node\nTrying to pull docker.io/library/node:latest...\nWriting manifest to image destination\n"
    )
    assert read(log).image_refs == ("node", "docker.io/library/node:latest")


@pytest.mark.parametrize("again", [BUILD.format(output=""), "STEP 1/2: FROM b\n", "[1/2] STEP 1/2: FROM b\n"])
def test_a_new_build_begins_at_its_first_step(again):
    assert len(read(BUILD.format(output="") + again).builds) == 2


@pytest.mark.parametrize(
    ("log", "builder"),
    [
        (f"{echo('buildah bud -t x .')}\nSTEP 1/2: FROM a\n", Builder.BUILDAH),
        (f"{echo('podman build -t x .')}\nSTEP 1/2: FROM a\n", Builder.PODMAN),
        ("Using Docker executor with image quay.io/podman/stable:v5 ...\nSTEP 1/2: FROM a\n", Builder.PODMAN),
        ("STEP 1/2: FROM a\n", Builder.BUILDAH),
        (f"{echo('podman login -u x host.test')}\nError: logging into host.test\n", Builder.PODMAN),
        ("$ buildah login -u x host.test\n", Builder.BUILDAH),
        ("error creating build container: no space left on device\n", Builder.BUILDAH),
        ("STEP UP: buildah is a tool\n", Builder.NONE),
    ],
)
def test_only_the_command_tells_which_of_the_two_it_is(log, builder):
    assert read(log).builder is builder


def test_time_stamps_give_the_seconds_that_this_builder_does_not_print():
    lines = ["01O STEP 1/2: FROM a", "01O STEP 2/2: RUN b", "01O text", f"01O --> {ID}"]
    assert [step.seconds for step in read(stamped(*lines)).steps] == [1.0, 2.0]
