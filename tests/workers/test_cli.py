"""The command line: what it prints, how it fails, and that it needs nothing it does not use."""

import json
import subprocess
import sys
from types import ModuleType

import pytest

from tests.loopback import free_port
from tests.workers.command import run_main

pytestmark = pytest.mark.slow

SETTINGS = {"GITLAB_URL": "http://127.0.0.1:9", "GITLAB_TOKEN": "practice", "GITLAB_WEBHOOK_SECRET": "practice-secret"}


def _main(monkeypatch, *words, environ=SETTINGS):
    return run_main(monkeypatch, *words, environ=environ)


@pytest.mark.parametrize(("command", "also"), [("web", ["REDIS_URL: not set;"]), ("up", [])])
def test_a_door_without_a_secret_ends_as_a_process_with_code_2_and_names_the_variable(command, also, tmp_path):
    environ = {"GITLAB_URL": "http://127.0.0.1:9", "GITLAB_TOKEN": "hidden", "LIGHTERMAN_DATA_DIR": str(tmp_path / "d")}
    words = [sys.executable, "-m", "workers.cli", command]
    ended = subprocess.run(words, env=environ, capture_output=True, text=True, check=False, timeout=30)
    assert (ended.returncode, ended.stdout) == (2, "")
    said = ended.stderr.removeprefix("lighterman: ").splitlines()
    wanted = [*also, "GITLAB_WEBHOOK_SECRET: no webhook secret is set, so anybody could send hooks;"]
    assert [line[: len(start)] for line, start in zip(said, wanted, strict=True)] == wanted
    assert not (tmp_path / "d").exists()


GITLAB = ("GITLAB_URL", "GITLAB_TOKEN")


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("web", ("REDIS_URL", "GITLAB_WEBHOOK_SECRET")),
        ("worker", (*GITLAB, "REDIS_URL")),
        ("commands", (*GITLAB, "REDIS_URL")),
        ("clock", ("REDIS_URL",)),
        ("up", (*GITLAB, "GITLAB_WEBHOOK_SECRET")),
        ("report --project acme/api --mr 1", GITLAB),
        ("explain-job --project acme/api --job 1", GITLAB),
        ("time --project acme/api --pipeline 1", GITLAB),
        ("status", ("REDIS_URL",)),
        ("replay", ("REDIS_URL",)),
    ],
)
def test_missing_settings_are_one_message_that_names_what_this_process_needs(command, missing, monkeypatch, capsys):
    assert _main(monkeypatch, *command.split(), environ={}) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    said = printed.err.removeprefix("lighterman: ").splitlines()
    assert [line.partition(":")[0] for line in said] == list(missing)


@pytest.mark.parametrize("command", ["web", "worker", "commands", "clock", "status"])
def test_a_missing_redis_is_named(command, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "workers.worker_process", _runs_with_redis())
    assert _main(monkeypatch, command) == 2
    assert "REDIS_URL: not set" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["web", "up"])
def test_the_door_never_opens_without_a_secret(command, monkeypatch, capsys):
    environ = {name: text for name, text in SETTINGS.items() if name != "GITLAB_WEBHOOK_SECRET"}
    assert _main(monkeypatch, command, environ=environ) == 2
    assert "no webhook secret is set" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["web", "status"])
def test_a_redis_that_does_not_answer_is_said_in_plain_words(command, monkeypatch, capsys):
    environ = {**SETTINGS, "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    assert _main(monkeypatch, command, environ=environ) == 2
    assert "Redis does not answer" in capsys.readouterr().err


def test_a_wrong_option_is_exit_code_2(monkeypatch, capsys):
    assert _main(monkeypatch, "report", "--project", "acme/app", "--mr", "0") == 2
    assert "--mr" in capsys.readouterr().err


def test_config_schema_is_json_schema(monkeypatch, capsys):
    assert _main(monkeypatch, "config-schema", environ={}) == 0
    assert json.loads(capsys.readouterr().out)["title"] == ".lighterman.yml"


def test_check_config_accepts_a_good_file(tmp_path, monkeypatch, capsys):
    (tmp_path / "good.yml").write_text("comment: always\n")
    assert _main(monkeypatch, "check-config", str(tmp_path / "good.yml"), environ={}) == 0
    assert "nothing is wrong" in capsys.readouterr().out


def test_check_config_names_file_line_and_key(tmp_path, monkeypatch, capsys):
    (tmp_path / "bad.yml").write_text("comment: always\ncoment: never\n")
    assert _main(monkeypatch, "check-config", str(tmp_path / "bad.yml"), environ={}) == 2
    assert 'bad.yml: line 2: "coment" is no key here; did you mean "comment"?' in capsys.readouterr().err


def test_check_config_says_when_there_is_no_file(tmp_path, monkeypatch, capsys):
    assert _main(monkeypatch, "check-config", str(tmp_path / "none.yml"), environ={}) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_module_runs_and_a_failure_has_no_traceback():
    words = [sys.executable, "-m", "workers.cli"]
    asked = subprocess.run([*words, "--version"], env={}, capture_output=True, text=True, check=True, timeout=30)
    assert asked.stdout.startswith("lighterman ")
    failed = subprocess.run([*words, "web"], env={}, capture_output=True, text=True, check=False, timeout=30)
    assert failed.returncode == 2
    assert "Traceback" not in failed.stderr


def test_the_web_process_does_not_load_what_only_workers_need():
    code = (
        "import sys; import workers.cli, bot.web.app; "
        "print(sorted({'gitlab', 'requests', 'workers.gather'} & sys.modules.keys()))"
    )
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert asked.stdout == "[]\n"


def _runs_with_redis():
    return _module("workers.worker_process", run_worker=lambda settings, lane: settings.require_redis())


def _module(name, **members):
    module = ModuleType(name)
    vars(module).update(members)
    return module
