"""Finds what a job uses as its cache, by what its log tried and by what its commands name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.build_commands import BuildCommand
from bot.reference_patterns import fits, is_known
from bot.traces.model import SourceKind, Trace

NOT_A_REGISTRY = ("gha:", "s3:", "azblob:", "local:")
"""How BuildKit's log names caches that lie in no registry."""
EVERYBODYS = "latest"
"""GitLab's own clean-up never deletes it either: it is what people pull who name no version."""


@dataclass(frozen=True)
class CacheReferences:
    """`known` are whole references; `unknown` hang on a variable that neither the log nor the CI file tells."""

    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class CacheTag:
    """A tag in GitLab's registry that serves as a cache.

    `shared_with` are the other tags of its repository that name the same digest: some registries delete by digest, so
    that these would go too. `may_delete` is GitLab's word on our right.
    """

    project_id: int
    repository_id: int
    place: str
    name: str
    digest: str
    shared_with: tuple[str, ...] = ()
    may_delete: bool = True

    @property
    def reference(self) -> str:
        """Return the reference as docker writes it."""
        return f"{self.place}:{self.name}"


@dataclass(frozen=True)
class Caches:
    """What was found of a job's caches.

    `tags` can be deleted or say why not, `gone` are references whose tag is not there, `elsewhere` those that lie in
    no registry of the project, `unknown` those that hang on a variable. `problem` says why nothing could be looked up.
    """

    tags: tuple[CacheTag, ...] = ()
    gone: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Past:
    """How long earlier builds of a job took: cold ones that found nothing in the cache, warm ones that found some."""

    cold_seconds: tuple[float, ...] = ()
    warm_seconds: tuple[float, ...] = ()


@dataclass(frozen=True)
class HitRatio:
    """Of how many steps the log tells whether they were cached, and how many were."""

    hits: int
    steps: int


def hit_ratio(trace: Trace) -> HitRatio:
    """Return the share of steps that came from the cache."""
    answers = [step.cached for step in trace.steps if step.cached is not None]
    return HitRatio(sum(answers), len(answers))


def cache_references(trace: Trace, builds: Iterable[BuildCommand]) -> CacheReferences:
    """Return what a job uses as its cache.

    What a build imported or looked up is a cache by itself. A pulled or pushed image is one only where a build names
    it, with variables that are not known standing for anything: the base image of a project may be pulled as well.
    """
    named = tuple(dict.fromkeys(name for build in builds for name in (*build.cache_sources, *build.cache_targets)))
    hidden = [name for name in named if not is_known(name)]
    tried = [one.reference for one in trace.cache_sources if one.kind is not SourceKind.PULL]
    seen = [*_pulled(trace), *_pushed(trace)]
    meant = [name for name in seen if any(fits(pattern, name) for pattern in hidden)]
    known = dict.fromkeys([*filter(is_known, named), *tried, *meant])
    found = tuple(name for name in known if not name.startswith(NOT_A_REGISTRY))
    return CacheReferences(found, tuple(one for one in hidden if not any(fits(one, name) for name in found)))


def _pulled(trace: Trace) -> Sequence[str]:
    return [one.reference for one in trace.cache_sources if one.kind is SourceKind.PULL]


def _pushed(trace: Trace) -> Sequence[str]:
    return [f"{push.registry}/{push.repository}:{tag}" for push in trace.pushes for tag in push.tags]
