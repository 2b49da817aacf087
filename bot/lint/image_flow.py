"""Which images the jobs of a CI file make, push and take caches from, and into which of them cache metadata goes."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Generic, TypeVar

from bot.image_commands import Verb
from bot.lint.builds import Build, build_at
from bot.lint.calls import Call
from bot.lint.image_matching import PER_RUN, full, is_loose, may_be
from bot.lint.references import parse_reference

DOCKER_LIKE = frozenset({"docker", "nerdctl", "buildctl"})
"""Builders that read cache metadata; kaniko and buildah keep their layers in other ways."""
MOST_NAMES = 10
"""One behind the other that `docker tag` gives an image; nobody writes more."""
COPIES = frozenset({"create", "copy", "cp", "append"})
"""Verbs of buildx imagetools, skopeo and crane that push an image under a new name."""
_HIDES_OPTIONS = re.compile(r"\$\{\w*(?:ARGS?|OPT\w*|FLAGS|PARAMS?|CACHE\w*|EXTRA\w*)\}", re.IGNORECASE)
"""Variables in whose values options may be."""


@dataclass(frozen=True)
class CacheSource:
    """A reference from which a build takes cached layers; `number` is the call's place among all."""

    build: Build
    reference: str
    number: int


@dataclass(frozen=True)
class Made:
    """A reference that a call makes, pushes or writes metadata into."""

    reference: str
    call: Call
    number: int


Named = TypeVar("Named", Made, CacheSource)


class References(Generic[Named]):
    """References that are looked up by others that can be the same; only what holds variables is compared."""

    def __init__(self, found: Iterable[Named]) -> None:
        self._exact: dict[str, list[Named]] = {}
        self._loose: dict[str, list[Named]] = {}
        self._named: dict[str, list[Named]] = {}
        for one in found:
            name = parse_reference(one.reference).name
            self._exact.setdefault(one.reference, []).append(one)
            self._named.setdefault(name, []).append(one)
            if is_loose(one.reference):
                self._loose.setdefault(name, []).append(one)

    def like(self, reference: str) -> Iterator[Named]:
        """Yield those that can be the same as a reference."""
        yield from self._exact.get(reference, ())
        others = self._named if is_loose(reference) else self._loose
        for one in others.get(parse_reference(reference).name, ()):
            if one.reference != reference and may_be(one.reference, reference):
                yield one


