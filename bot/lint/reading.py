"""Makes projects of texts: tells the kinds of files apart and puts together what belongs together."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from posixpath import basename, dirname, join, normpath

from bot.files.ci_file import read_ci_file
from bot.files.dockerfile import read_dockerfile
from bot.files.runner_file import read_runner_file
from bot.lint.sources import CiSource, DockerfileSource, Kind, Project, RunnerSource, Source

CI_NAMES = frozenset({".gitlab-ci.yml", ".gitlab-ci.yaml"})
YAML = (".yml", ".yaml")
_DOCKERFILE = re.compile(r"^(?:.*[._-])?(?:dockerfile|containerfile)(?:[._-].*)?$")
_OTHER_ENDS = re.compile(
    r"\.(?:ya?ml|json|toml|md|py|go|jsx?|tsx?|sh|rb|txt|html|rst|orig|dockerignore|j2|tmpl|tpl|template|erb|in)$"
)
_SCRIPT = re.compile(r"^[ \t]+(?:script|before_script|extends):", re.MULTILINE)
_OTHER_YAML = re.compile(r"^(?:on|jobs|apiVersion|steps|pipelines|pool|language|kind|swagger|openapi):", re.MULTILINE)
"""What other programs' files have at the top level: GitHub, Kubernetes, Azure, Bitbucket, Travis, Drone, OpenAPI."""
_RUNNERS = re.compile(r"^\s*\[{1,2}\s*runners\b", re.MULTILINE)
_FROM = re.compile(r"^\s*FROM\s+\S", re.MULTILINE | re.IGNORECASE)

Read = Callable[[str], str | None]
"""Returns the text of a file of the tree, None where there is none."""


def may_be_read(path: str) -> bool:
    """Tell by its name alone whether a file of a folder may be one of the three kinds."""
    name = basename(path).lower()
    return name.endswith((*YAML, ".toml")) or _names_dockerfile(name)


def kind_of(path: str, text: str) -> Kind | None:
    """Return what a file of a folder is, None where it is none of the three."""
    name = basename(path).lower()
    if name.endswith(YAML):
        is_named = name.rpartition(".")[0].endswith("gitlab-ci")
        looks_so = _SCRIPT.search(text) is not None and _OTHER_YAML.search(text) is None
        return Kind.CI if is_named or looks_so else None
    if name.endswith(".toml"):
        return Kind.RUNNER if _RUNNERS.search(text) else None
    return Kind.DOCKERFILE if _names_dockerfile(name) else None


def kind_of_named(path: str, text: str) -> Kind | None:
    """Return what a file is that somebody named: its text may decide where its name does not."""
    name = basename(path).lower()
    if name.endswith(YAML):
        return Kind.CI
    if name.endswith(".toml") or _RUNNERS.search(text):
        return Kind.RUNNER
    return Kind.DOCKERFILE if _names_dockerfile(name) or _FROM.search(text) else None


def _names_dockerfile(name: str) -> bool:
    return _DOCKERFILE.match(name) is not None and _OTHER_ENDS.search(name) is None


@dataclass(frozen=True)
class Texts:
    """The files to lint by path; `tree` and `read` tell what else is there, None where only these files are known.

    `root` is the folder that paths begin with where no `.gitlab-ci.yml` says more.
    """

    files: Mapping[str, tuple[Kind, str]]
    today: date
    tree: frozenset[str] | None = None
    read: Read | None = None
    root: str = ""


def read_projects(texts: Texts) -> Iterator[Project]:
    """Yield the projects: each `.gitlab-ci.yml` is the root of one, and takes in what lies in its folder and below."""
    roots = sorted({dirname(path) for path in texts.files if basename(path) in CI_NAMES})
    groups: dict[str, list[str]] = {}
    for path in sorted(texts.files):
        groups.setdefault(_root_of(path, roots, texts.root), []).append(path)
    for root, paths in groups.items():
        yield _read_project(root, paths, texts)


def _root_of(path: str, roots: Sequence[str], otherwise: str) -> str:
    """Return the deepest root that a path lies in."""
    return max((root for root in roots if not root or path.startswith(f"{root}/")), key=len, default=otherwise)


def _read_project(root: str, paths: Sequence[str], texts: Texts) -> Project:
    sources = [_source(path, *texts.files[path], texts.today) for path in paths if texts.files[path][0] is not Kind.CI]
    return Project(
        dockerfiles=tuple(one for one in sources if isinstance(one, DockerfileSource)),
        ci_files=_ci_files(root, [path for path in paths if texts.files[path][0] is Kind.CI], texts),
        runner_files=tuple(one for one in sources if isinstance(one, RunnerSource)),
        tree=texts.tree,
        root=root,
    ).with_builds(paths)


def reread(project: Project, texts: Texts, changed: Collection[str]) -> Project:
    """Return a project in which some of the files have new texts; the others are taken over as they were read."""
    again = replace(
        project,
        dockerfiles=tuple(
            DockerfileSource(one.path, text, one.today, read_dockerfile(text)) if one.path in changed else one
            for one in project.dockerfiles
            for text in [texts.files[one.path][1]]
        ),
        ci_files=tuple(
            _ci_source(one.path, project.root, texts) if one.paths & set(changed) else one for one in project.ci_files
        ),
        runner_files=tuple(
            RunnerSource(one.path, text, one.today, read_runner_file(text)) if one.path in changed else one
            for one in project.runner_files
            for text in [texts.files[one.path][1]]
        ),
        tree=texts.tree,
    )
    return again.with_builds([one.path for one in project.ci_files if one.paths & set(changed)])


def _source(path: str, kind: Kind, text: str, today: date) -> Source:
    if kind is Kind.DOCKERFILE:
        return DockerfileSource(path, text, today, read_dockerfile(text))
    return RunnerSource(path, text, today, read_runner_file(text))


def _ci_files(root: str, paths: Sequence[str], texts: Texts) -> tuple[CiSource, ...]:
    """Return the CI files that stand for themselves; what another one includes is told there."""
    found = [_ci_source(path, root, texts) for path in paths]
    included = {path for one in found for path in one.included}
    return tuple(one for one in found if one.path not in included or basename(one.path) in CI_NAMES)


def _ci_source(path: str, root: str, texts: Texts) -> CiSource:
    text = texts.files[path][1]
    includes = _Includes(root, texts)
    file = read_ci_file(text, path, includes.find if texts.tree is not None else None)
    return CiSource(path, text, texts.today, file, includes.found)


@dataclass
class _Includes:
    """Finds the local files that a CI file includes, and remembers them."""

    root: str
    texts: Texts
    found: dict[str, Source] = field(default_factory=dict)

    def find(self, target: str) -> list[tuple[str, str]]:
        """Return paths and texts of what a target means; `*` stays in a folder, `**` goes below it."""
        wanted = normpath(join(self.root, target))
        tree = self.texts.tree or frozenset()
        pattern = _pattern(wanted) if "*" in wanted else None
        paths = sorted(path for path in tree if pattern.fullmatch(path)) if pattern else [wanted] * (wanted in tree)
        read = [(path, text) for path in paths if (text := self._text(path)) is not None]
        self.found |= {path: Source(path, text, self.texts.today) for path, text in read}
        return read

    def _text(self, path: str) -> str | None:
        if path in self.texts.files:
            return self.texts.files[path][1]
        return self.texts.read(path) if self.texts.read else None


def _pattern(wanted: str) -> re.Pattern[str]:
    escaped = re.escape(wanted).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return re.compile(escaped)
