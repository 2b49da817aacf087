"""BuildKit: vertices that take turns, builds and targets beside each other, caches, and the terminal's drawing."""

import pytest

from bot.traces.model import Builder, CacheImport, CacheSource, SourceKind
from tests.bot.traces.logs_in_words import echo, read, sample, steps

SHA = "sha256:" + "a" * 64
HEAD = f"""\
#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 486B done
#1 DONE 0.0s

#2 [internal] load metadata for docker.io/library/alpine:3
#2 DONE 0.1s

#3 [internal] load build context
#3 transferring context: 5.32MB 0.1s done
#3 DONE 0.1s

#4 [a 1/3] FROM docker.io/library/alpine:3@{SHA}
#4 extracting {SHA} 0.3s done
#4 DONE 0.4s
"""


def test_two_real_builds_are_told_apart_and_their_imitations_left_alone():
    assert steps(sample("buildkit_twice")) == [
        "0:one 1/3 FROM docker.io/library/traces-base = ?",
        "0:stage-1 2/4 COPY f /f = miss",
        "0:one 2/3 RUN printf 'no line end' = miss",
        r"0:one 3/3 RUN printf 'Step 3/10 : RUN x\n ---> Usi = miss",
        r"0:stage-1 3/4 RUN printf '10 %%\r20 %%\r30 %%' ; echo; = miss",
        "0:stage-1 4/4 COPY --from=one /bin/sh /x = miss",
        "1:one 1/3 FROM docker.io/library/traces-base = ?",
        "1:stage-1 2/4 COPY f /f = hit",
        "1:one 2/3 RUN printf 'no line end' = hit",
        r"1:one 3/3 RUN printf 'Step 3/10 : RUN x\n ---> Usi = hit",
        r"1:stage-1 3/4 RUN printf '10 %%\r20 %%\r30 %%' ; echo; = miss",
        "1:stage-1 4/4 COPY --from=one /bin/sh /x = miss",
    ]


def test_seconds_are_those_that_the_builder_prints():
    assert [step.seconds for step in sample("buildkit_fails").steps][1] is not None
    assert [step.seconds for step in read(HEAD).steps] == [0.4]


def test_a_failing_run_was_not_cached_and_is_over():
    trace = sample("buildkit_fails")
    assert [step.is_failed for step in trace.steps] == [False, False, True]
    assert (trace.open_step, trace.open_work) == (None, "")


def test_the_triggers_of_a_base_image_are_counted_past_the_total():
    assert steps(sample("buildkit_onbuild"))[2:] == ["3/2 COPY f /f2 = miss", "4/2 RUN echo own = miss"]


