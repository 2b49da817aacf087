"""What was learned: note ids, baselines, images by digest, logs by job; all of it can be lost and learned again."""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol

from bot.acceptance import MOST_DAYS, Accepted
from bot.errors import OutsideError
from bot.facts import Complaint, GrownLayer, PlatformImage
from bot.misses import FileChange, Files
from bot.readings import Log
from bot.times.learned import Learned
from workers.clients.json_values import read, shape, write

DAY_SECONDS = 86400
LOCK_WAIT_SECONDS = 10.0
LEARNED = "lighterman:learned:2:"
"""The number goes up when the shape of a value changes, so that two versions do not read each other's."""
_UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


def prepare() -> None:
    """Work out the shapes of what is kept, which takes some milliseconds: a worker does it once, before it forks."""
    for kind in (Log, Learned):
        shape(kind)


class Keeper(Protocol):
    """Keeps JSON values under names for some seconds."""

    def get(self, name: str) -> Any:
        """Return the value, None when there is none."""

    def put(self, name: str, value: Any, seconds: int) -> None:
        """Keep a value."""

    def drop(self, name: str) -> None:
        """Forget a value."""

    def lock(self, name: str) -> AbstractContextManager[None]:
        """Hold a lock; raise OutsideError when somebody else keeps it."""


