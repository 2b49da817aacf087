"""Starts real processes of ours in milliseconds: a server that has imported everything forks for each of them."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

PRELOADED = ["workers.cli", "workers.worker_process", "workers.schedule", "bot.web.app"]
"""What our processes import when they start, which takes each of them most of a second."""


def start(target: Callable[..., Any], *arguments: Any, environ: Mapping[str, str], log: Path) -> BaseProcess:
    """Call a function in a process with a session, an environment and a log of its own."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(PRELOADED)
    process = forks.Process(target=_run, args=(target, arguments, dict(environ), log), daemon=True)
    process.start()
    return process


def run_lighterman(*words: str) -> None:
    """Be the program `lighterman`, called with these words."""
    from workers.cli import main  # noqa: PLC0415 - the process that only starts it needs none of it

    sys.argv = ["lighterman", *words]
    main()


def _run(target: Callable[..., Any], arguments: tuple[Any, ...], environ: dict[str, str], log: Path) -> None:
    os.setsid()
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for standard in (1, 2):
        os.dup2(output, standard)
    os.close(output)
    os.environ.clear()
    os.environ.update(environ)
    target(*arguments)
