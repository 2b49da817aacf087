"""What is deployed runs the processes of the Procfile, and a Redis that forgets nothing."""

import configparser
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ROLES = [line.partition(":")[0] for line in (ROOT / "Procfile").read_text().splitlines()]


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "deploy" / "compose.yml").read_text())["services"]


@pytest.mark.parametrize("role", ROLES)
def test_every_process_has_a_service_and_a_unit(services, role):
    assert services[role]["command"] == [role]
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str
    unit.read(ROOT / "deploy" / "systemd" / f"lighterman-{role}.service")
    assert unit["Service"]["ExecStart"].endswith(f"/lighterman {role}")


def test_redis_appends_to_disk_before_it_answers(services):
    words = " ".join(services["redis"]["command"])
    assert "--appendonly yes --appendfsync always --maxmemory-policy noeviction" in words


def test_the_image_has_stages_a_base_to_choose_and_a_numeric_user():
    text = (ROOT / "deploy" / "Dockerfile").read_text()
    assert text.startswith("ARG BASE=")
    assert re.findall(r"^FROM \$\{BASE\}", text, re.MULTILINE) == ["FROM ${BASE}"] * 2
    assert re.search(r"^USER \d+:\d+$", text, re.MULTILINE)