class Store:
    """Names what is kept; every name begins with the project, or holds the repository, that it belongs to."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def note(self, project_id: int, iid: int) -> tuple[int, str] | None:
        """Return the id of our comment and the hash of its body."""
        kept = self._keeper.get(f"{project_id}:note:{iid}")
        return (int(kept[0]), str(kept[1])) if kept else None

    def remember_note(self, project_id: int, iid: int, note_id: int, body_hash: str) -> None:
        """Remember our comment for a month."""
        self._keeper.put(f"{project_id}:note:{iid}", [note_id, body_hash], 30 * DAY_SECONDS)

    def forget_note(self, project_id: int, iid: int) -> None:
        """Forget our comment, because it is gone."""
        self._keeper.drop(f"{project_id}:note:{iid}")

    def has_threads(self, project_id: int, iid: int) -> bool:
        """Tell whether we opened threads on lines of a merge request's diff."""
        return bool(self._keeper.get(f"{project_id}:threads:{iid}"))

    def remember_threads(self, project_id: int, iid: int) -> None:
        """Remember for a month that we opened threads."""
        self._keeper.put(f"{project_id}:threads:{iid}", value=True, seconds=30 * DAY_SECONDS)

    def complaint(self, project_id: int, iid: int) -> Complaint | None:
        """Return what our comment complained of last."""
        kept = self._keeper.get(f"{project_id}:complaint:{iid}")
        return read(kept, Complaint) if kept else None

    def remember_complaint(self, project_id: int, iid: int, complaint: Complaint) -> None:
        """Remember for a month what our comment complains of."""
        self._keeper.put(f"{project_id}:complaint:{iid}", write(complaint), 30 * DAY_SECONDS)

    def only_writer(self, project_id: int, iid: int) -> AbstractContextManager[None]:
        """Be the only one that writes to a merge request; raise OutsideError when another one stays too long."""
        return self._keeper.lock(f"{project_id}:writer:{iid}")

    def baseline_runs(self, project_id: int, branch: str) -> Any:
        """Return the runs of a branch as they were remembered."""
        return self._keeper.get(f"{project_id}:baseline:{branch}")

    def remember_baseline_runs(self, project_id: int, branch: str, runs: Any) -> None:
        """Remember the runs of a branch for an hour; a new run of the branch makes us forget them."""
        self._keeper.put(f"{project_id}:baseline:{branch}", runs, 3600)

    def forget_baseline_runs(self, project_id: int, branch: str) -> None:
        """Forget the runs of a branch, because there is a new one."""
        self._keeper.drop(f"{project_id}:baseline:{branch}")

    def request_runs(self, project_id: int, iid: int) -> Any:
        """Return the last runs of a merge request that built images, the newest last."""
        return self._keeper.get(f"{project_id}:runs:{iid}")

    def remember_request_runs(self, project_id: int, iid: int, runs: Any) -> None:
        """Remember the last runs of a merge request for a month."""
        self._keeper.put(f"{project_id}:runs:{iid}", runs, 30 * DAY_SECONDS)

    def learned(self, project_id: int, place: str) -> tuple[Learned, ...]:
        """Return what the logs of a branch's jobs, or of a merge request's (`!7`), told of times."""
        kept = self._keeper.get(f"{project_id}:learned:{shape(Learned)}:{place}")
        return () if kept is None else read(kept, tuple[Learned, ...])

    def remember_learned(self, project_id: int, place: str, learned: tuple[Learned, ...]) -> None:
        """Remember for a month what logs told of times."""
        self._keeper.put(f"{project_id}:learned:{shape(Learned)}:{place}", write(learned), 30 * DAY_SECONDS)

    def usual_target(self, project_id: int) -> str | None:
        """Return the branch that the last merge request aimed at: a good guess where a hook names none."""
        kept = self._keeper.get(f"{project_id}:usual-target")
        return str(kept) if kept else None

    def remember_usual_target(self, project_id: int, branch: str) -> None:
        """Remember for a month which branch a merge request aimed at."""
        self._keeper.put(f"{project_id}:usual-target", branch, 30 * DAY_SECONDS)

    def first_looked_at(self, project_id: int, pipeline_id: int, now: float) -> float:
        """Return when a pipeline was first looked for, which is now unless it was remembered."""
        name = f"{project_id}:looked:{pipeline_id}"
        first = self._keeper.get(name)
        if first is None:
            self._keeper.put(name, now, 3600)
        return now if first is None else float(first)

    def reading(self, project_id: int, job_id: int) -> Log | None:
        """Return what a job's log says, None when it was not read yet; a finished job never changes."""
        kept = self._keeper.get(f"{project_id}:reading:{shape(Log)}:{job_id}")
        return None if kept is None else read(kept, Log)

    def remember_reading(self, project_id: int, job_id: int, log: Log) -> None:
        """Remember what the log of a finished job says."""
        self._keeper.put(f"{project_id}:reading:{shape(Log)}:{job_id}", write(log), 30 * DAY_SECONDS)

    def files(self, project_id: int, name: str) -> tuple[Files, Files] | None:
        """Return files at two commits; `name` tells which of them at which."""
        kept = self._keeper.get(f"{project_id}:files:{name}")
        return None if kept is None else read(kept, tuple[Files, Files])

    def remember_files(self, project_id: int, name: str, files: tuple[Files, Files]) -> None:
        """Remember files for a day; a commit never changes, but its merge request soon has another one."""
        self._keeper.put(f"{project_id}:files:{name}", write(files), DAY_SECONDS)

    def changed_files(self, project_id: int, name: str) -> tuple[tuple[FileChange, ...], bool] | None:
        """Return what a merge request changes, and whether that is not all; `name` tells which one at which commits."""
        kept = self._keeper.get(f"{project_id}:changes:{name}")
        return None if kept is None else read(kept, tuple[tuple[FileChange, ...], bool])

    def remember_changed_files(self, project_id: int, name: str, changes: tuple[tuple[FileChange, ...], bool]) -> None:
        """Remember for a day what a merge request changes."""
        self._keeper.put(f"{project_id}:changes:{name}", write(changes), DAY_SECONDS)

    def cache_history(self, project_id: int, job_name: str) -> dict[int, bool]:
        """Return in which pipelines, by their ids, a job could use a cache that it tried."""
        kept = self._keeper.get(f"{project_id}:caches:{job_name}") or {}
        return {int(number): bool(alive) for number, alive in kept.items()}

    def remember_cache_history(self, project_id: int, job_name: str, history: dict[int, bool]) -> None:
        """Remember for a month in which pipelines a job could use a cache."""
        self._keeper.put(f"{project_id}:caches:{job_name}", history, 30 * DAY_SECONDS)

    def vouch(self, project_id: int, iid: int) -> str | None:
        """Return the commit of a fork that a Developer has vouched for."""
        kept = self._keeper.get(f"{project_id}:vouch:{iid}")
        return str(kept) if kept else None

    def remember_vouch(self, project_id: int, iid: int, sha: str) -> None:
        """Remember for a month which commit of a fork was vouched for."""
        self._keeper.put(f"{project_id}:vouch:{iid}", sha, 30 * DAY_SECONDS)

    def accepted(self, project_id: int, iid: int) -> tuple[Accepted, ...]:
        """Return what a team has accepted on a merge request."""
        return read(self._keeper.get(f"{project_id}:accepted:{iid}") or [], tuple[Accepted, ...])

    def remember_acceptance(self, project_id: int, iid: int, accepted: Accepted) -> None:
        """Remember what was accepted, for as long as the longest of it holds; the same thing counts once."""
        before = [one for one in self.accepted(project_id, iid) if one.what != accepted.what]
        self._keeper.put(f"{project_id}:accepted:{iid}", write((*before, accepted)), MOST_DAYS * DAY_SECONDS)

    def running(self, project_id: int, iid: int, command: str) -> int | None:
        """Return the note whose command of that wording runs."""
        kept = self._keeper.get(f"{project_id}:running:{iid}:{command}")
        return int(kept) if kept else None

    def begin_command(self, project_id: int, iid: int, command: str, note_id: int) -> None:
        """Remember for an hour at most that a command runs."""
        self._keeper.put(f"{project_id}:running:{iid}:{command}", note_id, 3600)

    def end_command(self, project_id: int, iid: int, command: str) -> None:
        """Forget that a command runs."""
        self._keeper.drop(f"{project_id}:running:{iid}:{command}")

    def last_command(self, project_id: int, iid: int, user_id: int) -> tuple[int, float] | None:
        """Return the note of a person's last command, and until when (seconds since 1970) the next one has to wait."""
        kept = self._keeper.get(f"{project_id}:last-command:{iid}:{user_id}")
        return (int(kept[0]), float(kept[1])) if kept else None

    def remember_last_command(self, project_id: int, iid: int, user_id: int, last: tuple[int, float]) -> None:
        """Remember for an hour that a person has given a command, by its note and until when the next one waits."""
        self._keeper.put(f"{project_id}:last-command:{iid}:{user_id}", last, 3600)

    def stall(self, project_id: int, job_id: int) -> str | None:
        """Return why a running job is thought to hang."""
        kept = self._keeper.get(f"{project_id}:stall:{job_id}")
        return str(kept) if kept else None

    def remember_stall(self, project_id: int, job_id: int, why: str) -> None:
        """Remember for a day why a running job is thought to hang."""
        self._keeper.put(f"{project_id}:stall:{job_id}", why, DAY_SECONDS)

    def image_jobs(self, project_id: int) -> dict[str, bool]:
        """Return which jobs are known to build images, by name."""
        return dict(self._keeper.get(f"{project_id}:image-jobs") or {})

    def remember_image_jobs(self, project_id: int, jobs: dict[str, bool]) -> None:
        """Remember for a day which jobs build images."""
        self._keeper.put(f"{project_id}:image-jobs", {**self.image_jobs(project_id), **jobs}, DAY_SECONDS)

    def forget_image_jobs(self, project_id: int) -> None:
        """Forget which jobs build images, because the CI configuration changed."""
        self._keeper.drop(f"{project_id}:image-jobs")

    def platforms(self, registry: str, repository: str, digest: str) -> tuple[PlatformImage, ...] | None:
        """Return an image by its digest, which never changes."""
        kept = self._keeper.get(f"image:{registry}/{repository}@{digest}")
        return None if kept is None else read(kept, tuple[PlatformImage, ...])

    def remember_platforms(
        self, registry: str, repository: str, digest: str, platforms: tuple[PlatformImage, ...]
    ) -> None:
        """Remember an image by its digest."""
        self._keeper.put(f"image:{registry}/{repository}@{digest}", write(platforms), 30 * DAY_SECONDS)

    def unpacked_bytes(self, registry: str, repository: str, digest: str) -> int | None:
        """Return what a layer weighs unpacked, when somebody read it."""
        kept = self._keeper.get(f"unpacked:{registry}/{repository}@{digest}")
        return None if kept is None else int(kept)

    def remember_unpacked_bytes(self, registry: str, repository: str, digest: str, size_bytes: int) -> None:
        """Remember what a layer weighs unpacked, by its digest."""
        self._keeper.put(f"unpacked:{registry}/{repository}@{digest}", size_bytes, 30 * DAY_SECONDS)

    def grown_layer(self, digest: str, before_digest: str) -> GrownLayer | None:
        """Return what the files of a layer told beside those of another one; digests never change their meaning."""
        kept = self._keeper.get(f"grown:{shape(GrownLayer)}:{digest}:{before_digest}")
        return None if kept is None else read(kept, GrownLayer)

    def remember_grown_layer(self, one: GrownLayer) -> None:
        """Remember that."""
        name = f"grown:{shape(GrownLayer)}:{one.digest}:{one.before_digest}"
        self._keeper.put(name, write(one), 30 * DAY_SECONDS)

    def registry_token(self, registry: str, repository: str) -> str | None:
        """Return a pull token that is still good."""
        kept = self._keeper.get(f"token:{registry}/{repository}")
        return str(kept) if kept else None

    def remember_registry_token(self, registry: str, repository: str, token: str, seconds: int) -> None:
        """Remember a pull token while it is good."""
        self._keeper.put(f"token:{registry}/{repository}", token, seconds)


