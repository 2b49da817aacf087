"""Reads the images that jobs pushed, by their logs, in their registries."""

from collections.abc import Sequence
from dataclasses import replace

from bot.facts import BaselineImage, Image, MergeRequest
from bot.image_pairs import pair_images
from workers.made_images import Made
from workers.side_by_side import side_by_side
from workers.toolbox import Toolbox


class Images:
    """Reads the images of one merge request and of its baseline; `paths` are the projects they may lie in."""

    def __init__(self, tools: Toolbox, merge_request: MergeRequest, paths: Sequence[str]) -> None:
        self._tools = tools
        self._merge_request = merge_request
        self._paths = tuple(paths)
        self._listed = {access.host for access in tools.settings.registries}

    def read(self, ours: Sequence[Made], theirs: Sequence[Made]) -> tuple[tuple[Image, ...], dict[str, BaselineImage]]:
        """Return our images, and those of the baseline by the name of ours that they are compared with."""
        read = self._images([*ours, *theirs])
        for one, image in zip([*ours, *theirs], read, strict=True):
            self._learn_digest(one, image)
        before = {
            one.image.name: BaselineImage(image, one.by.pipeline.id, one.by.pipeline.sha)
            for one, image in zip(theirs, read[len(ours) :], strict=True)
        }
        pairs = pair_images([one.image for one in ours], [one.image for one in theirs])
        baseline = {(mine or other).name: before[other.name] for mine, other in reversed(pairs) if other is not None}
        return tuple(read[: len(ours)]), baseline

    def _images(self, made: Sequence[Made]) -> list[Image]:
        """Return the images; a thread, with its connections, is worth it only where a registry is asked."""
        known = [self._without_asking(one) for one in made]
        asked = iter(side_by_side(self._ask, [one for one, image in zip(made, known, strict=True) if image is None]))
        return [image or next(asked) for image in known]

    def _without_asking(self, one: Made) -> Image | None:
        name, job_name, push = one.image.name, one.image.job_name, one.image.push
        if push.registry not in self._listed and not self._is_ours(push.repository):
            # A log is written by whoever writes the build; it must not make us tell the sizes of others' images.
            reference = f"{push.registry}/{push.repository}"
            return Image(name, job_name, reference, push.digest, unread_because="it lies outside this project")
        return self._tools.registry.known_image(push, name=name, job_name=job_name)

    def _ask(self, one: Made) -> Image:
        return self._tools.registry.image(one.image.push, name=one.image.name, job_name=one.image.job_name)

    def _is_ours(self, repository: str) -> bool:
        # GitLab's registry writes project paths in lower case.
        paths = [path.lower() for path in self._paths]
        return any(repository == path or repository.startswith(f"{path}/") for path in paths)

    def _learn_digest(self, one: Made, image: Image) -> None:
        """Remember what a tag meant when it was first looked up: it may be pushed again, but the job is over."""
        if one.image.digest is not None or image.digest is None or not image.platforms or not one.image.job_name:
            return
        project_id, job_id = one.by.pipeline.project_id, one.by.job.id
        # A log may name several images, each of which was learned by itself.
        log = self._tools.store.reading(project_id, job_id) or one.by.log
        known = {replace(push, line=0): push for push in log.trace.pushes}
        push = known.get(one.image.push, one.image.push)
        known[one.image.push] = replace(push, digest=image.digest)
        pushes = tuple(known.values())
        self._tools.store.remember_reading(project_id, job_id, replace(log, trace=replace(log.trace, pushes=pushes)))
