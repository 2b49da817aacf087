"""Fixtures of the fault tests: one rig per file, and what its processes hold at rest."""

import pytest

from tests.faults.rig import running_rig


@pytest.fixture(scope="module")
def rig(tmp_path_factory):
    """Run all processes of the Procfile, workers twice, so that one can take over from the other."""
    names = ("web", "worker-1", "worker-2", "commands-1", "commands-2", "clock")
    with running_rig(tmp_path_factory.mktemp("f"), *names) as running:
        yield running
