"""The sections that a runner writes around what a job prints (gitlab-runner, common/build_stages.go)."""

from collections.abc import Mapping
from datetime import datetime

SCRIPT = "step_script"


def with_sections(trace: bytes, seconds: Mapping[str, int], began: datetime) -> bytes:
    """Return a trace with sections that take so many seconds, one after the other; the script's holds the trace."""
    at, pieces = int(began.timestamp()), []
    for name, took in {**seconds, **({} if SCRIPT in seconds else {SCRIPT: 0})}.items():
        pieces += [_marker("start", at, name), trace if name == SCRIPT else b"", _marker("end", at + took, name)]
        at += took
    return b"".join(pieces)


def _marker(what: str, at: int, name: str) -> bytes:
    return f"section_{what}:{at}:{name}\r\x1b[0K\n".encode()
