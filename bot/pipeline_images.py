"""Which images a pipeline makes: by its logs, by its CI file where the logs are silent, and by what a team declares."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.files.ci_file import CiFile, expand_text
from bot.files.ci_file import Job as CiJob
from bot.image_jobs import job_named
from bot.image_names import Origin, lasting_tag, name_images, repository_name
from bot.made_by_commands import CommandedImage, commanded_images
from bot.predefined_variables import Surroundings, predefined_variables
from bot.reference_patterns import fits, is_known
from bot.traces.model import PushedImage, Trace
from bot.traces.pushes import parse_reference

LOCAL = "localhost/"
"""What buildah and podman put before names without a registry; such an image lies in no registry."""


class Told(StrEnum):
    """Where it is known from that an image was made; what a log says has happened, the others say what should."""

    LOG = "log"
    CI_FILE = "ci_file"
    DECLARED = "declared"


@dataclass(frozen=True)
class JobRun:
    """An image job that ran, the pipeline around it, and its log, None where that is gone."""

    job_name: str
    around: Surroundings
    trace: Trace | None = None

    @property
    def shows_pushes(self) -> bool:
        """Tell whether the log itself says what was pushed, so that the CI file need not be asked."""
        return self.trace is not None and bool(self.trace.pushes)


@dataclass(frozen=True)
class MadeImage:
    """An image that lies in a registry once the pipeline is done; `name` is the same on every branch.

    `registry` is host[:port], `repository` has no host. `digest` is None where only the tags are known, `job_name`
    empty where nobody knows the job. `platforms` are those that the build asked for, empty where it asked for none.
    `family` is the repository's name on every branch, `role` what lasts in its tags, as `debug` and `alpine` do.
    """

    name: str
    job_name: str
    registry: str
    repository: str
    tags: tuple[str, ...]
    digest: str | None
    told_by: Told
    platforms: tuple[str, ...] = ()
    family: str = ""
    role: str = ""

    @property
    def push(self) -> PushedImage:
        """Return the image as a push of it is told by a log; the line is known only there."""
        return PushedImage(self.registry, self.repository, self.tags, self.digest, 0)

    @property
    def references(self) -> tuple[str, ...]:
        """Return the image's names in its registry, one for each tag."""
        place = f"{self.registry}/{self.repository}"
        return tuple(f"{place}:{tag}" for tag in self.tags) or (f"{place}@{self.digest}",)


@dataclass(frozen=True)
class PipelineImages:
    """The images of a pipeline; `unknown` are references that should be among them and hang on what nobody knows."""

    images: tuple[MadeImage, ...] = ()
    unknown: tuple[str, ...] = ()


def pipeline_images(
    runs: Sequence[JobRun], file: CiFile, origin: Origin, declared: Mapping[str, str] | None = None
) -> PipelineImages:
    """Return the images that jobs made.

    `declared` are the patterns of references by the image's name, in which variables stand as in a CI file and `*` for
    any characters; they are filled in with what surrounds the first of the jobs.
    """
    found: list[MadeImage] = []
    unknown: list[str] = []
    for run in runs:
        made, hidden = _of_job(run, _commanded(job_named(file, run.job_name), run))
        found += made
        unknown += hidden
    named = _named(_once(found), origin)
    if not runs:
        return PipelineImages()
    return _with_declared(named, unknown, declared or {}, predefined_variables(runs[0].around))


def registry_image(traces: Iterable[Trace], project_path: str) -> str:
    """Return GitLab's CI_REGISTRY_IMAGE as far as logs show it: where a project's images lie, empty where none does."""
    path = project_path.lower()
    names = (one for trace in traces for one in (*trace.pushes, *map(parse_reference, _built(trace))))
    is_ours = (one for one in names if one.repository == path or one.repository.startswith(f"{path}/"))
    return next((f"{one.registry}/{path}" for one in is_ours), "")


def _commanded(job: CiJob | None, run: JobRun) -> tuple[CommandedImage, ...]:
    if job is None:
        return ()
    return commanded_images(job, run.job_name, predefined_variables(run.around, run.job_name))


