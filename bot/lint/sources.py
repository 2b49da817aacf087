"""The files that the rules read: each with its text, its path and what a reader made of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from posixpath import join, normpath

from bot.files.ci_file import CiFile, Job
from bot.files.dockerfile import Dockerfile, Instruction
from bot.files.dockerfile.run_script import RunCommand, commands_of
from bot.files.runner_file import RunnerFile
from bot.lint.builds import Build, builds_of
from bot.lint.calls import Call, calls_of, jobs_to_lint
from bot.lint.image_flow import ImageFlow, image_flow


class Kind(StrEnum):
    """The three kinds of files, and what a fix may make besides."""

    DOCKERFILE = "dockerfile"
    CI = "ci"
    RUNNER = "runner"
    OTHER = "other"


@dataclass(frozen=True)
class Source:
    """A text with its path; `today` decides what has ended."""

    path: str
    text: str
    today: date

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Return the lines without their ends; only a newline ends one."""
        return tuple(line.removesuffix("\r") for line in self.text.split("\n"))

    def line(self, number: int) -> str:
        """Return a line by its number, empty behind the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


@dataclass(frozen=True)
class DockerfileSource(Source):
    """A Dockerfile."""

    file: Dockerfile

    def commands(self, instruction: Instruction) -> tuple[RunCommand, ...]:
        """Return the commands of a RUN; what ONBUILD holds runs elsewhere."""
        return self._commands.get(instruction.line, ()) if instruction.keyword == "RUN" else ()

    @cached_property
    def _commands(self) -> Mapping[int, tuple[RunCommand, ...]]:
        runs = [one for one in self.file.instructions if one.keyword == "RUN"]
        return {one.line: commands_of(one, self.lines, self.file.escape) for one in runs}


@dataclass(frozen=True)
class CiSource(Source):
    """A CI file; `included` are the files of the same tree that were merged into it, by path."""

    file: CiFile
    included: Mapping[str, Source] = field(default_factory=dict)

    def part(self, path: str) -> Source:
        """Return the file that a node, a step or a problem names by its path."""
        return self.included.get(path, self)

    @cached_property
    def builds(self) -> tuple[Build, ...]:
        """Return the image builds of its jobs."""
        return tuple(builds_of(self.calls))

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        """Return the jobs that can run; of a file without any the templates, or what it gives to jobs elsewhere."""
        return jobs_to_lint(self.file)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Return the commands of its jobs."""
        return tuple(call for job in self.jobs for call in calls_of(job))

    @cached_property
    def _calls_by_job(self) -> Mapping[int, tuple[Call, ...]]:
        found: dict[int, list[Call]] = {}
        for call in self.calls:
            found.setdefault(id(call.job), []).append(call)
        return {key: tuple(calls) for key, calls in found.items()}

    def calls_in(self, job: Job) -> tuple[Call, ...]:
        """Return the commands of one of its jobs."""
        return self._calls_by_job.get(id(job), ())

    @cached_property
    def flow(self) -> ImageFlow:
        """Return which images its jobs make, push and take caches from."""
        return image_flow(self.calls)

    @cached_property
    def paths(self) -> frozenset[str]:
        """Return the paths of all files that were read for this one."""
        return frozenset({self.path, *self.included})


@dataclass(frozen=True)
class RunnerSource(Source):
    """A config.toml of GitLab Runner."""

    file: RunnerFile


@dataclass(frozen=True)
class Project:
    """Files that belong together; `root` is the folder their paths begin with.

    `tree` holds the paths of all files of the project, None where only some of them were given. `builds` are the builds
    of each Dockerfile, by its path, with the path of the CI file that holds them.
    """

    dockerfiles: tuple[DockerfileSource, ...] = ()
    ci_files: tuple[CiSource, ...] = ()
    runner_files: tuple[RunnerSource, ...] = ()
    tree: frozenset[str] | None = None
    root: str = ""
    builds: Mapping[str, tuple[tuple[str, Build], ...]] = field(default_factory=dict, repr=False)

    @property
    def sources(self) -> Iterator[Source]:
        """Yield all files."""
        yield from self.dockerfiles
        yield from self.ci_files
        yield from self.runner_files

    @property
    def folders(self) -> frozenset[str]:
        """Return the folders of the tree, the root too."""
        return _folders_of(self.tree or frozenset())

    @cached_property
    def parts(self) -> Mapping[str, Source]:
        """Return the files by path, those too that were merged into a CI file."""
        included = {path: part for source in self.ci_files for path, part in source.included.items()}
        return {**included, **self.by_path}

    @cached_property
    def by_path(self) -> Mapping[str, Source]:
        """Return the files by path."""
        return {source.path: source for source in self.sources}

    def dockerfile_at(self, path: str) -> DockerfileSource | None:
        """Return the Dockerfile at a path of the repository."""
        found = self.by_path.get(self.path_of(path))
        return found if isinstance(found, DockerfileSource) else None

    def dockerfile_of(self, build: Build) -> DockerfileSource | None:
        """Return the Dockerfile that a build reads, None where it is not among the files, or a variable hides it."""
        return None if build.dockerfile is None else self.dockerfile_at(build.dockerfile)

    def builders(self, path: str) -> frozenset[str]:
        """Return the CI files that build a Dockerfile, all by path."""
        return frozenset(ci_file for ci_file, _ in self.builds.get(path, ()))

    def with_builds(self, read: Collection[str]) -> "Project":
        """Return the project with the builds of those of its CI files that were read; the others' are known."""
        known = {path: [one for one in builds if one[0] not in read] for path, builds in self.builds.items()}
        for source in self.ci_files:
            for build in source.builds if source.path in read else ():
                dockerfile = self.dockerfile_of(build)
                if dockerfile is not None:
                    known.setdefault(dockerfile.path, []).append((source.path, build))
        return replace(self, builds={path: tuple(builds) for path, builds in known.items() if builds})

    def part(self, paths: Collection[str]) -> "Project":
        """Return the project as if there were only some of its sources; the tree stays."""
        return replace(
            self,
            dockerfiles=tuple(one for one in self.dockerfiles if one.path in paths),
            ci_files=tuple(one for one in self.ci_files if one.path in paths),
            runner_files=tuple(one for one in self.runner_files if one.path in paths),
            builds={path: self.builds[path] for path in paths if path in self.builds},
        )

    @cached_property
    def readers(self) -> Mapping[str, frozenset[str]]:
        """Return the CI files that a file is merged into, all by path; one without includes reads itself alone."""
        found: dict[str, set[str]] = {}
        for source in self.ci_files:
            for path in source.paths:
                found.setdefault(path, set()).add(source.path)
        return {path: frozenset(sources) for path, sources in found.items()}

    def built_by(self, path: str) -> frozenset[str]:
        """Return the Dockerfiles that a CI file builds, all by path."""
        source = self.by_path.get(path)
        builds = source.builds if isinstance(source, CiSource) else ()
        return frozenset(one.path for build in builds if (one := self.dockerfile_of(build)) is not None)

    def path_of(self, path: str) -> str:
        """Return a path of the repository as the project's files have it."""
        return normpath(join(self.root, path)) if self.root else normpath(path)


@lru_cache(maxsize=4)
def _folders_of(tree: frozenset[str]) -> frozenset[str]:
    """Return the folders of a tree; a fix leaves it as it is, so that many projects ask for the same."""
    return frozenset(folder for path in tree for folder in _folders(path))


def _folders(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path or "."
