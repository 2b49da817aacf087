"""Which images the jobs of a CI file make, push and take caches from, and into which of them cache metadata goes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from bot.image_commands import Verb
from bot.lint.builds import Build, build_at
from bot.lint.calls import Call
from bot.lint.references import parse_reference

DOCKER_LIKE = frozenset({"docker", "nerdctl", "buildctl"})
"""Builders that read cache metadata; kaniko and buildah keep their layers in other ways."""
PER_RUN = re.compile(
    r"\$\{CI_(?:COMMIT_SHA|COMMIT_SHORT_SHA|PIPELINE_I?ID|JOB_ID|BUILD_ID|BUILD_REF|COMMIT_TIMESTAMP|JOB_STARTED_AT"
    r"|PIPELINE_CREATED_AT)\b[^}]*\}"
)
"""Variables of GitLab that have a new value in every pipeline or commit."""
_REF = re.compile(r"\$\{CI_(?:\w*BRANCH\w*|COMMIT_REF_\w+|BUILD_REF_\w+|ENVIRONMENT_\w+)\}")
_BRANCH = r"(?:\$\{CI_\w+\}|main|master|trunk|dev|develop|development|stag\w*|prod\w*|stable|release\S*)"
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)[^}]*\}|\$\(.*?\)|`.*?`|\$\{.*?\}")
_NEVER_PLAIN = re.compile(r"SHA|COMMIT|DATE|TIME|BUILD|HASH|VERSION|SEMVER|RELEASE|PIPELINE|_ID$")
"""Words in the names of variables that do not stand for `latest` or `cache`."""
_HIDES_OPTIONS = re.compile(r"\$\{\w*(?:ARGS?|OPT\w*|FLAGS|PARAMS?|CACHE\w*|EXTRA\w*)\}", re.IGNORECASE)
"""Variables in whose values options may be."""
_SAME = {
    "${CI_REGISTRY}/${CI_PROJECT_PATH}": "${CI_REGISTRY_IMAGE}",
    "${CI_REGISTRY}/${CI_PROJECT_NAMESPACE}/${CI_PROJECT_NAME}": "${CI_REGISTRY_IMAGE}",
}
"""Names that GitLab gives one and the same value."""
_HUBS = ("docker.io/library/", "index.docker.io/library/", "docker.io/", "index.docker.io/")


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
        found = [one for one in self.pushed if may_be(one.reference, source.reference)]
        if PER_RUN.search(source.reference):
            return any(one.call.job is not source.build.call.job or one.number < source.number for one in found)
        return bool(found)

    def is_made(self, reference: str) -> bool:
        """Tell whether a build, a tag or a copy makes an image."""
        return self.is_opaque or any(may_be(one.reference, reference) for one in self.made)

    def has_metadata(self, reference: str) -> bool:
        """Tell whether cache metadata goes into an image."""
        return any(may_be(one, reference) for one in self._described)

    def is_source(self, reference: str) -> bool:
        """Tell whether a build takes its cache from an image."""
        return any(may_be(one.reference, reference) for one in self.sources)

    @cached_property
    def _described(self) -> frozenset[str]:
        """Return the images with metadata, and those that are other names of them."""
        found = {one.reference for one in self.with_metadata}
        for _ in self.renamed:
            more = {new for old, new in self.renamed if any(may_be(one, old) for one in found)}
            if more <= found:
                break
            found |= more
        return frozenset(found)


def image_flow(calls: Sequence[Call]) -> ImageFlow:
    """Return what the commands of a file do with images."""
    numbered = list(enumerate(calls))
    builds = [(number, build) for number, call in numbered if (build := build_at(call)) is not None]
    return ImageFlow(
        pushed=tuple(_each(numbered, _pushed)),
        made=tuple(_each(numbered, _made)),
        pulled=tuple(_each(numbered, lambda call: call.image.pulled if call.image is not None else ())),
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


def full(reference: str) -> str:
    """Return a reference with its tag and without Docker Hub's own name, so that equal ones compare equal."""
    for hub in _HUBS:
        reference = reference.removeprefix(hub)
    for long, short in _SAME.items():
        reference = reference.replace(long, short)
    parsed = parse_reference(reference)
    return reference if parsed.tag or parsed.digest else f"{reference}:latest"


@lru_cache(maxsize=4096)
def may_be(one: str, other: str) -> bool:
    """Tell whether two full references can be the same, given what their variables may hold."""
    if one == other:
        return True
    first, second = parse_reference(one), parse_reference(other)
    if first.name != second.name or first.digest or second.digest:
        return False
    if first.tag == "*" or second.tag == "*":
        return True
    return _fits(first.tag, second.tag) or _fits(second.tag, first.tag)


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


def _fits(tag: str, wanted: str) -> bool:
    """Tell whether a tag with variables can be another one; CI_COMMIT_SHA is never `latest`, $TAG may be."""
    pattern, place = "", 0
    for found in _VARIABLE.finditer(tag):
        pattern += re.escape(tag[place : found.start()]) + _pattern(found, wanted)
        place = found.end()
    return place > 0 and re.fullmatch(pattern + re.escape(tag[place:]), wanted) is not None


def _pattern(found: re.Match[str], wanted: str) -> str:
    name = found["name"] or ""
    if _REF.fullmatch(found[0]):
        return _BRANCH
    if name.startswith("CI_") or (name and _NEVER_PLAIN.search(name) and "$" not in wanted):
        return re.escape(found[0])
    return ".+"


def _each(numbered: Iterable[tuple[int, Call]], read: object) -> Iterator[Made]:
    for number, call in numbered:
        for reference in read(call):  # type: ignore[operator]
            yield Made(full(reference), call, number)


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
    elif call.image.verb is Verb.PUSH and call.image.form[:2] != ("docker", "push") and len(call.image.form) > 1:
        yield from call.image.pushed if call.image.form[-1] != "push" else ()


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
