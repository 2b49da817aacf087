"""The edits that move a build's cache out of the image into the registry, where the layers of all stages find room."""

from collections.abc import Iterator

from bot.files.ci_file import Step
from bot.files.shell import Word
from bot.lint.builds import Build
from bot.lint.cache_edits import option_of, reference_in, verb_of
from bot.lint.calls import Call
from bot.lint.ci_edits import cut_with_fallback, insert_before
from bot.lint.ci_findings import fix_of
from bot.lint.finding import Edit, Fix
from bot.lint.image_flow import CacheSource
from bot.lint.image_matching import full, may_be
from bot.lint.references import parse_reference
from bot.lint.sources import CiSource
from bot.lint.word_edits import changes, options_of

FORMS = frozenset({("docker", "build"), ("docker", "buildx", "build")})
BUILDER = ("docker context create builder", "docker buildx create --use --driver docker-container builder")
"""The engine's own builder exports caches only with the image store of containerd; a context, because buildx takes no
TLS from the environment. https://docs.docker.com/build/cache/backends/"""
_Changes = dict[int, tuple[Step, dict[Word, str]]]


def in_registry(source: CiSource, build: Build) -> Fix | None:
    """Return the fix for a build with inline cache; None where one of the places cannot be changed."""
    wanted = next((one for one in source.flow.sources if one.build.call is build.call), None)
    form = build.call.image.form if build.call.image is not None else ()
    option = option_of(wanted) if wanted is not None else None
    if wanted is None or option is None or form not in FORMS or verb_of(build) is None:
        return None
    is_own = _is_cache_alone(source, wanted)
    place = reference_in(option) if is_own else f"{parse_reference(wanted.reference).name}:buildcache"
    new: _Changes = {}
    _change_build(new, build, place)
    for one in source.flow.sources:
        if not is_own and one.reference == wanted.reference:
            _change_source(new, one, place)
    edits = [*_builder(source, build)]
    if is_own:
        _drop_tags(new, source, wanted.reference)
        edits += _without_image(source, wanted.reference)
    for step, words in new.values():
        edits += changes(source, step, words) or [None]
    return fix_of("keep the cache of all stages in the registry", edits)


def _is_cache_alone(source: CiSource, wanted: CacheSource) -> bool:
    """Tell whether an image serves as cache and as nothing else, so that the cache can take its name."""
    reference = wanted.reference
    is_named_so = "cache" in reference.rpartition("/")[2] or "/cache" in reference
    renamed = {one for pair in source.flow.renamed for one in pair}
    runs = (call for call in source.calls if call.verb in {"run", "create", "save"})
    is_used = any(may_be(full(word), reference) for call in runs for word in call.bare)
    images = [job.image.name for job in source.jobs if job.image is not None]
    return is_named_so and reference not in renamed and not is_used and reference not in {full(one) for one in images}


def _change_build(new: _Changes, build: Build, place: str) -> None:
    step, verb = build.call.step, verb_of(build)
    words = _words_of(new, step)
    form = build.call.image.form if build.call.image is not None else ()
    keeps = [] if build.command.is_pushed or build.command.is_on("--load") else ["--load"]
    if verb is not None:
        parts = [*(["buildx"] if form == ("docker", "build") else []), verb.text, *keeps]
        words[verb] = " ".join([*parts, f"--cache-to type=registry,ref={place},mode=max"])
    for option in options_of(step, "--build-arg", "--cache-to"):
        if "BUILDKIT_INLINE_CACHE" in option.value or option.plain.startswith("type=inline"):
            words.update(dict.fromkeys(option.words, ""))


def _change_source(new: _Changes, source: CacheSource, place: str) -> None:
    option = option_of(source)
    if option is not None:
        last = option.words[-1]
        text = f"type=registry,ref={place}"
        _words_of(new, source.build.call.step)[last] = text if len(option.words) > 1 else f"{option.name}={text}"


def _drop_tags(new: _Changes, source: CiSource, reference: str) -> None:
    """Let builds no longer make an image of the name that the cache has."""
    for build in source.builds:
        values = build.command.values("--tag")
        options = list(options_of(build.call.step, "--tag", "-t"))
        for value, option in zip(values, options, strict=False):
            if len(values) == len(options) and full(value) == reference:
                _words_of(new, build.call.step).update(dict.fromkeys(option.words, ""))


def _without_image(source: CiSource, reference: str) -> Iterator[Edit | None]:
    """Yield the edits that take the pulls and pushes of the image out."""
    done = set()
    for one in [*source.flow.pulled, *source.flow.pushed]:
        is_plain = one.call.image is not None and one.call.image.build is None
        if is_plain and one.reference == reference and id(one.call.step) not in done:
            done.add(id(one.call.step))
            yield cut_with_fallback(source, one.call.job, one.call.step)


def _builder(source: CiSource, build: Build) -> Iterator[Edit | None]:
    own = [call for call in source.calls if call.job is build.call.job]
    if not any(_makes_builder(call) for call in own):
        yield insert_before(source, build.call.step, *BUILDER)


def _makes_builder(call: Call) -> bool:
    return call.verb == "buildx create"


def _words_of(new: _Changes, step: Step) -> dict[Word, str]:
    return new.setdefault(id(step), (step, {}))[1]
