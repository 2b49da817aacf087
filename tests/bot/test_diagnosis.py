"""The diagnosis: which of what the signatures find is the cause, and when nothing has failed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import diagnosis
from bot.diagnosis import diagnose
from bot.signatures import FailureClass

FAILED = "ERROR: Job failed: exit code 1"
SUCCEEDED = "Job succeeded"
BUILDKIT_FAILED = """\
#9 [5/6] RUN make
#9 0.5 {output}
#9 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 1
------
 > [5/6] RUN make:
------
ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 1"""
CLASSIC_FAILED = """\
Step 2/3 : RUN make
 ---> Running in 3b8f9a42cf27
{output}
The command '/bin/sh -c make' returned a non-zero code: 1"""
UNREACHABLE = "Cannot connect to the Docker daemon at tcp://docker:2375. Is the docker daemon running?"
NO_MANIFEST = "Error response from daemon: manifest for a/b:1 not found: manifest unknown: manifest unknown"
NO_SPACE = "dd: error writing 'b.bin': No space left on device"
UNHEALTHY = "*** WARNING: Service runner-1-project-2-concurrent-0-docker-0 probably didn't start properly."
NO_RIGHTS = "mount: permission denied (are you root?)"


def green(command):
    return f"\x1b[32;1m$ {command}\x1b[0;m"


def of(*lines, **words):
    return diagnose(["\n".join(lines).encode()], **words)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["$ docker info", UNREACHABLE], "daemon_unreachable"),
        (["$ docker info", UNREACHABLE, FAILED], "daemon_unreachable"),
        (["$ docker build .", BUILDKIT_FAILED.format(output="ok")], "build_command_failed"),
        (["$ docker build .", BUILDKIT_FAILED.format(output=NO_SPACE)], "disk_full"),
        (["$ docker build .", CLASSIC_FAILED.format(output="ok")], "build_command_failed"),
        (["$ docker build .", CLASSIC_FAILED.format(output=NO_SPACE)], "disk_full"),
        (["$ docker build .", CLASSIC_FAILED.format(output="Killed").replace(": 1", ": 137")], "out_of_memory"),
        (["$ make", "boom", FAILED], "build_command_failed"),
        (["$ make", "ERROR: Job failed: exit code 137"], "out_of_memory"),
        (["$ docker build .", "sh: docker: not found"], "command_not_found"),
        ([f"ERROR: Job failed (system failure): {UNREACHABLE}"], "runner_system_failure"),
        (['ERROR: Job failed: failed to pull image "a": toomanyrequests: slow down'], "rate_limited"),
        ([green("docker pull a/b:1"), NO_MANIFEST, green("docker build ."), FAILED], "build_command_failed"),
        (["$ make", FAILED.replace("exit code 1", "canceled")], "canceled"),
        ([NO_RIGHTS], "privileged_required"),
        ([UNHEALTHY], "service_unhealthy"),
        ([UNHEALTHY, green("docker info"), UNREACHABLE, FAILED], "daemon_unreachable"),
        ([UNHEALTHY, NO_RIGHTS, green("docker info"), UNREACHABLE, FAILED], "privileged_required"),
        ([UNHEALTHY, green("pytest"), "no answer", FAILED], "service_unhealthy"),
        ([UNHEALTHY, green("docker build ."), BUILDKIT_FAILED.format(output="ok"), FAILED], "build_command_failed"),
    ],
)
def test_the_class_is_that_of_the_cause(lines, expected):
    assert of(*lines).failure == expected


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["hello"],
        ["$ docker info", UNREACHABLE, SUCCEEDED],
        ["$ docker pull a/b:1 || true", NO_MANIFEST],
        ["$ docker pull a/b:1 || echo none", NO_MANIFEST],
        ["$ docker pull a/b:1", NO_MANIFEST, "$ docker build .", "Successfully built 3b8f9a42cf27"],
        [
            "$ docker build .",
            CLASSIC_FAILED.format(output="x"),
            " ---> 3b8f9a42cf27",
            "Successfully built 3b8f9a42cf27",
        ],
        ["$ docker build .", "Step 2/3 : RUN make", " ---> Running in 3b8f9a42cf27", NO_SPACE],
        ["$ docker build .", "Step 2/3 : RUN make", " ---> Running in 3b8f9a42cf27", "sh: docker: not found"],
        ["$ docker build .", "#9 [5/6] RUN make", f"#9 0.5 {NO_SPACE}", "#9 DONE 1.0s"],
        ["$ docker build .", "#9 [5/6] RUN make", f"#9 0.5 {NO_SPACE}"],
        [
            "$ docker build .",
            "#5 ERROR: importing cache manifest from a/b: not found",
            "#6 [1/2] FROM x",
            "#6 DONE 0.1s",
        ],
        ["$ docker build .", "Step 2/3 : RUN x", " ---> Running in 3b8f9a42cf27", FAILED, " ---> 3b8f9a42cf27"],
        ["$ docker build .", "ERROR: Job failed: execution took longer than 1h", " ---> 3b8f9a42cf27"],
        [UNHEALTHY, green("docker info"), "Server Version: 27.0"],
        [
            "$ make",
            "done",
            "Running after_script",
            green("docker rm x"),
            "Error response from daemon: No such container: x",
        ],
        ["<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"],
    ],
)
def test_what_was_got_over_is_no_failure(lines):
    assert of(*lines).failure == "none"


def test_gitlab_knows_better_than_the_log():
    assert of("$ docker info", UNREACHABLE, has_failed=False).failure == "none"
    assert of("$ make", "boom", has_failed=True).failure == "other"
    assert of("$ docker build .", f"#9 0.5 {NO_SPACE}", has_failed=True).failure == "other"
    assert of("$ docker info", UNREACHABLE, SUCCEEDED, has_failed=True).failure == "daemon_unreachable"


def test_the_output_of_another_step_is_not_the_cause():
    lines = ["#8 [4/6] RUN fetch", f"#8 0.5 {NO_SPACE}", BUILDKIT_FAILED.format(output="compile error")]
    assert of("$ docker build .", *lines, FAILED).failure == "build_command_failed"


def test_what_stands_far_above_the_end_was_got_over():
    noise = [f"compiling {number}" for number in range(diagnosis.NEAR_LINES + 1)]
    assert of("$ make", NO_SPACE, *noise, FAILED).failure == "build_command_failed"
    assert of("$ make", NO_SPACE, *noise[: diagnosis.NEAR_LINES - 2], FAILED).failure == "disk_full"


def test_after_script_does_not_say_why():
    lines = ["Running after_script", green("docker rm x"), "Error response from daemon: toomanyrequests: slow down"]
    assert of("$ make", UNREACHABLE, *lines, FAILED).failure == "daemon_unreachable"


def test_the_failure_names_its_line_evidence_and_fix():
    [failure] = of("$ docker push x", "denied: requested access to the resource is denied").failures
    assert failure.failure_class is FailureClass.REGISTRY_AUTH
    assert (failure.signature, failure.line) == ("registry_denied", 2)
    assert failure.evidence == "denied: requested access to the resource is denied"
    assert failure.explanation == "The registry knows who asks and refuses."
    assert failure.fix.startswith("Log in before the push")
    assert not failure.retry_helps


def test_warnings_of_services_stand_beside_the_daemon_that_does_not_answer():
    found = of(UNHEALTHY, NO_RIGHTS, green("docker info"), UNREACHABLE, FAILED)
    assert [one.signature for one in found.failures] == [
        "dind_not_privileged",
        "daemon_unreachable",
        "service_not_started",
    ]


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ((), "the job has no docker:dind service;"),
        (('Preparing the "docker" executor',), "the job has no docker:dind service;"),
        (('Preparing the "docker" executor', "Starting service docker:27-dind...", UNHEALTHY), "dind was not ready"),
        (("Starting service docker:27-dind...", "/certs/server/cert.pem: OK"), "dind serves TLS on 2376"),
        (("$ env", "http_proxy=http://10.0.0.8:3128"), "a proxy stands between"),
    ],
)
def test_the_causes_of_a_daemon_that_does_not_answer_are_ordered_by_what_the_log_shows(before, first):
    failures = of(*before, green("docker info"), UNREACHABLE, FAILED).failures
    [unreachable] = [one for one in failures if one.signature == "daemon_unreachable"]
    assert unreachable.fix.startswith(f"Check in this order: {first}")


def test_a_local_socket_needs_no_service():
    [failure] = of("$ docker info", UNREACHABLE.replace("tcp://docker:2375", "unix:///var/run/docker.sock")).failures
    assert failure.fix.startswith("Start a daemon, or set DOCKER_HOST")


def test_a_name_that_no_service_has_is_told_apart():
    unknown = 'error during connect: Get "http://docker:2375/v1.50/info": dial tcp: lookup docker: no such host'
    assert of('Preparing the "docker" executor', green("x"), unknown).failures[0].fix.startswith("Add a docker:dind")
    assert of("$ x", unknown).failures[0].fix.startswith("Give the dind service the alias")


def test_a_token_that_expires_in_the_middle_of_a_push_is_told_from_a_missing_log_in():
    push = ["$ docker push a/b:1", "af684a167724: Pushed", "unauthorized: authentication required"]
    assert of(*push).failures[0].signature == "registry_token_expired"
    assert of(push[0], push[2]).failures[0].signature == "registry_unauthorized"
    assert of(*push[:2], "$ docker push c/d:1", push[2]).failures[0].signature == "registry_unauthorized"


def test_a_log_may_hold_any_number_of_failures():
    lines = [f"#{number} ERROR: {NO_MANIFEST}" for number in range(diagnosis.SIGHTINGS_LIMIT * 3)]
    assert of(*lines, UNREACHABLE).failure == "daemon_unreachable"


LINES = st.sampled_from(
    [
        *(
            UNREACHABLE,
            NO_MANIFEST,
            NO_SPACE,
            UNHEALTHY,
            NO_RIGHTS,
            FAILED,
            SUCCEEDED,
            green("docker build ."),
            "$ make",
        ),
        *(
            BUILDKIT_FAILED.format(output=NO_SPACE),
            CLASSIC_FAILED.format(output="x"),
            "#9 DONE 1.0s",
            "Step 1/2 : RUN x",
        ),
        *("section_start:1:step_script\r\x1b[0K", "section_start:1:after_script\r\x1b[0KRunning after_script", ""),
        *("[+] Building 1.0s (1/2) FINISHED", " => ERROR importing cache manifest from x", "\x1b[31m", "\r"),
    ]
)
LOGS = st.lists(LINES.map(str.encode) | st.binary(max_size=30), max_size=30).map(b"\n".join)


@given(LOGS, st.integers(min_value=1, max_value=500), st.sampled_from([None, True, False]))
def test_any_log_in_any_chunks_has_one_diagnosis(log, size, has_failed):
    chunks = [log[start : start + size] for start in range(0, len(log), size)]
    found = diagnose(chunks, has_failed=has_failed)
    assert found == diagnose([log], has_failed=has_failed)
    assert not (has_failed is False and found.failures)