def test_the_drawing_of_a_terminal_is_read_once_however_often_it_is_redrawn():
    trace = sample("buildkit_terminal")
    assert steps(trace) == [
        "1/4 FROM docker.io/library/traces-base = ?",
        "2/4 RUN echo before = miss",
        "3/4 RUN echo gone; exit 3 = miss",
    ]
    assert (trace.builder, len(trace.builds), trace.open_step) == (Builder.BUILDKIT, 1, None)


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("#5 [a 2/3] RUN x\n#5 CACHED\n", "a 2/3 RUN x = hit"),
        ("#5 [a 2/3] RUN x\n#5 DONE 1.2s\n", "a 2/3 RUN x = miss"),
        ("#5 [a 2/3] RUN x\n#5 0.1 text\n#5 ERROR: process did not complete: exit code: 1\n", "a 2/3 RUN x = miss"),
        ("#5 [a 2/3] RUN x\n#5 CANCELED\n", "a 2/3 RUN x = ?"),
        ("#5 [a 2/3] RUN x\n", "a 2/3 RUN x = miss"),
        ("#5 [a 2/3] RUN x\r\n#5 CACHED\r\n", "a 2/3 RUN x = hit"),
        ("#5 [a 2/3] RUN x\n#5 0.123 no line end#5 DONE 1.2s\n", "a 2/3 RUN x = miss"),
        ("#5 [a  2/13] COPY  a   b\n#5 CACHED\n", "a 2/13 COPY a b = hit"),
        ("#5 [2/3] RUN x\n#5 CACHED\n", "2/3 RUN x = hit"),
        ("#5 [linux/arm64 2/3] RUN x\n#5 CACHED\n", "linux/arm64 2/3 RUN x = hit"),
        ("#5 [linux/amd64->arm64 a 2/3] RUN x\n#5 CACHED\n", "a linux/amd64->arm64 2/3 RUN x = hit"),
        ("#5 [linux/arm/v7 a 2/3] RUN x\n#5 CACHED\n", "a linux/arm/v7 2/3 RUN x = hit"),
        ("#5 [a 2/3] RUN <<EOF (set -e...)\n#5 DONE 0.4s\n", "a 2/3 RUN <<EOF (set -e...) = miss"),
        ('#5 [a 2/3] RUN ["a", "b"]\n#5 CACHED\n', 'a 2/3 RUN ["a", "b"] = hit'),
        ("#5 [a 2/3] RUN x\n#5       digest: sha256:0\n#5       cached: true\n#5     duration: 2ms\n", "a 2/3 RUN x = hit"),
        ("#5 [a 2/3] RUN x\n#5     duration: 1m2.5s\n", "a 2/3 RUN x = miss"),
        ("#5 [a 2/3] RUN x\n#5 ...\n\n#6 [b 1/1] RUN y\n#6 DONE 0.1s\n\n#5 [a 2/3] RUN x\n#5 CACHED\n", "a 2/3 RUN x = hit"),
        (f"#5 [a 2/3] RUN x\n#5 {SHA} 1.07MB / 1.07MB done\n#5 extracting {SHA} done\n#5 DONE 0.7s\n", "a 2/3 RUN x = hit"),
        (f"#5 [a 2/3] RUN x\n#5 CACHED\n\n#5 [a 2/3] RUN x\n#5 extracting {SHA}\n#5 DONE 0.5s\n", "a 2/3 RUN x = hit"),
        ("2026-01-01T10:00:00.1234567Z #5 [a 2/3] RUN x\n2026-01-01T10:00:00.2234567Z #5 CACHED\n", "a 2/3 RUN x = hit"),
        ("#5 [a 2/3] RUN x\n#5 0.1 #5 CACHED\n#5 0.2 #6 [a 3/3] RUN fake\n#5 DONE 0.3s\n", "a 2/3 RUN x = miss"),
        ("=> [a 2/3] RUN x   1.2s", "a 2/3 RUN x = miss"),
        (" => CACHED [a 2/3] RUN x                              0.0s", "a 2/3 RUN x = hit"),
        (" => ERROR [a 2/3] RUN x                              0.9s", "a 2/3 RUN x = miss"),
        ((" => ERROR [a 2/3] COPY --from=builder /app/bin  0.0s\n------\n"
         " > [a 2/3] COPY --from=builder /app/binary /app:\n"), "a 2/3 COPY --from=builder /app/binary /app = miss"),
        ("------\n > [a 2/3] RUN x:\n0.5 text\n------\n", "a 2/3 RUN x = miss"),
    ],
)  # fmt: skip
def test_every_form_of_a_step_is_read(log, expected):
    assert steps(read(log))[:1] == [expected]


def test_a_hit_that_was_downloaded_is_marked_as_restored():
    log = f"#5 [a 2/3] RUN x\n#5 extracting {SHA} done\n#5 DONE 0.7s\n#6 [a 3/3] RUN y\n#6 DONE 1.0s\n"
    assert [step.is_restored for step in read(HEAD + log).steps] == [False, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "#5 CACHED",
        "#5 DONE 0.1s",
        "#57 0.1 [2/3] RUN x",
        "issue #5 [2/3] RUN x",
        "see #5 [open]",
        "# 5 [2/3] RUN x",
        "=> x",
    ],
)
def test_what_only_looks_like_a_step_is_left_alone(text):
    assert steps(read(text)) == []


@pytest.mark.parametrize(
    ("result", "verdict", "usable", "message"),
    [
        ("#6 DONE 0.0s", CacheImport.OK, True, ""),
        ("#6 inferred cache manifest type: application/x done\n#6 DONE 0.0s", CacheImport.OK, True, ""),
        ("#6 ERROR: host.test/c:1: not found", CacheImport.ERROR, False, "host.test/c:1: not found"),
        ("#6 CANCELED", None, None, ""),
        ("", None, None, ""),
    ],
)
def test_an_import_tells_whether_the_cache_could_be_used(result, verdict, usable, message):
    trace = read(f"{HEAD}#6 importing cache manifest from host.test/c:1\n{result}\n")
    assert trace.cache_import == verdict
    assert trace.cache_sources == (CacheSource(SourceKind.IMPORT, "host.test/c:1", 17, usable, message),)
    assert "host.test/c:1" in trace.image_refs


def test_some_imports_may_fail_and_others_not():
    log = "#6 importing cache manifest from a.test/c\n#6 ERROR: gone\n#7 importing cache manifest from b.test/c\n#7 DONE 0.1s\n"
    assert read(HEAD + log).cache_import is CacheImport.PARTIAL


@pytest.mark.parametrize(
    "log",
    [
        " => ERROR importing cache manifest from host.test/c:1                  0.3s\n",
        "WARNING: local cache import at /cache not found due to err: could not read /cache/index.json\n",
    ],
)
def test_an_import_may_fail_in_other_words(log):
    assert read(log).cache_import is CacheImport.ERROR


