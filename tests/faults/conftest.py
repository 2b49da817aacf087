"""Fixtures of the fault tests: one rig and one project for all of them, and what the processes hold at rest."""

import pytest

from tests.faults.rig import running_rig
from tests.faults.yard import Yard, wait_for_the_end
from tests.stories.scene import api


@pytest.fixture(scope="package")
def rig(tmp_path_factory):
    """Run all processes of the Procfile, workers twice, so that one can take over from the other."""
    names = ("web", "worker-1", "worker-2", "commands-1", "commands-2", "clock")
    with running_rig(tmp_path_factory.mktemp("f"), *names) as running:
        yield running


@pytest.fixture(scope="package")
def yard(rig):
    """Return a project whose target branch was built."""
    one = Yard(rig, "yard")
    one.main_builds(api(40, 60))
    return one


@pytest.fixture(scope="package")
def at_rest(rig, yard):
    """Return the descriptors of every process after it has worked a little."""
    for number in range(4):
        mr = yard.open_mr(f"warm-{number}")
        yard.build(mr)
        yard.ask(mr)
    wait_for_the_end(rig)
    return rig.at_rest()