class MemoryKeeper:
    """Keeps values in this process, for the command line."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> Any:
        """Return the value, None when there is none."""
        text = self._values.get(name)
        return None if text is None else json.loads(text)

    def put(self, name: str, value: Any, seconds: int) -> None:  # noqa: ARG002 - a process ends sooner
        """Keep a value."""
        self._values[name] = json.dumps(value)

    def drop(self, name: str) -> None:
        """Forget a value."""
        self._values.pop(name, None)

    def lock(self, name: str) -> AbstractContextManager[None]:  # noqa: ARG002 - nobody else is here
        """Hold a lock."""
        return nullcontext()


class RedisKeeper:
    """Keeps values in Redis; the connection is made by the inbox.

    `lock_seconds` is how long the lock of a writer that was killed stays: no longer than its lease on the event, or
    whoever takes the event over stands before the lock. A writer that is slower than that can meet another one, which
    `workers.act` bears.
    """

    def __init__(self, connection: Any, *, lock_seconds: float, wait_seconds: float = LOCK_WAIT_SECONDS) -> None:
        self._redis = connection
        self._wait_seconds = wait_seconds
        self._lock_milliseconds = int(lock_seconds * 1000)

    def get(self, name: str) -> Any:
        """Return the value, None when there is none."""
        text = self._redis.get(f"{LEARNED}{name}")
        return None if text is None else json.loads(text)

    def put(self, name: str, value: Any, seconds: int) -> None:
        """Keep a value."""
        self._redis.set(f"{LEARNED}{name}", json.dumps(value), ex=seconds)

    def drop(self, name: str) -> None:
        """Forget a value."""
        self._redis.delete(f"{LEARNED}{name}")

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold a lock; raise OutsideError when somebody else keeps it."""
        key, token = f"lighterman:lock:{name}", secrets.token_hex(8)
        deadline = time.monotonic() + self._wait_seconds
        while not self._redis.set(key, token, nx=True, px=self._lock_milliseconds):
            if time.monotonic() > deadline:
                raise OutsideError("another worker is still writing to this merge request")
            time.sleep(0.05)
        try:
            yield
        finally:
            self._redis.eval(_UNLOCK, 1, key, token)
