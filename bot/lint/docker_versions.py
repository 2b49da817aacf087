"""The versions in the names of Docker's images, and the edits that put another one in their place."""

import re
from collections.abc import Iterable, Iterator

from bot.files.ci_file import Image, Job
from bot.lint.data.docker_releases import ENDS
from bot.lint.edits import swap
from bot.lint.finding import Edit
from bot.lint.references import Reference, parse_reference
from bot.lint.sources import CiSource

_VERSION = re.compile(r"^\d+(?:\.\d+)*(?:-ce)?(?:-rc\d+)?")
_FLAVOURS = frozenset({"dind", "git", "cli", "rootless", "windowsservercore"})


def cycle_of(reference: Reference) -> str:
    """Return the release line as people name it: `20.10`, `27`."""
    parts = [f"{part:02}" if place else str(part) for place, part in enumerate(reference.version)]
    short = ".".join(parts[:2])
    return short if short in ENDS else parts[0] if parts else ""


def version_of(reference: Reference) -> str:
    """Return the version as it is written, empty where the tag floats."""
    found = _VERSION.match(reference.tag)
    return found[0] if found else ""


def with_version(reference: Reference, version: str) -> str:
    """Return the tag of the same flavour for a version: `dind` of `docker:dind` becomes `29-dind`."""
    rest = reference.tag[len(version_of(reference)) :].strip("-")
    # What stands behind the flavour is the base's release, which another version does not have.
    flavours = [word for word in rest.split("-") if word in _FLAVOURS]
    return "-".join([version, *flavours])


def version_edits(source: CiSource, job: Job, images: Iterable[Image], version: str) -> Iterator[Edit | None]:
    """Yield the edits that give images another version, at the variable that holds it where one does."""
    done = set()
    for image in images:
        edit = _edit(source, job, image, version)
        if edit not in done:
            done.add(edit)
            yield edit


def _edit(source: CiSource, job: Job, image: Image, version: str) -> Edit | None:
    reference = parse_reference(image.name)
    new = with_version(reference, version)
    if reference.tag and reference.tag in image.node.text:
        old, node = f":{reference.tag}", image.node
        return swap(source.part(node.path), node.line, (old, f":{new}"), after=node.column)
    if not reference.tag and reference.short_name in image.node.text:
        name, node = reference.short_name, image.node
        return swap(source.part(node.path), node.line, (name, f"{name}:{new}"), after=node.column)
    old = version_of(reference)
    holder = next(
        (one for one in job.variables.values() if one.written == old and f"{one.name}" in image.node.text), None
    )
    if holder is None or not old:
        return None
    return swap(source.part(holder.node.path), holder.node.line, (old, version), after=holder.node.column)
