"""Lighterman as the demonstration runs it: `lighterman up` in a process of its own, on a free port."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.loopback import answers, free_port

START_SECONDS = 30.0
STOP_SECONDS = 15.0
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_RUNTIME_DIR", "VIRTUAL_ENV", "REDIS_URL", "PYTHONPATH")


class NotReadyError(Exception):
    """Lighterman did not start; the text says what its log ends with."""


class Lighterman:
    """Start `lighterman up` on entering, stop it with all its children on leaving."""

    def __init__(self, settings: Mapping[str, str], *, folder: Path) -> None:
        self.url = ""
        self._settings = dict(settings)
        self._log = folder / "lighterman.log"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the process and wait until its door says it is ready."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment |= {"HOST": "127.0.0.1", "PORT": str(port), "LIGHTERMAN_DATA_DIR": str(self._folder / "data")}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "workers.cli", "up"],
                env=environment | self._settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Stop the process and wait for it."""
        self.stop()

    def stop(self) -> None:
        """Ask for an ordered stop; end what does not follow."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def log_tail(self, lines: int = 25) -> str:
        """Return the last lines that Lighterman logged."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                raise NotReadyError(f"`lighterman up` ended with code {self._process.returncode}:\n{self.log_tail()}")
            if answers(f"{self.url}/readyz"):
                return
            time.sleep(0.1)
        raise NotReadyError(f"`lighterman up` was not ready after {START_SECONDS:.0f} s:\n{self.log_tail()}")