def test_a_build_knows_its_context_its_names_and_its_end():
    log = "#9 exporting to image\n#9 naming to host.test/app:1 done\n#9 naming to host.test/app:2 0.0s done\n#9 DONE 0.1s\n"
    [build] = read(f"{echo('docker build -t $I .')}\n{HEAD}{log}").builds
    assert (build.command, build.context, build.tags, build.is_finished) == (
        "docker build -t $I .",
        "5.32MB",
        ("host.test/app:1", "host.test/app:2"),
        True,
    )


def test_targets_of_bake_and_compose_are_builds_of_their_own():
    log = """\
#1 [web internal] load build definition from Dockerfile
#1 DONE 0.0s
#2 [api internal] load build definition from Dockerfile
#2 DONE 0.0s
#3 [web 2/3] RUN npm ci
#3 CACHED
#4 [api build 2/3] RUN go build
#4 DONE 9.1s
#5 [api linux/arm64 build 3/3] RUN strip
#5 DONE 0.1s
#6 [web] exporting to image
#6 naming to host.test/web done
#6 DONE 0.1s
#7 [api] exporting to image
#7 naming to host.test/api done
#7 DONE 0.1s
"""
    trace = read(log)
    assert steps(trace) == [
        "0: 2/3 RUN npm ci = hit",
        "1:build 2/3 RUN go build = miss",
        "1:build linux/arm64 3/3 RUN strip = miss",
    ]
    assert [(build.target, build.tags, build.is_finished) for build in trace.builds] == [
        ("web", ("host.test/web",), True),
        ("api", ("host.test/api",), True),
    ]


SOLVE = "#1 [internal] load build definition from Dockerfile\n#1 DONE 0.0s\n#2 [2/3] RUN x\n#2 CACHED\n"
EXPORT = "#3 exporting to image\n#3 DONE 0.1s\n#4 exporting cache to registry\n#4 DONE 0.1s\n"


@pytest.mark.parametrize(
    ("log", "builds"),
    [
        (SOLVE, 1),
        (SOLVE + EXPORT, 1),
        (SOLVE + "#1 [internal] load build definition from Dockerfile\n#1 DONE 0.0s\n", 1),
        (SOLVE + EXPORT + SOLVE, 2),
        (SOLVE + SOLVE.replace("#2 [2/3] RUN x", "#2 [2/3] RUN y"), 2),
        (f"{SOLVE}{echo('docker build x')}\n{SOLVE}", 2),
        (f"{SOLVE}ERROR: failed to solve: process failed\n{SOLVE}", 2),
        ("#0 building with a\n" + SOLVE + "#0 building with b\n" + SOLVE, 2),
        ("[+] Building 1.2s (3/3) FINISHED\n => [2/3] RUN x  1.0s\n[+] Building 0.1s (1/3)\n => [2/3] RUN x  0.1s\n", 2),
        ("[+] Building 0.2s (1/3)\n => [2/3] RUN x  0.1s\n[+] Building 1.1s (3/3) FINISHED\n => [2/3] RUN x  1.0s\n", 1),
    ],
)  # fmt: skip
def test_builds_are_counted(log, builds):
    assert len(read(log).builds) == builds


@pytest.mark.parametrize(
    ("log", "work"),
    [
        (HEAD + "#5 [a 2/3] RUN npm ci\n#5 12.3 text\n", "RUN npm ci"),
        (HEAD + "#5 [a 2/3] RUN a\n\n#6 [b 2/2] RUN b\n#6 ...\n\n#5 [a 2/3] RUN a\n#5 0.1 text\n", "RUN a"),
        (HEAD + "#9 exporting cache to registry\n", "exporting cache to registry"),
        (HEAD + "#9 [internal] load metadata for a\n", "[internal] load metadata for a"),
        ("[+] Building 9.0s (1/2)\n => CACHED [1/2] RUN a   0.0s\n => exporting cache to registry   8.0s\n",
         "exporting cache to registry"),
        (HEAD, ""),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_at_work_is_what_spoke_last(log, work):
    assert read(log).open_work == work


@pytest.mark.parametrize(
    "line",
    [
        'ERROR: failed to solve: process "/bin/sh -c x" did not complete successfully: exit code: 1',
        "failed to solve with frontend dockerfile.v0: failed to create LLB definition",
        "failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF",
        "executor failed running [/bin/sh -c npm run build]: exit code: 1",
        'ERROR: invalid tag "A": repository name must be lowercase',
        "+ docker buildx create --name b --use",
        "#18 exporting cache",
    ],
)  # fmt: skip
def test_a_log_without_steps_may_tell_its_builder(line):
    assert read(line).builder is Builder.BUILDKIT


def test_base_images_are_named_as_the_log_and_as_the_dockerfile_say_it():
    assert read(HEAD).image_refs == ("docker.io/library/alpine:3", "alpine:3")


def test_a_step_of_another_ci_may_have_the_number_of_the_vertex():
    log = 'Step #7 - "web": #7 [b 1/2] RUN make\n'
    assert steps(read(log)) == ["b 1/2 RUN make = miss"]
