"""Fixtures of the stories: one stack per file."""

import pytest

from tests.stories.stack import missing_tools, running_stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """Run Redis, the door, a worker, the practice GitLab and the practice registry for the stories of one file."""
    missing = missing_tools()
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with running_stack(tmp_path_factory.mktemp("s")) as running:
        yield running
