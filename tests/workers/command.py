"""The command line in this process, for tests that look at what it prints."""

import os
import sys

import pytest

from workers import cli


def run_main(monkeypatch, *words, environ):
    """Run a command with an environment of its own and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["lighterman", *words])
    monkeypatch.setattr(os, "environ", dict(environ))
    monkeypatch.setattr("workers.logs.set_up", lambda level, *, is_json: None)  # pytest has its own handlers
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code