@dataclass(frozen=True)
class ImageFlow:
    """References in the order of the commands; where `is_opaque`, files elsewhere name more that is pushed or made."""

    pushed: tuple[Made, ...] = ()
    made: tuple[Made, ...] = ()
    pulled: tuple[Made, ...] = ()
    sources: tuple[CacheSource, ...] = ()
    with_metadata: tuple[Made, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    is_opaque: bool = False
    calls: tuple[Call, ...] = field(default=(), repr=False)

    def is_pushed(self, source: CacheSource) -> bool:
        """Tell whether something pushes a cache source before the build that wants it, now or in an earlier run."""
        if self.is_opaque:
            return True
        is_new = PER_RUN.search(source.reference) is not None
        for one in self._pushes.like(source.reference):
            if not is_new or one.call.job is not source.build.call.job or one.number < source.number:
                return True
        return False

    def is_made(self, reference: str) -> bool:
        """Tell whether a build, a tag or a copy makes an image."""
        return self.is_opaque or next(self._makes.like(reference), None) is not None

    def has_metadata(self, reference: str) -> bool:
        """Tell whether cache metadata goes into an image."""
        return next(self._described.like(reference), None) is not None

    def is_source(self, reference: str) -> bool:
        """Tell whether a build takes its cache from an image."""
        return next(self.wanted(reference), None) is not None

    def pushes(self, reference: str) -> Iterator[Made]:
        """Yield the pushes that can be those of an image."""
        return self._pushes.like(reference)

    def wanted(self, reference: str) -> Iterator[CacheSource]:
        """Yield the cache sources that can be an image."""
        return self._wanted.like(reference)

    @cached_property
    def hides_options(self) -> bool:
        """Tell whether a build may have options that are not known here."""
        return any(hides_options(call) for call in self.calls)

    def makers(self, reference: str) -> Iterator[Call]:
        """Yield the calls that make an image under this name, or under one that gets it later."""
        names = {reference, *(old for old, new in self.renamed if may_be(new, reference))}
        for name in names:
            yield from (one.call for one in self._makes.like(name))

    @cached_property
    def _pushes(self) -> References[Made]:
        return References(self.pushed)

    @cached_property
    def _makes(self) -> References[Made]:
        return References(self.made)

    @cached_property
    def _wanted(self) -> References[CacheSource]:
        return References(self.sources)

    @cached_property
    def _described(self) -> References[Made]:
        """Return the images with metadata, and those that are other names of them."""
        found = list(self.with_metadata)
        waiting = list(self.renamed)
        for _ in range(MOST_NAMES):
            known = References(found)
            more = [(old, new) for old, new in waiting if next(known.like(old), None) is not None]
            if not more:
                break
            found += [replace(found[0], reference=new) for _, new in more]
            waiting = [pair for pair in waiting if pair not in set(more)]
        return References(found)


def image_flow(calls: Sequence[Call]) -> ImageFlow:
    """Return what the commands of a file do with images."""
    numbered = list(enumerate(calls))
    builds = [(number, build) for number, call in numbered if (build := build_at(call)) is not None]
    return ImageFlow(
        pushed=tuple(_each(numbered, _pushed)),
        made=tuple(_each(numbered, _made)),
        pulled=tuple(_each(numbered, _pulled)),
        sources=tuple(CacheSource(build, one, number) for number, build in builds for one in sources_of(build)),
        with_metadata=tuple(
            Made(full(one), build.call, number) for number, build in builds for one in _described_by(build)
        ),
        renamed=tuple((full(old), full(new)) for call in calls for old, new in _renamed(call)),
        is_opaque=any(_is_opaque(call) for call in calls),
        calls=tuple(calls),
    )


def hides_options(call: Call) -> bool:
    """Tell whether a variable that nobody knows here may hold options of a command."""
    return any(_HIDES_OPTIONS.fullmatch(word) for word in call.words)


def sources_of(build: Build) -> Iterator[str]:
    """Yield the images, full, from which a build takes cached layers; other kinds of caches are none."""
    if build.command.program in DOCKER_LIKE:
        yield from (full(one) for one in build.command.cache_sources)


def cache_exports(build: Build) -> tuple[dict[str, str], ...]:
    """Return the fields of each --cache-to."""
    return tuple(_fields(value) for value in build.command.values("--cache-to"))


def writes_inline(build: Build) -> bool:
    """Tell whether a build puts cache metadata into the image itself."""
    if "BUILDKIT_INLINE_CACHE" in build.command.build_args:
        value = build.command.build_args["BUILDKIT_INLINE_CACHE"]
        if value is None:
            value = build.call.variables.get("BUILDKIT_INLINE_CACHE", "")
        if value not in {"0", "false", ""}:
            return True
    return any(one.get("type") == "inline" for one in cache_exports(build))


def _described_by(build: Build) -> Iterator[str]:
    if writes_inline(build):
        yield from build.command.tags
    yield from (one["ref"] for one in cache_exports(build) if one.get("ref"))


def _each(numbered: Iterable[tuple[int, Call]], read: Callable[[Call], Iterable[str]]) -> Iterator[Made]:
    for number, call in numbered:
        yield from (Made(full(reference), call, number) for reference in read(call))


def _pulled(call: Call) -> tuple[str, ...]:
    return call.image.pulled if call.image is not None else ()


def _pushed(call: Call) -> Iterator[str]:
    if call.image is None:
        return
    names_all = call.image.values("-a") or call.image.values("--all-tags")
    yield from (f"{parse_reference(one).name}:*" if names_all else one for one in call.image.pushed)
    if call.image.build is not None:
        exports = cache_exports(Build(call, call.image.build))
        yield from (one["ref"] for one in exports if one.get("ref"))
        yield from call.image.build.values("--cache-repo")


def _made(call: Call) -> Iterator[str]:
    if call.image is None:
        return
    if call.image.build is not None:
        yield from call.image.build.tags
        yield from (one["ref"] for one in cache_exports(Build(call, call.image.build)) if one.get("ref"))
    elif call.image.verb is Verb.TAG and call.image.tagged is not None:
        yield from call.image.tagged[1]
    elif call.image.form[-1] in COPIES:
        yield from call.image.pushed


def _renamed(call: Call) -> Iterator[tuple[str, str]]:
    tagged = call.image.tagged if call.image is not None else None
    if tagged is not None:
        yield from ((tagged[0], new) for new in tagged[1])


def _is_opaque(call: Call) -> bool:
    """Tell whether a call pushes images that are named elsewhere."""
    if call.image is None:
        return False
    if call.image.is_compose:
        return call.image.verb is Verb.PUSH or (call.image.verb is Verb.BUILD and bool(call.image.values("--push")))
    return call.image.form[-1] == "bake"


def _fields(value: str) -> dict[str, str]:
    if "=" not in value.partition(",")[0]:
        return {"type": "registry", "ref": value}
    pairs = (field.partition("=") for field in value.split(","))
    return {name.strip().lower(): rest.strip() for name, _, rest in pairs}