def _of_job(run: JobRun, commanded: Sequence[CommandedImage]) -> tuple[list[MadeImage], list[str]]:
    """Return the images of one job and the references of its script that nothing explains."""
    trace = run.trace
    made = _pushed(run.job_name, trace)
    is_whole = trace is not None and not trace.is_truncated and not trace.is_partial
    built = _built(trace)
    unknown: list[str] = []
    for one in commanded:
        place = next((number for number, image in enumerate(made) if _is_of(image, one)), None)
        if place is not None:
            made[place] = replace(made[place], platforms=made[place].platforms or one.platforms)
        elif names := _names_of(one, built, is_log_whole=is_whole):
            made += _from_names(run.job_name, names, one)
        elif one.is_silent or not is_whole:
            unknown += [name for name in one.references if not is_known(name) and not one.is_conditional]
    return made, unknown


def _pushed(job_name: str, trace: Trace | None) -> list[MadeImage]:
    """Return what a log shows to be pushed."""
    return [
        MadeImage("", job_name, one.registry, one.repository, one.tags, one.digest, Told.LOG)
        for one in (trace.pushes if trace is not None else ())
    ]


def _built(trace: Trace | None) -> list[str]:
    """Return the names that a log's builds gave and that can lie in a registry."""
    builds = trace.builds if trace is not None else ()
    return [name for build in builds for name in build.tags if not name.startswith(LOCAL)]


def _is_of(image: MadeImage, commanded: CommandedImage) -> bool:
    return any(fits(pattern, name) for pattern in commanded.references for name in image.references)


def _names_of(commanded: CommandedImage, built: Iterable[str], *, is_log_whole: bool) -> list[str]:
    """Return the names under which a script pushes an image: as the log has them, else as the script does.

    buildah and podman say nothing of where they push to, but the build before has said what the image is called.
    """
    shown = [name for name in built if any(fits(pattern, name) for pattern in commanded.references)]
    if shown:
        return list(dict.fromkeys(shown))
    # A whole log shows every push but the silent ones; what it does not show did not run, or not under this name.
    is_likely = not is_log_whole or (commanded.is_silent and not commanded.is_conditional)
    return [name for name in commanded.references if is_known(name)] if is_likely else []


def _from_names(job_name: str, names: Iterable[str], commanded: CommandedImage) -> Iterator[MadeImage]:
    """Yield one image for each repository among the names; a name without a tag means `latest`, as docker has it."""
    tags: dict[tuple[str, str], list[str]] = {}
    for name in names:
        parts = parse_reference(name)
        tags.setdefault((parts.registry, parts.repository), []).extend(parts.tags or ("latest",))
    for (registry, repository), found in tags.items():
        once = tuple(dict.fromkeys(found))
        yield MadeImage("", job_name, registry, repository, once, None, Told.CI_FILE, commanded.platforms)


def _once(images: Iterable[MadeImage]) -> list[MadeImage]:
    """Return the images without those that a later job only pushed on."""
    found: dict[tuple[str, str, str], MadeImage] = {}
    for one in images:
        found.setdefault((one.registry, one.repository, one.digest or " ".join(one.tags)), one)
    return list(found.values())


def _named(images: Sequence[MadeImage], origin: Origin) -> list[MadeImage]:
    pushes = [one.push for one in images]
    return [
        replace(one, name=name, family=repository_name(push, origin), role=lasting_tag(push.tags, origin))
        for one, push, name in zip(images, pushes, name_images(pushes, origin), strict=True)
    ]


def _with_declared(
    images: list[MadeImage], unknown: list[str], declared: Mapping[str, str], variables: Mapping[str, str]
) -> PipelineImages:
    """Give declared images their names, and add those that neither a log nor the CI file tells of."""
    found = list(images)
    for name, pattern in declared.items():
        reference = expand_text(pattern, variables)
        is_ours = (any(fits(reference, said) for said in one.references) for one in found)
        place = next((at for at, is_one in enumerate(is_ours) if is_one), None)
        if place is not None:
            found[place] = replace(found[place], name=name)
        elif is_known(reference):
            parts = parse_reference(reference)
            tags = parts.tags or ("latest",)
            made = MadeImage(name, "", parts.registry, parts.repository, tags, None, Told.DECLARED, family=name)
            found.append(made)
        else:
            unknown.append(reference)
    return PipelineImages(tuple(found), tuple(dict.fromkeys(unknown)))
