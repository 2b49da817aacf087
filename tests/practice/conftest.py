"""What the tests of the practice servers start from."""

import pytest

from tests.practice.workshop import Listener, open_workshop


@pytest.fixture
def shop():
    with open_workshop() as one:
        yield one


@pytest.fixture
def listener():
    with Listener() as one:
        yield one
