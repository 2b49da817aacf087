"""Fixtures of the fault tests: one rig per file, and what its processes hold at rest."""

import pytest

from tests.faults.rig import running_rig
from tests.stories.conftest import pytest_runtest_makereport  # noqa: F401 - the same rule about skips holds here
from tests.stories.stack import missing_tools


@pytest.fixture(scope="module")
def rig(tmp_path_factory):
    """Run all processes of the Procfile, workers twice, so that one can take over from the other."""
    if missing := missing_tools():
        pytest.skip(f"not installed: {', '.join(missing)}")
    names = ("web", "worker-1", "worker-2", "commands-1", "commands-2", "clock")
    with running_rig(tmp_path_factory.mktemp("f"), *names) as running:
        yield running
