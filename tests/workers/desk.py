"""A project for practice in words: what its jobs pushed, which merge request is open; the real clients around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from bot.secret import Secret
from bot.settings import Settings
from bot.tasks import ProjectHint, ReviewPipeline
from tests.fakes.gitlab import PracticeGitLab
from tests.fakes.registry import Layer, PracticeRegistry
from workers.tasks import review_pipeline
from workers.toolbox import open_toolbox

MIB = 2**20


class Desk:
    """One project, its target branch and its merge requests."""

    def __init__(self, lab: PracticeGitLab, registry: PracticeRegistry, *, jobs: int = 1) -> None:
        self.lab, self.registry = lab, registry
        self.lose_store()
        self.dana = lab.add_user("dana")
        self.project = lab.add_project("acme/api", members={self.dana: 40, lab.bot: 30})
        self.image_jobs = [f"make:{number}" for number in range(jobs)]
        ci_file = "".join(f'"{name}":\n  script: docker push x\n' for name in self.image_jobs)
        self._commits = 0
        self.files = {".gitlab-ci.yml": f"{ci_file}lint:\n  script: ruff check\n"}

    def lose_store(self) -> None:
        """Forget all that was learned."""
        self.tools = open_toolbox(Settings(self.lab.url, Secret(self.lab.token)), with_redis=False)

    def commit(self, branch: str, project: Any = None) -> str:
        """Commit to a branch."""
        self._commits += 1
        files = {**self.files, "count": str(self._commits)}
        start = None if branch == "main" else "main"
        return self.lab.commit(project or self.project, branch, files=files, start=start)

    def main_ran(self, *, times: int = 1, size: int = 100, others: int = 0, log: str = "") -> Any:
        """Let the target branch be built so many times and return its last run."""
        run = None
        for _ in range(times):
            self.commit("main")
            run = self.pipeline("main", size=size, others=others, log=log)
        return run

    def open_mr(self, *, source_project: Any = None) -> Any:
        """Open a merge request of the branch `feature`."""
        self.commit("feature", source_project)
        return self.lab.open_mr(
            self.project, source="feature", target="main", title="X", author=self.dana, source_project=source_project
        )

    def pipeline(
        self,
        ref: str = "feature",
        *,
        size: int = 140,
        others: int = 0,
        ends: str | None = "success",
        log: str = "",
        **more: Any,
    ) -> Any:
        """Run a pipeline whose image jobs pushed an image of `size` MiB each, and wrote `log` before."""
        project = more.pop("project", self.project)
        run = self.lab.add_pipeline(project, ref=ref, **more)
        for number, name in enumerate(self.image_jobs):
            place = project.path if number == 0 else f"{project.path}/part-{number}"
            self.add_image_job(run, name, place, size, log=log)
        for number in range(others):
            self.lab.add_job(run, f"lint {number}", stage=f"test {number // 150}", trace=b"fine\n")
        if ends:
            self.lab.finish(run, ends)
        return run

    def add_image_job(
        self,
        run: Any,
        name: str,
        repository: str,
        size: int,
        *,
        tag: str = "",
        log: str = "",
        status: str = "success",
        **more: Any,
    ) -> Any:
        """Add a job that pushed one image; `log` is what it wrote before."""
        tag = tag or str(run.sha)[:8]
        digest = self.registry.push(repository, tag=tag, layers=[Layer(size * MIB, f"{repository}{size}")])
        trace = f"The push refers to repository [{self.registry.host}/{repository}]\n{tag}: digest: {digest} size: 1\n"
        return self.lab.add_job(run, name, trace=f"{log}{trace}".encode(), status=status, **more)

    def task(self, mr: Any, run: Any, **hints: Any) -> ReviewPipeline:
        """Return the task that the hook of a finished merge-request pipeline starts."""
        task = ReviewPipeline(
            project=ProjectHint(mr.project.id, mr.project.path),
            merge_request_iid=mr.iid,
            source_branch=mr.source_branch,
            target_branch=mr.target_branch,
            pipeline_id=run.id,
            is_finished=True,
            event_uuid="chain-7",
        )
        return replace(task, **hints)

    def review(self, mr: Any, run: Any, **hints: Any) -> Any:
        """Carry that task out."""
        return review_pipeline.run(self.task(mr, run, **hints), self.tools)

    def said(self, mr: Any) -> list[str]:
        """Return the bodies of the bot's comments."""
        return [note.body for note in self.lab.comments(mr) if note.author is self.lab.bot]


@contextmanager
def open_desk(*, jobs: int = 1) -> Iterator[Desk]:
    """Start the practice servers around a desk."""
    with PracticeGitLab() as lab, PracticeRegistry() as registry:
        yield Desk(lab, registry, jobs=jobs)
