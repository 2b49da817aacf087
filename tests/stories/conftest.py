"""Fixtures of the stories: one stack per file, and the rule that a skip on CI is a failure."""

import os

import pytest

from tests.stories.stack import missing_tools, running_stack


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skip into a failure where CI promises that every tool is there."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although CI=true: {call.excinfo.value if call.excinfo else 'no reason'}"
    return report


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """Run Redis, the door, a worker, the practice GitLab and the practice registry for the stories of one file."""
    missing = missing_tools()
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with running_stack(tmp_path_factory.mktemp("s")) as running:
        yield running
