"""What is deployed runs the processes of the Procfile, each with what it needs and no secret more."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.settings import Need
from tests.pages import ROOT, fences
from workers.environment import read_settings

ROLES = [line.partition(":")[0] for line in (ROOT / "Procfile").read_text().splitlines()]
NEEDS = {
    "web": (Need.SCOPES, Need.REDIS),
    "worker": (Need.GITLAB, Need.REDIS),
    "commands": (Need.GITLAB, Need.REDIS),
    "clock": (Need.REDIS,),
}
SECRETS = {"web": {"signing_token"}, "worker": {"gitlab_token"}, "commands": {"gitlab_token"}, "clock": set()}
CONTENTS = {"gitlab_token": "practice", "signing_token": "whsec_c2l4dGVlbiBieXRlcyEhIQ=="}
PROGRAM = "/opt/lighterman/bin/lighterman"
by_role = pytest.mark.parametrize("role", ROLES)


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "deploy" / "compose.yml").read_text())


@pytest.fixture
def secrets(tmp_path):
    """Return a folder with the secrets that compose and systemd hand out."""
    for name, text in CONTENTS.items():
        (tmp_path / name).write_text(f"{text}\n")
    return tmp_path


@by_role
def test_the_compose_file_gives_every_process_what_it_needs_and_no_secret_more(compose, secrets, role):
    service = compose["services"][role]
    assert service["command"] == [role]
    assert set(service.get("secrets", ())) == SECRETS[role]
    environ = {name: text.replace("/run/secrets", str(secrets)) for name, text in service["environment"].items()}
    environ |= {"GITLAB_URL": "https://gitlab.example.com"} if "GITLAB_URL" in environ else {}
    read_settings(environ, NEEDS[role])


@by_role
def test_the_unit_gives_every_process_what_it_needs_and_no_secret_more(secrets, role):
    unit = _unit(role)
    assert unit["ExecStart"] == [f"{PROGRAM} {role}"]
    held = dict(one.split(":") for one in unit.get("LoadCredential", []))
    assert held == {name: f"/etc/lighterman/{name}" for name in SECRETS[role]}
    (file,) = unit["EnvironmentFile"]
    (shown,) = (one for one in fences(ROOT / "docs" / "install.md") if one.rest == file)
    lines = [*shown.text.splitlines(), *unit.get("Environment", [])]
    read_settings(dict(line.replace("%d", str(secrets)).split("=", 1) for line in lines), NEEDS[role])


@by_role
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path, role):
    text = _path_of_unit(role).read_text()
    assert _complaints(tmp_path / f"lighterman-{role}.service", text) == []
    (one,) = _complaints(tmp_path / f"lighterman-{role}.service", text.replace("ProtectHome", "ProtectHouse"))
    assert "ProtectHouse" in one


def test_the_compose_file_declares_what_it_names(compose):
    services = compose["services"].values()
    assert {name for one in services for name in one.get("secrets", ())} == set(compose["secrets"])
    mounted = {volume.partition(":")[0] for one in services for volume in one.get("volumes", ())}
    assert mounted == set(compose["volumes"])
    assert {name for one in services for name in one.get("depends_on", ())} <= set(compose["services"])
    builds = [one["build"] for one in services if "build" in one]
    assert len(builds) == len(ROLES)
    assert all((ROOT / "deploy" / one["context"] / one["dockerfile"]).is_file() for one in builds)
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_redis_appends_to_disk_before_it_answers(compose):
    words = " ".join(compose["services"]["redis"]["command"])
    assert "--appendonly yes --appendfsync always --maxmemory-policy noeviction" in words


def test_the_image_has_stages_a_base_to_choose_and_a_numeric_user():
    text = (ROOT / "deploy" / "Dockerfile").read_text()
    assert text.startswith("ARG BASE=")
    assert re.findall(r"^FROM \$\{BASE\}", text, re.MULTILINE) == ["FROM ${BASE}"] * 2
    assert re.search(r"^USER \d+:\d+$", text, re.MULTILINE)


def _path_of_unit(role: str) -> Path:
    return ROOT / "deploy" / "systemd" / f"lighterman-{role}.service"


def _unit(role: str) -> dict[str, list[str]]:
    """Return the settings of a unit; a key may stand there several times."""
    found: dict[str, list[str]] = {}
    for line in _path_of_unit(role).read_text().splitlines():
        if "=" in line:
            name, _, text = line.partition("=")
            found.setdefault(name, []).append(text)
    return found


def _complaints(unit: Path, text: str) -> list[str]:
    """Return what systemd says of a unit."""
    # It looks whether the program is there, which it is only where Lighterman is installed.
    unit.write_text(text.replace(PROGRAM, shutil.which("true") or ""))
    ended = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    return [line for line in ended.stderr.splitlines() if unit.name in line]
