"""What all tests share: the rule that a skip on CI is a failure, and a real Redis per file."""

import os

import pytest
from hypothesis import settings

from tests.box import open_box
from tests.redis_server import running_redis
from tests.shared_material import FOLDER

# A machine that is busy with other things makes no example wrong.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")
# For a night: pytest --hypothesis-profile=fuzz tests/bot/test_explanation.py
settings.register_profile("fuzz", settings(), max_examples=100_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skip into a failure where CI promises that every tool is there; only the shared material may be away."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        reason = str(call.excinfo.value) if call.excinfo else "no reason"
        if FOLDER.is_dir() or "no material" not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped although CI=true: {reason}"
    return report


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory):
    """Run a real Redis for the tests of one file."""
    with running_redis(tmp_path_factory.mktemp("r")) as server:
        yield server


@pytest.fixture
def redis(redis_server):
    """Return a connection to an empty Redis."""
    with redis_server.connect() as connection:
        connection.flushall()
        yield connection


@pytest.fixture
async def box(redis, redis_server):
    """Return an empty inbox in words."""
    async with open_box(redis, redis_server.url) as box:
        yield box
