"""Where the real material outside of the project lies: LIGHTERMAN_SHARED, or `shared` beside the checkout."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("LIGHTERMAN_SHARED") or Path(__file__).resolve().parents[2] / "shared")


def shared(path: str) -> Path:
    """Return a file or folder of the material, or skip the test where there is none at all.

    A missing piece of material that is there is a failure, so that nothing is skipped by a misspelt name.
    """
    if not FOLDER.is_dir():
        pytest.skip(f"there is no material at {FOLDER}")
    found = FOLDER / path
    assert found.exists(), f"{found} is missing"
    return found
