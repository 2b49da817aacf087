"""How long a job waited for its services, and how long it exported and pushed: by stamps, or by BuildKit's own clock."""

import pytest

from tests.bot.traces.logs_in_words import echo, read, stamped

DIGEST = f"sha256:{'a' * 64}"
PUSH = ("01O The push refers to repository [registry.test/acme/api]", "01O 5f70bf18a086: Pushed")
PUSHED = f"01O 1.0: digest: {DIGEST} size: 528"
SERVICES = "00O Waiting for services to be up and running (timeout 30 seconds)..."
SLOWED = (
    'time="2026-03-01T10:00:00Z" level=warning msg="Binding to an IP address without --tlsverify is deprecated. '
    'Startup is intentionally being slowed down to show this message" host="tcp://0.0.0.0:2375"'
)


@pytest.mark.parametrize(
    ("log", "seconds"),
    [
        (stamped(*PUSH, PUSHED), 2.0),
        (stamped(*PUSH, PUSHED, "01O x", *PUSH, PUSHED), 4.0),
        ("\n".join(line[4:] for line in (*PUSH, PUSHED)), None),
        (stamped(*PUSH), None),
        (stamped(PUSHED), None),
        ("#9 exporting to image\n#9 pushing layers 3.1s done\n#9 DONE 4.5s\n", 4.5),
        ("#9 exporting to image\n#9 DONE 4.5s\n#0 building with x\n#9 exporting to image\n#9 DONE 1.5s\n", 6.0),
        ("#9 exporting cache to registry\n#9 DONE 4.5s\n", None),
        ("#8 [2/2] RUN make\n#8 DONE 4.5s\n", None),
        ("fine\n", None),
    ],
)
def test_the_seconds_of_export_and_push(log, seconds):
    assert read(f"{echo('docker build .')}\n{log}" if not log.startswith("2026") else log).push_seconds == seconds


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ((SERVICES, "00O Pulling docker image docker:28 ..."), 1.0),
        ((SERVICES, "0fO [service:docker] ready", "00O section_end:1772359202:prepare_executor"), 2.0),
        ((SERVICES,), None),
        (("00O Pulling docker image docker:28 ...",), None),
    ],
)
def test_the_seconds_that_the_runner_waited_for_services(lines, seconds):
    assert read(stamped(*lines)).services_seconds == seconds


def test_without_stamps_nobody_knows_how_long_the_services_took():
    assert read(f"{SERVICES[4:]}\nPulling docker image docker:28 ...\n").services_seconds is None


@pytest.mark.parametrize(("line", "is_slowed"), [(SLOWED, True), ("Startup is fast", False)])
def test_an_engine_that_slows_its_start_down_says_so_in_its_service_log(line, is_slowed):
    assert read(f"\x1b[0;37m[service:docker] {line}\n").is_engine_slowed is is_slowed
