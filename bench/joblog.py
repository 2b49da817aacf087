"""Writes job logs for the bench: builds of both Docker builders, noisy as real ones, the same for the same seed."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

GREEN, YELLOW, RED, PLAIN, CLEAR = "\x1b[32;1m", "\x1b[33m", "\x1b[31;1m", "\x1b[0m", "\x1b[0K"
FAILURE_EVERY_LINES = 4000
COLOUR_EVERY_LINES = 6
BUILDKIT_SHARE = 0.65
"""The rest of the builds is the classic builder's."""
START = datetime(2025, 3, 1, 8, tzinfo=UTC)
NOUNS = ("cart", "price", "stock", "billing", "gateway", "search", "report", "parser", "codec", "theme", "session")
FAILURES = (
    "Cannot connect to the Docker daemon at tcp://docker:2375. Is the docker daemon running?",
    'Get "https://registry.example.com/v2/": dial tcp: lookup registry.example.com on 10.0.0.2:53: no such host',
    "write /var/lib/docker/overlay2/x/diff/dump.sql: no space left on device",
    "read tcp 10.1.0.9:44210->10.2.0.3:443: read: connection reset by peer",
    "received unexpected HTTP status: 503 Service Unavailable",
    "toomanyrequests: You have reached your pull rate limit.",
    "npm error code EAI_AGAIN",
    "wget: bad address 'files.example.com'",
    "E: You don't have enough free space in /var/cache/apt/archives/.",
    "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
)


class _Log:
    """Draws lines; one seed gives one log."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._vertex = 0

    def lines(self) -> Iterator[str]:
        yield f"{CLEAR}Running with gitlab-runner 18.3.0 (abcdef12){PLAIN}"
        yield f"section_start:1740816000:step_script\r{CLEAR}{GREEN}Executing step_script{PLAIN}"
        while True:
            yield from self._buildkit() if self._random.random() < BUILDKIT_SHARE else self._classic()

    def _buildkit(self) -> Iterator[str]:
        yield f"{GREEN}$ docker buildx build --cache-from type=registry,ref=$CI_REGISTRY_IMAGE/cache --push .{PLAIN}"
        total = self._random.randint(4, 12)
        for n in range(1, total + 1):
            self._vertex += 1
            yield f"#{self._vertex} [builder {n}/{total}] RUN make {self._noun()}"
            if n < total // 2:
                yield f"#{self._vertex} CACHED"
            else:
                for second in range(self._random.randint(5, 400)):
                    yield f"#{self._vertex} {second * 0.13:.3f} {self._output()}"
                yield f"#{self._vertex} DONE {self._random.random() * 60:.1f}s"
            yield ""

    def _classic(self) -> Iterator[str]:
        yield f"{GREEN}$ docker build --cache-from $CI_REGISTRY_IMAGE/cache:builder -t $CI_REGISTRY_IMAGE .{PLAIN}"
        yield "Sending build context to Docker daemon  45.06kB\r\r"
        total = self._random.randint(4, 12)
        for n in range(1, total + 1):
            yield f"Step {n}/{total} : RUN make {self._noun()}"
            if n < total // 2:
                yield " ---> Using cache"
            else:
                yield f" ---> Running in {self._hex(12)}"
                yield from (self._output() for _ in range(self._random.randint(5, 300)))
                yield f"Removing intermediate container {self._hex(12)}"
            yield f" ---> {self._hex(12)}"

    def _output(self) -> str:
        if self._random.randrange(FAILURE_EVERY_LINES) == 0:
            return self._random.choice(FAILURES)
        text = self._noise()
        if self._random.randrange(COLOUR_EVERY_LINES):
            return text
        return f"{self._random.choice((GREEN, YELLOW, RED))}{text[:12]}{PLAIN}{text[12:]}"

    def _noise(self) -> str:
        a, b, n = self._noun(), self._noun(), self._random.randrange(900)
        return self._random.choice(
            (
                f"go: downloading example.com/{a}/{b} v{n % 9}.{n % 40}.{n % 7}",
                f"Get:{n} http://deb.example.com/debian bookworm/main amd64 lib{a}-{b} {n % 9}.{n % 99}-1 [{n} kB]",
                f"npm warn deprecated {a}-{b}@{n % 9}.0.1: this module is not supported any more",
                f"[{n % 101:3d}%] Building CXX object src/CMakeFiles/{a}.dir/{b}_error_page.cc.o",
                f"tests/test_{a}.py::test_{b}_not_found[{n}] PASSED",
                f"Setting up lib{a}{n % 9}:amd64 ({n % 9}.{n % 99}-2+deb12u1) ...",
                f"warning: unused variable `{a}` in {b}/{a}.rs:{n}:12, 0 errors",
                f"dist/assets/{a}-{self._hex(8)}.js   {n}.12 kB | gzip: {n // 3}.40 kB",
                f"    at {a}.{b}.handle_timeout(/app/src/{a}/{b}.js:{n}:{n % 80})",
            )
        )

    def _noun(self) -> str:
        return self._random.choice(NOUNS)

    def _hex(self, digits: int) -> str:
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"


def write(path: Path, size_bytes: int, *, seed: int = 1, is_stamped: bool = False) -> None:
    """Write a log of about that size, each line with the runner's time stamp or none."""
    with path.open("wb") as file:
        written = 0
        for number, line in enumerate(_Log(seed).lines()):
            head = f"{START + timedelta(milliseconds=7 * number):%Y-%m-%dT%H:%M:%S.%fZ} 01O " if is_stamped else ""
            written += file.write(f"{head}{line}\n".encode())
            if written >= size_bytes:
                return


def write_progress(path: Path, size_bytes: int) -> None:
    """Write one line of progress frames, as a program redraws them on what it takes for a terminal."""
    with path.open("wb") as file:
        written, part = 0, 0
        while written < size_bytes:
            part = (part + 1) % 6291
            frame = f"\x1b[1A\x1b[2K\rabc123def456: Downloading [=======>      ]  {part / 100:.2f}MB/62.91MB"
            written += file.write(frame.encode())
        file.write(b" no space left on device\n")
