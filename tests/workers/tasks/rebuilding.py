"""A project whose job keeps its cache under a tag, in words: a command is given, the job runs again, a worker dies."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.secret import Secret
from bot.settings import Settings
from bot.tasks import ProjectHint, RunCommand
from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.registry import Layer, PracticeRegistry
from tests.workers.logs_of_builds import build_log
from workers.readings import prepare
from workers.tasks import run_command
from workers.toolbox import open_toolbox

CACHE = '"$CI_REGISTRY_IMAGE:cache-$CI_COMMIT_REF_SLUG"'
CI_FILE = f"""\
build:
  script:
    - docker pull {CACHE} || true
    - docker build --cache-from {CACHE} --tag {CACHE} --tag "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA" .
    - docker push {CACHE}
"""
WARM, COLD = build_log("hit", "hit", "hit").encode(), build_log().encode()
WAITS_SECONDS = 20.0


class Rebuilding:
    """One merge request of one project, with its registry."""

    def __init__(self, lab: PracticeGitLab, registry_host: str, *, config: str = "") -> None:
        self.lab, self.host = lab, registry_host
        self.dana = lab.add_user("dana")
        self.project = lab.add_project("acme/api", members={self.dana: 30, lab.bot: 30})
        self.repository = lab.add_container_repository(self.project, registry_host)
        lab.commit(self.project, "main", files={".gitlab-ci.yml": CI_FILE, ".lighterman.yml": config})
        lab.commit(self.project, "feature", files={"a": "b"}, start="main")
        self.mr = lab.open_mr(self.project, source="feature", target="main", title="Feature", author=self.dana)
        for seconds, trace in ((300.0, COLD), (340.0, COLD), (130.0, WARM)):
            self._ran("main", seconds, trace)
        self.run = self._ran("feature", 140.0, WARM, mr=self.mr, kind="detached")

    def _ran(self, ref: str, seconds: float, trace: bytes, **more: Any) -> Any:
        run = self.lab.add_pipeline(self.project, ref=ref, **more)
        self.lab.add_job(run, "build", duration=seconds, trace=trace)
        self.lab.finish(run)
        return run

    def give(self, text: str = "/rebuild-cache") -> RunCommand:
        """Write the command and return its task."""
        self.note = self.lab.add_note(self.mr, author=self.dana, body=text)
        return RunCommand(
            project=ProjectHint(self.project.id, self.project.path),
            merge_request_iid=self.mr.iid,
            note_id=self.note.id,
            discussion_id=self.note.discussion_id,
        )

    def work(self, task: RunCommand) -> Any:
        """Carry the task out as a worker does that was just started."""
        return run_command.run(task, open_toolbox(Settings(self.lab.url, Secret(self.lab.token)), with_redis=False))

    def work_at(self, task: RunCommand, later: timedelta) -> Any:
        """Carry the task out so much later."""
        tools = open_toolbox(Settings(self.lab.url, Secret(self.lab.token)), with_redis=False)
        return run_command.run(task, replace(tools, now=lambda: datetime.now(UTC) + later))

    def die_at(self, task: RunCommand, method: str, path: str, when: Any) -> None:
        """Let a worker of its own carry the task out and kill it when it has sent that request."""
        hold = self.lab.hold(method, path, when)
        # A plain fork has the patterns of logs that we have compiled; a fresh process takes a second for them.
        prepare()
        process = multiprocessing.get_context("fork").Process(target=self.work, args=(task,), daemon=True)
        process.start()
        try:
            hold.wait_until_held(WAITS_SECONDS)
        finally:
            process.kill()
            process.join()
            hold.drop()

    def job_ends(self, status: str = "success", *, seconds: float = 351.0, trace: bytes = COLD, of: Any = None) -> None:
        """Let the newest build end."""
        job = (of or self.run).latest_jobs[0]
        job.trace, job.duration = trace, seconds
        self.lab.set_job_status(job, status)
        self.lab.finish(of or self.run, status)

    def said(self) -> str:
        """Return the one answer, without its marker."""
        (answer,) = [one.body for one in self.lab.comments(self.mr) if one.author is self.lab.bot]
        return answer.partition("\n")[2]

    def receipts(self) -> list[str]:
        """Return the emoji of ours on the command."""
        return [one.name for one in self.lab.emoji_on(self.note) if one.user is self.lab.bot]


@contextmanager
def rebuilding(*, config: str = "", has_cache: bool = True) -> Iterator[tuple[Rebuilding, PracticeRegistry]]:
    """Start the practice servers around such a project."""
    with PracticeGitLab() as lab, PracticeRegistry() as registry:
        if has_cache:
            registry.push("acme/api", tag="cache-feature", layers=[Layer(1000, "cached")])
        registry.push("acme/api", tag="1.0", layers=[Layer(1000, "released")])
        yield Rebuilding(lab, registry.host, config=config), registry
