"""Tells which jobs use Docker, whether their engine begins empty, and whether it builds with BuildKit."""

from collections.abc import Iterable, Iterator

from bot.files.ci_file import Image, Job
from bot.lint.builds import Build
from bot.lint.calls import Call, calls_of
from bot.lint.data.docker_releases import LAST_WITHOUT_BUILDKIT
from bot.lint.dind import dind_services, is_docker
from bot.lint.references import Reference, parse_reference

PROGRAMS = frozenset({
    "docker", "docker-compose", "podman", "podman-compose", "buildah", "nerdctl", "buildx", "buildctl",
    "buildctl-daemonless.sh", "dockerd", "dockerd-entrypoint.sh", "executor",
})  # fmt: skip
ENGINES = frozenset({"dockerd", "dockerd-entrypoint.sh"})
ON = frozenset({"1", "true"})
OFF = frozenset({"0", "false"})


def uses_docker(job: Job, calls: Iterable[Call] | None = None) -> bool:
    """Tell whether a job has to do with Docker or with a builder in its place, by its commands, image or services."""
    if next(dind_services(job), None) is not None or (
        job.image is not None and is_docker(parse_reference(job.image.name))
    ):
        return True
    return any(is_builder(call) for call in (calls_of(job) if calls is None else calls))


def is_builder(call: Call) -> bool:
    """Tell whether a call is one of Docker or of a builder in its place."""
    if call.program == "executor":
        return call.words[0].startswith("/kaniko/") or call.image is not None
    return call.program in PROGRAMS


def begins_empty(call: Call) -> bool:
    """Tell whether what builds here has no layers of earlier jobs: an engine of the job's own, or none at all."""
    if call.step.command.is_remote:
        return False
    program = call.program
    if program in {"executor", "buildctl-daemonless.sh"}:
        return True
    if program in {"buildah", "podman", "podman-compose"}:
        return call.job.image is not None
    return next(dind_services(call.job), None) is not None or any(
        one.command.texts[:1] and one.command.texts[0].rpartition("/")[2] in ENGINES for one in call.job.steps
    )


def is_buildkit(build: Build) -> bool | None:
    """Tell whether a build runs in BuildKit, None where nothing says which Docker it is."""
    form = build.call.image.form if build.call.image is not None else ()
    if "buildx" in form or build.command.program in {"buildctl", "nerdctl"}:
        return True
    if build.command.program != "docker":
        return False
    said = build.call.variables.get("DOCKER_BUILDKIT")
    if said is not None and said.lower() in ON | OFF:
        return said.lower() in ON
    client = client_reference(build.call.job)
    if client is None or not client.is_known:
        return None
    return not client.version or _rank(client.version) > LAST_WITHOUT_BUILDKIT


def client_reference(job: Job) -> Reference | None:
    """Return the image that says which Docker a job has: the job's own, else that of its service."""
    images: list[Image] = [job.image] if job.image is not None else []
    for image in [*images, *dind_services(job)]:
        reference = parse_reference(image.name)
        if is_docker(reference):
            return reference
    return None


def docker_images(job: Job) -> Iterator[Image]:
    """Yield the job's image and its services where they are Docker's own or start an engine."""
    if job.image is not None and is_docker(parse_reference(job.image.name)):
        yield job.image
    yield from dind_services(job)


def _rank(version: tuple[int, ...]) -> tuple[int, int]:
    """Return a version to compare; `docker:20` is 20.10, the last of its year."""
    return (version[0], version[1] if len(version) > 1 else LAST_WITHOUT_BUILDKIT[1])
