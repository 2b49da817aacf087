"""Installs the rivals into an environment of their own, once."""

import hashlib
import shutil
import subprocess
import sys

from bench.harness import say
from bench.processes import ROOT, BenchError

REQUIREMENTS = ROOT / "bench" / "rivals" / "requirements.txt"
CACHE = ROOT / ".bench"


def rivals_python() -> str:
    """Return the interpreter of the rivals; install them when they are not there yet."""
    stamp = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]
    folder = CACHE / f"rivals-{stamp}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        say("installing the rivals, once …")
        shutil.rmtree(CACHE, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(folder))
        _run(
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "--requirement",
            str(REQUIREMENTS),
        )
        (folder / "complete").touch()
    return str(python)


def _run(*words: str) -> None:
    try:
        subprocess.run(words, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise BenchError(f"the rivals could not be installed: {error}") from error
