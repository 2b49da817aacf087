"""Reads the images that jobs pushed, by their logs, in their registries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts import BaselineImage, Image, MergeRequest
from bot.image_names import Origin, name_images
from bot.traces.model import PushedImage
from workers.readings import Ran
from workers.side_by_side import side_by_side
from workers.toolbox import Toolbox


@dataclass(frozen=True)
class _Named:
    """An image that a job pushed, by the name that it has on every branch."""

    name: str
    push: PushedImage
    by: Ran


class Images:
    """Reads the images of one merge request and of its baseline; `paths` are the projects they may lie in."""

    def __init__(self, tools: Toolbox, merge_request: MergeRequest, paths: Sequence[str]) -> None:
        self._tools = tools
        self._merge_request = merge_request
        self._paths = tuple(paths)
        self._listed = {access.host for access in tools.settings.registries}

    def read(self, mine: Sequence[Ran], before: Sequence[Ran]) -> tuple[tuple[Image, ...], dict[str, BaselineImage]]:
        """Return the images of our jobs, and those of the baseline's jobs by name."""
        # Images of several jobs are told apart only when they are named together, as those of our pipeline are.
        ours, theirs = self._name(mine), self._name(before)
        read = side_by_side(self._image, [*ours, *theirs])
        for one, image in zip([*ours, *theirs], read, strict=True):
            self._learn_digest(one, image)
        jobs = {one.name: one.by.job.name for one in ours}
        baseline = {
            one.name: BaselineImage(image, one.by.pipeline.id, one.by.pipeline.sha)
            for one, image in zip(theirs, read[len(ours) :], strict=True)
            if jobs.get(one.name, one.by.job.name) == one.by.job.name
        }
        return tuple(read[: len(ours)]), baseline

    def names(self, jobs: Sequence[Ran]) -> dict[str, tuple[str, ...]]:
        """Return the names of the images of each job, without a look into the registry."""
        found = self._name(jobs)
        return {ran.job.name: tuple(one.name for one in found if one.by.job.name == ran.job.name) for ran in jobs}

    def _name(self, jobs: Sequence[Ran]) -> list[_Named]:
        flat = [(push, ran) for ran in jobs for push in ran.log.trace.pushes]
        origin = Origin(
            project_paths=self._paths,
            shas=(*(ran.pipeline.sha for ran in jobs), self._merge_request.head_sha),
            branches=(self._merge_request.source_branch, self._merge_request.target_branch),
            numbers=(*(ran.pipeline.id for ran in jobs), self._merge_request.iid),
        )
        names = name_images([push for push, _ in flat], origin)
        once: dict[str, _Named] = {}
        for (push, ran), name in zip(flat, names, strict=True):
            once.setdefault(name, _Named(name, push, ran))
        return list(once.values())

    def _image(self, one: _Named) -> Image:
        push, job_name = one.push, one.by.job.name
        if push.registry not in self._listed and not self._is_ours(push.repository):
            # A log is written by whoever writes the build; it must not make us tell the sizes of others' images.
            reference = f"{push.registry}/{push.repository}"
            return Image(one.name, job_name, reference, push.digest, unread_because="it lies outside this project")
        return self._tools.registry.image(push, name=one.name, job_name=job_name)

    def _is_ours(self, repository: str) -> bool:
        # GitLab's registry writes project paths in lower case.
        paths = [path.lower() for path in self._paths]
        return any(repository == path or repository.startswith(f"{path}/") for path in paths)

    def _learn_digest(self, one: _Named, image: Image) -> None:
        """Remember what a tag meant when it was first looked up: it may be pushed again, but the job is over."""
        if one.push.digest is not None or image.digest is None or not image.platforms:
            return
        project_id, job_id = one.by.pipeline.project_id, one.by.job.id
        # A log may name several images, each of which was learned by itself.
        log = self._tools.store.reading(project_id, job_id) or one.by.log
        pushes = tuple(replace(push, digest=image.digest) if push == one.push else push for push in log.trace.pushes)
        self._tools.store.remember_reading(project_id, job_id, replace(log, trace=replace(log.trace, pushes=pushes)))
