"""Configurations: platform, history and digests, or BadConfigError, nothing else."""

import json

import pytest

from bot.facts import HistoryEntry
from workers.clients.registry.configs import LONGEST_TEXT, MOST_ENTRIES, BadConfigError, Config, read_config
from workers.clients.registry.manifests import MOST_LAYERS

DIFF = f"sha256:{'d' * 64}"
ARM = {"os": "linux", "architecture": "arm64", "variant": "v8"}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, Config()),
        (ARM, Config("linux/arm64")),
        ({"os": "linux"}, Config()),
        ({"history": None, "rootfs": None}, Config()),
        ({"history": [{}]}, Config(history=(HistoryEntry(""),))),
        (
            {"history": [{"created_by": "RUN a", "comment": "buildkit.dockerfile.v0"}, {"empty_layer": True}]},
            Config(history=(HistoryEntry("RUN a", comment="buildkit.dockerfile.v0"), HistoryEntry("", is_empty=True))),
        ),
        ({"history": [{"created_by": "x" * 99_999}]}, Config(history=(HistoryEntry("x" * LONGEST_TEXT),))),
        ({"rootfs": {"type": "layers", "diff_ids": [DIFF]}}, Config(diff_ids=(DIFF,))),
    ],
)
def test_a_configuration_says(config, expected):
    assert read_config(json.dumps(config).encode()) == expected


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "cannot be read"),
        (b"[]", "cannot be read"),
        (b"\xff", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"history": [1]}', "cannot be read"),
        (b'{"history": 7}', "cannot be read"),
        (b'{"rootfs": {"diff_ids": ["../../x"]}}', "cannot be read"),
        (b'{"rootfs": {"diff_ids": [1]}}', "cannot be read"),
        (b'{"os": 1, "architecture": 2}', "cannot be read"),
        (json.dumps({"history": [{}] * (MOST_ENTRIES + 1)}).encode(), "endless history"),
        (json.dumps({"rootfs": {"diff_ids": [DIFF] * (MOST_LAYERS + 1)}}).encode(), "endless history"),
    ],
)
def test_what_is_no_configuration_is_refused_in_words(body, said):
    with pytest.raises(BadConfigError, match=said):
        read_config(body)
